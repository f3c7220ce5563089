"""Addresses of the room."""

from django.urls import path

from tinhso.kernel.search import views

app_name = "search"
urlpatterns = [
    path("cach-xem/<str:code>/", views.save, name="view-save"),
    path("cach-xem/<str:code>/<uuid:key>/bo/", views.forget, name="view-forget"),
]
