"""Addresses of the citizen portal."""

from django.urls import path

from tinhso.desks.portal.views import apply, catalogue, dossiers, linked, linked_apply, pages, supplement, tracking

app_name = "portal"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search, name="search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("thu-tuc/<str:code>/nop/", apply.start, name="start"),
    path("ho-so/", dossiers.own, name="dossiers"),
    path("ho-so/nhap/", dossiers.drafts, name="drafts"),
    path("ho-so/nhap/<uuid:draft_id>/", apply.DOORS["resume"], name="draft"),
    path("ho-so/nhap/<uuid:draft_id>/noi-giai-quyet/", apply.DOORS["place"], name="place"),
    path("ho-so/nhap/<uuid:draft_id>/nguoi-nop/", apply.DOORS["applicant"], name="applicant"),
    path("ho-so/nhap/<uuid:draft_id>/to-khai/<slug:page_code>/", apply.DOORS["page"], name="page"),
    path("ho-so/nhap/<uuid:draft_id>/giay-to/", apply.DOORS["files"], name="files"),
    path("ho-so/nhap/<uuid:draft_id>/nhan-ket-qua/", apply.DOORS["delivery"], name="delivery"),
    path("ho-so/nhap/<uuid:draft_id>/kiem-tra/", apply.DOORS["check"], name="check"),
    path("ho-so/nhap/<uuid:draft_id>/cap-nhat/", apply.DOORS["renew"], name="renew"),
    path("ho-so/nhap/<uuid:draft_id>/xoa/", apply.DOORS["discard"], name="discard"),
    path("ho-so/<uuid:dossier_id>/", dossiers.status, name="dossier"),
    path("ho-so/<uuid:dossier_id>/da-nop/", dossiers.sent, name="sent"),
    path("ho-so/<uuid:dossier_id>/bo-sung/", supplement.answer, name="supplement"),
    path("ho-so/<uuid:dossier_id>/nop-lai/", apply.repeat, name="repeat"),
    path("ho-so/<uuid:dossier_id>/rut/", dossiers.withdraw, name="withdraw"),
    path("ho-so/<uuid:dossier_id>/danh-gia/", dossiers.rate, name="rate"),
    path("lien-thong/", linked.listing, name="linked"),
    path("lien-thong/<slug:code>/", linked.procedure, name="linked-procedure"),
    path("lien-thong/<slug:code>/nop/", linked_apply.start, name="linked-start"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/", linked_apply.DOORS["resume"], name="linked-draft"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/noi-giai-quyet/", linked_apply.DOORS["place"], name="linked-place"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/nguoi-nop/", linked_apply.DOORS["applicant"], name="linked-applicant"),
    path(
        "ho-so/lien-thong/nhap/<uuid:draft_id>/to-khai/<slug:page_code>/",
        linked_apply.DOORS["page"],
        name="linked-page",
    ),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/giay-to/", linked_apply.DOORS["files"], name="linked-files"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/nhan-ket-qua/", linked_apply.DOORS["delivery"], name="linked-delivery"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/kiem-tra/", linked_apply.DOORS["check"], name="linked-check"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/cap-nhat/", linked_apply.DOORS["renew"], name="linked-renew"),
    path("ho-so/lien-thong/nhap/<uuid:draft_id>/xoa/", linked_apply.DOORS["discard"], name="linked-discard"),
    path("ho-so/lien-thong/<uuid:application_id>/", linked.application, name="linked-application"),
    path("ho-so/lien-thong/<uuid:application_id>/da-nop/", linked.sent, name="linked-sent"),
    path("ho-so/lien-thong/<uuid:application_id>/rut/", linked.withdraw, name="linked-withdraw"),
    path("ho-so/lien-thong/<uuid:application_id>/ket-qua.zip", linked.results, name="linked-results"),
    path("tra-cuu/", tracking.track, name="track"),
    path("hai-long/", pages.satisfaction, name="satisfaction"),
    path("tro-giup/", pages.help_page, name="help"),
]
