"""Addresses of personnel beside those of its registers."""

from django.urls import path

from tinhso.government.personnel.views import ahead, own, sync

app_name = "personnel"
urlpatterns = [
    path("nhan-su/sap-toi/<str:kind>/", ahead.coming, name="ahead"),
    path("nhan-su/so-lieu/", ahead.staff, name="figures"),
    path("nhan-su/dong-bo/", sync.page, name="sync"),
    path("nhan-su/cua-toi/", own.own, name="own"),
]
