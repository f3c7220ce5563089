"""Addresses of registers: the same few for every one, its code within."""

from django.urls import path

from tinhso.kits.registers.views import around, listing, merging, rows

app_name = "registers"
urlpatterns = [
    path("so-dang-ky/", listing.index, name="index"),
    path("so-dang-ky/<str:code>/", listing.listing, name="list"),
    path("so-dang-ky/<str:code>/ban-do.geojson", listing.places, name="map"),
    path("so-dang-ky/<str:code>/them/", rows.add, name="add"),
    path("so-dang-ky/<str:code>/sua-nhieu/", merging.bulk, name="bulk"),
    path("so-dang-ky/<str:code>/lan-gop/<uuid:key>/tach/", merging.split, name="split"),
    path("so-dang-ky/<str:code>/<uuid:key>/", rows.row_page, name="row"),
    path("so-dang-ky/<str:code>/<uuid:key>/ghi-chu/", around.comment, name="comment"),
    path("so-dang-ky/<str:code>/<uuid:key>/theo-doi/", around.follow, name="follow"),
    path("so-dang-ky/<str:code>/<uuid:key>/trich-luc/", around.extract, name="extract"),
    path("so-dang-ky/<str:code>/<uuid:key>/trung/", merging.duplicates, name="duplicates"),
    path("so-dang-ky/<str:code>/<uuid:key>/gop/<uuid:other_key>/", merging.merge, name="merge"),
    path("so-dang-ky/<str:code>/<uuid:key>/sua/", rows.change, name="change"),
    path("so-dang-ky/<str:code>/<uuid:key>/ket-thuc/", rows.end, name="end"),
    path("so-dang-ky/<str:code>/<uuid:key>/xem-day-du/", rows.reveal, name="reveal"),
    path("so-dang-ky/<str:code>/<uuid:key>/lich-su/", rows.story, name="history"),
]
