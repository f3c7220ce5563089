"""Addresses of registers: the same few for every one, its code within."""

from django.urls import path

from tinhso.kits.registers.views import listing, rows

app_name = "registers"
urlpatterns = [
    path("so/", listing.index, name="index"),
    path("so/<str:code>/", listing.listing, name="list"),
    path("so/<str:code>/them/", rows.add, name="add"),
    path("so/<str:code>/<uuid:key>/", rows.row_page, name="row"),
    path("so/<str:code>/<uuid:key>/sua/", rows.change, name="change"),
    path("so/<str:code>/<uuid:key>/ket-thuc/", rows.end, name="end"),
    path("so/<str:code>/<uuid:key>/xem-day-du/", rows.reveal, name="reveal"),
    path("so/<str:code>/<uuid:key>/lich-su/", rows.story, name="history"),
]
