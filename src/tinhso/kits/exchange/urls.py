"""Addresses of the exchange."""

from django.urls import path

from tinhso.kits.exchange.views import agreements, directory, records

app_name = "exchange"
urlpatterns = [
    path("truc-lien-thong/", directory.index, name="services"),
    path("truc-lien-thong/dich-vu/<uuid:key>/", directory.service, name="service"),
    path("truc-lien-thong/dich-vu/<uuid:key>/mo-ta/<str:version>/", directory.schema, name="schema"),
    path("truc-lien-thong/dich-vu/<uuid:key>/ngung/", directory.close, name="close"),
    path("truc-lien-thong/dich-vu/<uuid:key>/de-nghi/", agreements.ask_for, name="ask"),
    path("truc-lien-thong/thanh-vien/", directory.participants, name="participants"),
    path("truc-lien-thong/thanh-vien/them/", directory.add_participant, name="participant-add"),
    path("truc-lien-thong/thanh-vien/<uuid:key>/", directory.participant, name="participant"),
    path(
        "truc-lien-thong/thanh-vien/<uuid:key>/phan-mem/them/",
        directory.add_part,
        {"what": "phan-mem"},
        name="subsystem-add",
    ),
    path("truc-lien-thong/thanh-vien/<uuid:key>/dich-vu/cong-bo/", directory.publish, name="publish"),
    path(
        "truc-lien-thong/thanh-vien/<uuid:key>/chung-thu/them/",
        directory.add_part,
        {"what": "chung-thu"},
        name="certificate-add",
    ),
    path("truc-lien-thong/chung-thu/<uuid:key>/ngung/", directory.withdraw, name="certificate-withdraw"),
    path("truc-lien-thong/thoa-thuan/", agreements.index, name="agreements"),
    path("truc-lien-thong/thoa-thuan/<uuid:key>/", agreements.agreement, name="agreement"),
    path("truc-lien-thong/thoa-thuan/<uuid:key>/duyet/", agreements.decide, {"what": "duyet"}, name="approve"),
    path("truc-lien-thong/thoa-thuan/<uuid:key>/tu-choi/", agreements.decide, {"what": "tu-choi"}, name="refuse"),
    path("truc-lien-thong/thoa-thuan/<uuid:key>/cham-dut/", agreements.decide, {"what": "cham-dut"}, name="end"),
    path("truc-lien-thong/tinh-trang/", directory.health, name="health"),
    path("truc-lien-thong/nhat-ky/", records.index, name="log"),
    path("truc-lien-thong/nhat-ky/<uuid:key>/", records.record, name="record"),
]
