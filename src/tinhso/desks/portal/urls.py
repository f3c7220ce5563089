"""Addresses of the citizen portal."""

from django.urls import path

from tinhso.desks.portal.views import apply, catalogue, dossiers, pages, supplement, tracking

app_name = "portal"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search, name="search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("thu-tuc/<str:code>/nop/", apply.start, name="start"),
    path("ho-so/", dossiers.own, name="dossiers"),
    path("ho-so/nhap/", dossiers.drafts, name="drafts"),
    path("ho-so/nhap/<uuid:draft_id>/", apply.resume, name="draft"),
    path("ho-so/nhap/<uuid:draft_id>/noi-giai-quyet/", apply.place, name="place"),
    path("ho-so/nhap/<uuid:draft_id>/nguoi-nop/", apply.applicant, name="applicant"),
    path("ho-so/nhap/<uuid:draft_id>/to-khai/<slug:page_code>/", apply.page, name="page"),
    path("ho-so/nhap/<uuid:draft_id>/giay-to/", apply.files, name="files"),
    path("ho-so/nhap/<uuid:draft_id>/nhan-ket-qua/", apply.delivery, name="delivery"),
    path("ho-so/nhap/<uuid:draft_id>/kiem-tra/", apply.check, name="check"),
    path("ho-so/nhap/<uuid:draft_id>/cap-nhat/", apply.renew, name="renew"),
    path("ho-so/nhap/<uuid:draft_id>/xoa/", apply.discard, name="discard"),
    path("ho-so/<uuid:dossier_id>/", dossiers.status, name="dossier"),
    path("ho-so/<uuid:dossier_id>/da-nop/", dossiers.sent, name="sent"),
    path("ho-so/<uuid:dossier_id>/bo-sung/", supplement.answer, name="supplement"),
    path("ho-so/<uuid:dossier_id>/nop-lai/", apply.repeat, name="repeat"),
    path("ho-so/<uuid:dossier_id>/rut/", dossiers.withdraw, name="withdraw"),
    path("ho-so/<uuid:dossier_id>/danh-gia/", dossiers.rate, name="rate"),
    path("tra-cuu/", tracking.track, name="track"),
    path("hai-long/", pages.satisfaction, name="satisfaction"),
    path("tro-giup/", pages.help_page, name="help"),
]
