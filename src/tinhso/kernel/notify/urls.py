"""Addresses of one's own notices."""

from django.urls import path

from tinhso.kernel.notify import views

app_name = "notify"

urlpatterns = [
    path("thong-bao/", views.notices, name="list"),
    path("thong-bao/da-doc/", views.read_all, name="read-all"),
    path("thong-bao/tuy-chon/", views.choices, name="choices"),
    path("thong-bao/<uuid:message_id>/mo/", views.open_notice, name="open"),
]
