"""Addresses of the statistics."""

from django.urls import path

from tinhso.government.statistics.views import book, form, holding, leader

app_name = "statistics"
urlpatterns = [
    path("", form.form, name="form"),
    path("ho-so/", form.dossiers, name="dossiers"),
    path("chot/", form.close, name="close"),
    path("dinh-chinh/", form.correct, name="correct"),
    path("giay/", form.paper, name="paper"),
    path("hom-nay/", leader.today, name="today"),
    path("danh-gia/<uuid:dossier_id>/", leader.low_rating, name="low-rating"),
    path("ai-giu/", holding.holding, name="holding"),
    path("cong-khai/", holding.published, name="published"),
    path("phieu-kiem-soat/<uuid:dossier_id>/", book.control_sheet, name="control-sheet"),
    path("so-theo-doi/", book.running_book, name="book"),
    path("so-theo-doi/giay/", book.paper, name="book-paper"),
]
