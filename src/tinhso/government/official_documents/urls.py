"""Addresses of official documents."""

from django.urls import path

from tinhso.government.official_documents.views import (
    assignments,
    books,
    files,
    incoming,
    outgoing,
    outgoing_acts,
    related,
)

app_name = "official_documents"
urlpatterns = [
    path("van-ban/den/", incoming.listing, name="incoming-list"),
    path("van-ban/den/nhan/", incoming.add, name="incoming-new"),
    path("van-ban/den/<uuid:key>/", incoming.page, name="incoming"),
    path("van-ban/<slug:way>/<uuid:key>/lien-quan/", related.page, name="related"),
    path("van-ban/den/<uuid:key>/chi-dao/", assignments.instruct, name="instruct"),
    path("van-ban/den/<uuid:key>/<slug:deed>/", incoming.act, name="incoming-act"),
    path("van-ban/viec/<uuid:key>/", assignments.open_part, name="assignment"),
    path("van-ban/viec/<uuid:key>/<slug:deed>/", assignments.act, name="assignment-act"),
    path("van-ban/di/", outgoing.listing, name="outgoing-list"),
    path("van-ban/di/noi-nhan/", outgoing.addressees, name="addressees"),
    path("van-ban/di/soan/", outgoing.draft_new, name="draft-new"),
    path("van-ban/di/<uuid:key>/", outgoing.page, name="outgoing"),
    path("van-ban/di/<uuid:key>/sua/", outgoing.draft_edit, name="draft-edit"),
    path("van-ban/di/<uuid:key>/so-sanh/", outgoing.compare, name="compare"),
    path("van-ban/di/<uuid:key>/the-thuc/", outgoing.checks, name="checks"),
    path("van-ban/di/<uuid:key>/xem-truoc/", outgoing.preview, name="preview"),
    path("van-ban/di/<uuid:key>/viec/<slug:deed>/", outgoing_acts.act, name="outgoing-act"),
    path("van-ban/cho-ky/", outgoing_acts.to_sign, name="to-sign"),
    path("van-ban/tep/<slug:way>/<uuid:key>/<uuid:file>/", files.serve, name="file"),
    path("van-ban/so/", books.listing, name="books"),
    path("van-ban/so/nhap-cu/", books.import_old, name="import"),
    path("van-ban/so/<uuid:key>/", books.page, name="book"),
    path("van-ban/so/<uuid:key>/in/", books.register, name="register"),
    path("van-ban/so/<uuid:key>/viec/<slug:deed>/", books.act, name="book-act"),
    path("van-ban/ty-le/", books.figures, name="figures"),
    path("van-ban/ty-le/<uuid:key>/<slug:rate>/", books.drill, name="drill"),
]
