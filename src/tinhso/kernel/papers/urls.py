"""Addresses of the verification pages."""

from django.urls import path, re_path

from tinhso.kernel.papers import views

app_name = "papers"
urlpatterns = [
    path("xac-minh/", views.find, name="find"),
    re_path(r"^xac-minh/(?P<code>[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})$", views.verify, name="verify"),
]
