"""Addresses of the post."""

from django.urls import path

from tinhso.government.post import views

app_name = "post"
urlpatterns = [
    path("buu-chinh/", views.index, name="index"),
    path("buu-chinh/<uuid:parcel_id>/", views.parcel_page, name="parcel"),
    path("buu-chinh/<uuid:parcel_id>/hoi/", views.ask, name="ask"),
    path("buu-chinh/<uuid:parcel_id>/da-xu-ly/", views.close, name="close"),
    path("buu-chinh/ho-so/<uuid:dossier_id>/gui-ket-qua/", views.send, name="send"),
    path("buu-chinh/ho-so/<uuid:dossier_id>/nhan-giay-to/", views.fetch, name="fetch"),
]
