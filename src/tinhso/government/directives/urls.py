"""Addresses of directives, below ``/nhiem-vu/``."""

from django.urls import path

from tinhso.government.directives.views import acts, lists, managing, one

app_name = "directives"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("giao/", one.assign, name="assign"),
    path("trich/", one.extract, name="extract"),
    path("don-vi/", lists.board, name="board"),
    path("vuong-mac/", lists.blocked, name="blocked"),
    path("qua-han/", lists.overdue, name="overdue"),
    path("xep-hang/", managing.ranking, name="ranking"),
    path("xep-hang/chot/", managing.close_ranking, name="close-ranking"),
    path("quy-dinh/", managing.rule_list, name="rules"),
    path("quy-dinh/<slug:kind>/", managing.rule, name="rule"),
    path("mau/", managing.template_list, name="templates"),
    path("mau/them/", managing.template, name="template-add"),
    path("mau/<uuid:template_id>/", managing.template, name="template"),
    path("mau/<uuid:template_id>/giao/", managing.give_template, name="template-give"),
    path("<uuid:directive_id>/", one.directive, name="directive"),
    path("<uuid:directive_id>/don-doc/", acts.urge, name="urge"),
    path("<uuid:directive_id>/<slug:slug>/", acts.act, name="act"),
]
