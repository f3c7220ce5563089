"""Addresses of the shell itself."""

from django.urls import path

from tinhso.kernel.web import views

urlpatterns = [
    path("_components/", views.components, name="web-components"),
    path("ngon-ngu/", views.language, name="web-language"),
    path("giao-dien/", views.theme, name="web-theme"),
    path("suc-khoe/", views.health, name="web-health"),
    path("robots.txt", views.robots, name="web-robots"),
    path("manifest.webmanifest", views.manifest, name="web-manifest"),
    path("sw.js", views.service_worker, name="web-service-worker"),
    path("mat-ket-noi/", views.no_connection, name="web-no-connection"),
    path("ban-do/nen.geojson", views.map_ground, name="web-map-ground"),
    path("favicon.ico", views.favicon, name="web-favicon"),
]
