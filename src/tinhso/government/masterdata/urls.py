"""Addresses of master data."""

from django.urls import path

from tinhso.government.masterdata.views import catalogues, duplicates, readers

app_name = "masterdata"
urlpatterns = [
    path("trung/", duplicates.waiting, name="duplicates"),
    path("trung/<uuid:key>/", duplicates.pair, name="pair"),
    path("trung/<uuid:key>/gop/", duplicates.same, name="same"),
    path("trung/<uuid:key>/khac-nhau/", duplicates.different, name="different"),
    path("trung/<uuid:key>/hoan-tac/", duplicates.undo, name="undo"),
    path("ca-nhan/<uuid:key>/ai-da-xem/", readers.of_person, name="readers"),
    path("ai-da-xem-du-lieu-cua-toi/", readers.mine, name="my-readers"),
    path("danh-muc/", catalogues.index, name="catalogues"),
    path("danh-muc/<slug:code>/", catalogues.catalogue, name="catalogue"),
    path("danh-muc/<slug:code>/cong-bo/", catalogues.publish, name="publish"),
]
