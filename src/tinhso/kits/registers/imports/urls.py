"""Addresses of importing."""

from django.urls import path

from tinhso.kits.registers.imports.views import acting, matching, reading

app_name = "registers_imports"
urlpatterns = [
    path("nhap-tep/", reading.index, name="index"),
    path("nhap-tep/moi/", matching.new, name="new"),
    path("nhap-tep/<uuid:key>/", reading.page, name="run"),
    path("nhap-tep/<uuid:key>/loi/", reading.faults, name="faults"),
    path("nhap-tep/<uuid:key>/giu-lai/", reading.kept, name="kept"),
    path("nhap-tep/<uuid:key>/ghep-cot/", matching.match, name="match"),
    path("nhap-tep/<uuid:key>/doc-lai/", matching.read_anew, name="read-anew"),
    path("nhap-tep/<uuid:key>/gia-tri/", matching.values, name="values"),
    path("nhap-tep/<uuid:key>/nhap/", acting.start, name="start"),
    path("nhap-tep/<uuid:key>/tam-dung/", acting.pause, name="pause"),
    path("nhap-tep/<uuid:key>/nhap-tiep/", acting.resume, name="resume"),
    path("nhap-tep/<uuid:key>/hoan-tac/", acting.undo, name="undo"),
    path("nhap-tep/<uuid:key>/bo/", acting.drop, name="drop"),
    path("nhap-tep/<uuid:key>/danh-dau/", acting.mark, name="mark"),
    path("nhap-tep/<uuid:key>/ban-danh-dau/", acting.marked, name="marked"),
]
