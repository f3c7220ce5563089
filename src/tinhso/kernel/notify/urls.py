"""Addresses of one's own notices."""

from django.urls import path

from tinhso.kernel.notify import views

app_name = "notify"

urlpatterns = [
    path("thong-bao/", views.notices, name="list"),
    path("thong-bao/da-doc/", views.read_all, name="read-all"),
    path("thong-bao/tuy-chon/", views.choices, name="choices"),
    path("thong-bao/thiet-bi/", views.keep_device, name="keep-device"),
    path("thong-bao/thiet-bi/<uuid:device_id>/bo/", views.end_device, name="end-device"),
    path("thong-bao/<uuid:message_id>/mo/", views.open_notice, name="open"),
]
