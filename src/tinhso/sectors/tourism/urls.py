"""Addresses of tourism: public pages, and what officials do around the rows of its registers."""

from django.urls import path

from tinhso.sectors.tourism.views import comments, pictures, public

app_name = "tourism"
urlpatterns = [
    path("du-lich/", public.listing, name="home"),
    path("du-lich/anh/<uuid:key>/<slug:size>.jpg", public.picture, name="picture"),
    path("du-lich/quan-ly/binh-luan/", comments.listing, name="comments"),
    path("du-lich/quan-ly/binh-luan/<uuid:key>/", comments.decide, name="comment"),
    path("du-lich/quan-ly/<str:code>/<uuid:key>/anh/", pictures.add, name="picture-add"),
    path("du-lich/quan-ly/<str:code>/<uuid:key>/anh/<uuid:picture_key>/", pictures.act, name="picture-act"),
    path("du-lich/<slug:section>/ban-do.geojson", public.places, name="map"),
    path("du-lich/<slug:section>/", public.listing, name="list"),
    path("du-lich/<slug:section>/<uuid:key>/", public.place, name="place"),
    path("du-lich/<slug:section>/<uuid:key>/danh-gia/", comments.rate, name="rate"),
]
