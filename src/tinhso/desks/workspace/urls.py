"""Addresses of the workspace."""

from django.urls import path

from tinhso.desks.workspace.acts import ACTS
from tinhso.desks.workspace.views import (
    acting,
    batches,
    delegation,
    dossiers,
    inbox,
    linked,
    progress,
    reassigning,
    slips,
)

app_name = "workspace"
urlpatterns = [
    path("viec/", inbox.work, name="inbox"),
    path("viec/ky/", inbox.to_sign, name="to-sign"),
    path("viec/ky/lo/", batches.signing_batches, name="batches"),
    path("viec/ky/lo/xem/", batches.review, name="batch-review"),
    path("viec/ky/lo/ky/", batches.sign_batch, name="sign-batch"),
    path("viec/ky/lo/<uuid:batch_id>/", batches.batch, name="batch"),
    path("viec/<uuid:item_id>/nhan/", inbox.claim, name="claim"),
    path("viec/<uuid:item_id>/tra-lai/", inbox.release, name="release"),
    path("viec/ho-so/<uuid:dossier_id>/", inbox.glance, name="glance"),
    path("viec/giao-lai/", reassigning.reassign, name="reassign"),
    path("ban-giao/", slips.listing, name="slips"),
    path("ban-giao/<uuid:slip_id>/", slips.slip, name="slip"),
    path("ban-giao/lap/<uuid:unit_id>/", slips.make, name="slip-make"),
    path("uy-quyen/", delegation.delegations, name="delegations"),
    path("uy-quyen/<uuid:assignment_id>/", delegation.delegate, name="delegate"),
    path("uy-quyen/<uuid:delegation_id>/ket-thuc/", delegation.end_delegation, name="end-delegation"),
    path("tien-do/", progress.progress, name="progress"),
    path("ho-so-lien-thong/", linked.listing, name="linked"),
    path("ho-so-lien-thong/<uuid:application_id>/", linked.application, name="linked-application"),
    path("ho-so-mot-cua/", dossiers.listing, name="dossiers"),
    path("ho-so-mot-cua/<uuid:dossier_id>/", dossiers.dossier, name="dossier"),
    path("ho-so-mot-cua/<uuid:dossier_id>/ho-so-khac/", dossiers.earlier, name="earlier"),
    path("ho-so-mot-cua/<uuid:dossier_id>/du-thao/", dossiers.draft_result, name="draft"),
    path("ho-so-mot-cua/<uuid:dossier_id>/du-thao-thong-bao/", dossiers.draft_notice, name="notice-draft"),
    *(
        path(f"ho-so-mot-cua/<uuid:dossier_id>/{act.slug}/", acting.view_of(act), name=act.name)
        for act in ACTS.values()
    ),
]
