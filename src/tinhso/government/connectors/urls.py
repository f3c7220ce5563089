"""Addresses of the connectors."""

from django.urls import path

from tinhso.government.connectors import views

app_name = "connectors"
urlpatterns = [
    path("ket-noi-quoc-gia/", views.index, name="index"),
    path("ket-noi-quoc-gia/cong-dich-vu-cong/", views.portal, name="portal"),
    path("ket-noi-quoc-gia/hoi/<slug:code>/", views.ask, name="ask"),
]
