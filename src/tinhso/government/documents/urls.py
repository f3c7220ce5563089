"""Addresses of the store; all belong to who is signed in."""

from django.urls import path

from tinhso.government.documents import views

app_name = "documents"
urlpatterns = [
    path("kho-giay-to/", views.listing, name="list"),
    path("kho-giay-to/<uuid:paper_id>/", views.paper, name="paper"),
    path("kho-giay-to/<uuid:paper_id>/bo/", views.remove, name="remove"),
    path("kho-giay-to/lan-dung/<uuid:share_id>/thu-hoi/", views.take_back, name="take-back"),
]
