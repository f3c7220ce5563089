"""Addresses of importing."""

from django.urls import path

from tinhso.kits.registers.imports.views import acting, matching, reading

app_name = "registers_imports"
urlpatterns = [
    path("nhap-tep/", reading.index, name="index"),
    path("nhap-tep/moi/", matching.new, name="new"),
    path("nhap-tep/<uuid:key>/", reading.page, name="run"),
    path("nhap-tep/<uuid:key>/loi/", reading.faults, name="faults"),
    path("nhap-tep/<uuid:key>/thay-doi/", reading.changes, name="changes"),
    path("nhap-tep/<uuid:key>/giu-lai/", reading.kept, name="kept"),
    path("nhap-tep/<uuid:key>/ghep/<slug:what>/", matching.match, name="match"),
    path("nhap-tep/<uuid:key>/lam/<slug:what>/", acting.act, name="act"),
    path("nhap-tep/<uuid:key>/ban-danh-dau/", acting.marked, name="marked"),
]
