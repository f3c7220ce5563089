"""Addresses of the counter."""

from django.urls import path

from tinhso.desks.counter import views

app_name = "counter"
urlpatterns = [
    path("mot-cua/", views.home, name="home"),
    path("mot-cua/nguoi/", views.person, name="person"),
    path("mot-cua/nguoi/tiep/", views.next_person, name="next-person"),
    path("mot-cua/tiep-nhan/", views.choose, name="choose"),
    path("mot-cua/tiep-nhan/<str:code>/", views.intake, name="intake"),
    path("mot-cua/da-nhan/<uuid:dossier_id>/", views.done, name="done"),
    path("mot-cua/da-nhan/<uuid:dossier_id>/giay/", views.paper, name="paper"),
    path("mot-cua/da-nhan/<uuid:dossier_id>/thu-phi/", views.fee, name="fee"),
    path("mot-cua/tra-ket-qua/", views.results, name="results"),
    path("mot-cua/tra-ket-qua/<uuid:dossier_id>/", views.hand_over, name="hand-over"),
]
