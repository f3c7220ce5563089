"""Addresses of notarial acts; lists stand with the registers."""

from django.urls import path

from tinhso.government.notary.views import acts, figures, notices

app_name = "notary"
urlpatterns = [
    path("cong-chung/tra-cuu/", acts.search, name="search"),
    path("cong-chung/tra-cuu/<uuid:key>/", acts.result, name="result"),
    path("cong-chung/tra-cuu/<uuid:key>/ghi-van-ban/", acts.record, name="record"),
    path("cong-chung/tra-cuu/<uuid:key>/thoi/", acts.abandon, name="abandon"),
    path("cong-chung/ngan-chan/", notices.block, name="block"),
    path("cong-chung/ngan-chan/<uuid:key>/giai-toa/", notices.lift, name="lift"),
    path("cong-chung/so-lieu/", figures.figures, name="figures"),
]
