"""Addresses of stored files and uploads."""

from django.urls import path

from tinhso.kernel.files import tus, views

app_name = "files"
urlpatterns = [
    path("tep/tai-len/", tus.uploads, name="uploads"),
    path("tep/tai-len/<uuid:upload_id>", tus.upload, name="upload"),
    path("tep/xem/<str:token>/<path:name>", views.serve, name="serve"),
]
