"""Addresses of the leader's desk, below ``/lanh-dao/``."""

from django.urls import path

from tinhso.desks.leader import views

app_name = "leader"
urlpatterns = [
    path("", views.home, name="home"),
    path("ky/", views.to_sign, name="to-sign"),
    path("ky/xem/", views.review, name="review"),
    path("ky/thuc-hien/", views.sign, name="sign"),
    path("ky/luot/", views.runs, name="runs"),
    path("ky/luot/<uuid:run_id>/", views.run, name="run"),
]
