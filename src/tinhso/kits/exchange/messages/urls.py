"""Addresses of the desk and of the systems."""

from django.urls import path

from tinhso.kits.exchange.messages.views import desk, systems

app_name = "exchange_messages"
urlpatterns = [
    path("gui-nhan-van-ban/", desk.index, name="index"),
    path("gui-nhan-van-ban/bi-tu-choi/", desk.refused, name="refused"),
    path("gui-nhan-van-ban/bi-tu-choi/<uuid:key>/da-xem/", desk.settle, name="settle"),
    path("gui-nhan-van-ban/he-thong/", systems.index, name="systems"),
    path("gui-nhan-van-ban/he-thong/thu-gioi-thieu/", systems.introduction, name="introduction"),
    path("gui-nhan-van-ban/he-thong/nap/", systems.introduce, name="introduce"),
    path("gui-nhan-van-ban/he-thong/truc-quoc-gia/dong-bo/", systems.synchronise_axis, name="axis-synchronise"),
    path("gui-nhan-van-ban/he-thong/<uuid:key>/su-kien/", systems.events, name="system-events"),
    path("gui-nhan-van-ban/he-thong/<uuid:key>/<slug:what>/", systems.act, name="system-act"),
    path("gui-nhan-van-ban/<uuid:key>/", desk.letter, name="letter"),
    path("gui-nhan-van-ban/<uuid:key>/gui-lai/", desk.again, name="again"),
    path("gui-nhan-van-ban/<uuid:key>/sua-noi-nhan/", desk.readdress, name="readdress"),
    path("gui-nhan-van-ban/<uuid:key>/thoi-gui/", desk.give_up, name="give-up"),
]
