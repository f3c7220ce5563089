"""Keeping papers, letting an application use one, taking that back, taking a paper out of the store."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.documents import audit_events, queries
from tinhso.government.documents.models import KeptPaper, Share, Source
from tinhso.kernel.audit import services as audit
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier, DossierResult, Draft, DraftFile
from tinhso.kits.procedures.services import drafts
from tinhso.kits.procedures.states import OPEN
from tinhso.kits.procedures.versions import definition_of


@transaction.atomic
def keep_result(dossier_id: UUID) -> None:
    """Keep the signed result of a dossier for who applied; done again it changes nothing.

    A later result of the same procedure about the same matter takes the place of the earlier one.
    """
    found = DossierResult.objects.filter(dossier_id=dossier_id, granted=True, paper__isnull=False)
    result = found.select_related("paper", "dossier__version", "dossier__agency", "dossier__procedure").first()
    if result is None or result.paper is None:
        return
    dossier, paper = result.dossier, result.paper
    about = [str(dossier.procedure_id), str(dossier.person_id), *_about(result)]
    matter = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
    kept = _keep(
        dossier, Source.RESULT, paper.signed_file or paper.file,
        title=paper.title, number=paper.number, issuer_id=paper.unit_id, paper=paper, valid_to=paper.valid_to,
        matter=matter, kept_at=paper.issued_at,
    )  # fmt: skip
    earlier = KeptPaper.objects.filter(
        matter=matter, person_id=dossier.person_id, kept_at__lt=kept.kept_at, superseded_by=None
    )
    earlier.exclude(id=kept.id).update(superseded_by=kept)


def _about(result: DossierResult) -> list[Any]:
    """Return the answers that the result tells: another child, another business is another matter."""
    answers = result.dossier.answers
    return [answers.get(name) for name in definition_of(result.dossier.version).result.fields]


@transaction.atomic
def keep_certified(dossier_id: UUID) -> None:
    """Keep the parts that the desk compared with their originals; done again it changes nothing."""
    dossier = Dossier.objects.select_related("reception_unit").get(id=dossier_id)
    for part in dossier.parts.filter(certified=True, file__isnull=False).select_related("file"):
        if part.file is not None:
            _keep(
                dossier, Source.CERTIFIED, part.file,
                title=part.name, issuer_id=dossier.reception_unit_id, kept_at=part.added_at,
            )  # fmt: skip


def _keep(
    dossier: Dossier, source: Source, file: StoredFile, *, issuer_id: UUID, kept_at: datetime, **facts: Any
) -> KeptPaper:
    kept, _new = KeptPaper.objects.get_or_create(
        dossier=dossier,
        source=source,
        file=file,
        defaults={
            "account_id": dossier.account_id, "person_id": dossier.person_id, "issuer_id": issuer_id,
            "kept_at": kept_at, **facts,
        },
    )  # fmt: skip
    return kept


def _locked(actor: Actor, paper_id: UUID) -> KeptPaper:
    """Return the actor's own paper, locked, so that using it and taking it out never both happen; or ``NotFound``."""
    own = queries.visible_to(actor).filter(id=paper_id).values_list("id", flat=True).first()
    if own is None:
        raise NotFound
    paper = KeptPaper.objects.select_for_update(of=("self",)).select_related("paper", "file").get(id=own)
    if paper.removed_at is not None:
        raise NotFound
    return paper


@transaction.atomic
def share(actor: Actor, draft_id: UUID, part_code: str, paper_id: UUID) -> Share:
    """Hand a kept paper in for a part of one's own draft: the owner's consent for this application alone.

    Raises ``NotFound`` for another's paper or draft, ``Refused`` when the paper no longer holds.
    """
    draft = drafts.locked(actor, draft_id)
    paper = _locked(actor, paper_id)
    reason = queries.standing(paper).reason
    if reason:
        raise Refused(reason + " " + _("Hãy chọn giấy khác hoặc gửi ảnh chụp giấy mới."), code="paper-does-not-hold")
    part = next((part for part in definition_of(draft.version).parts if part.code == part_code), None)
    if part is None:
        raise NotFound
    drafts.add_file(actor, draft_id, part_code, paper.file)
    made, new = Share.objects.get_or_create(
        paper=paper, draft=draft, part_code=part_code, ended_at=None,
        defaults={
            "procedure": draft.version.procedure.plain_name, "part_name": part.name, "agency": draft.agency,
            "consented_by_id": actor.account_id, "consented_at": clock.now(),
        },
    )  # fmt: skip
    if new:
        audit.record(
            actor, audit_events.SHARED, subject_kind="documents.paper", subject_id=paper.id, subject_label=paper.title,
            person_id=paper.person_id, procedure=made.procedure, part=part.name,
        )  # fmt: skip
    return made


@transaction.atomic
def follow_draft(dossier_id: UUID) -> None:
    """Note with the uses of a draft's papers which dossier it became; a paper taken out again was not used."""
    draft = Draft.objects.filter(dossier_id=dossier_id).select_related("dossier").first()
    if draft is None or draft.dossier is None:
        return
    handed_in = set(draft.dossier.parts.values_list("code", "file__sha256"))
    for made in Share.objects.filter(draft=draft, ended_at=None).select_related("paper__file"):
        if (made.part_code, made.paper.file.sha256) in handed_in:
            made.dossier, made.agency = draft.dossier, draft.dossier.agency
        else:
            made.ended_at = clock.now()
        made.save()


@transaction.atomic
def take_back(actor: Actor, share_id: UUID) -> Share:
    """End the consent to one use. From an application not yet sent the paper is taken out.

    One that was sent stays whole: the paper is part of its record, and no other use may be made of it.
    """
    made = Share.objects.filter(id=share_id).select_related("draft").first()
    if made is None:
        raise NotFound
    paper = _locked(actor, made.paper_id)
    made = Share.objects.select_for_update(of=("self",)).select_related("draft").get(id=share_id)
    if made.ended_at is not None:
        return made
    if made.draft is not None and made.draft.dossier_id is None:
        DraftFile.objects.filter(draft=made.draft, part_code=made.part_code, file__sha256=paper.file.sha256).delete()
    made.ended_at = clock.now()
    made.save(update_fields=["ended_at"])
    audit.record(
        actor, audit_events.TAKEN_BACK, subject_kind="documents.paper", subject_id=paper.id, subject_label=paper.title,
        person_id=paper.person_id, procedure=made.procedure,
    )  # fmt: skip
    return made


@transaction.atomic
def remove(actor: Actor, paper_id: UUID) -> None:
    """Take a paper out of the store at its owner's wish; the agency that issued it keeps its own.

    Raises ``Refused`` while an application that is under way uses it.
    """
    paper = _locked(actor, paper_id)
    for made in paper.shares.filter(ended_at=None).select_related("dossier", "draft"):
        if made.dossier is not None and made.dossier.status in OPEN:
            raise Refused(
                _("Hồ sơ {code} đang dùng giấy này. Hãy chờ hồ sơ giải quyết xong rồi bỏ.").format(
                    code=made.dossier.code
                ),
                code="paper-in-use",
            )
        if made.dossier is None and made.draft is not None:
            raise Refused(
                _("Hồ sơ đang làm dở “{name}” dùng giấy này. Hãy thu hồi ở mục “Đã dùng ở đâu” trước.").format(
                    name=made.procedure
                ),
                code="paper-in-use",
            )
    paper.removed_at = clock.now()
    paper.save(update_fields=["removed_at"])
    audit.record(
        actor, audit_events.REMOVED, subject_kind="documents.paper", subject_id=paper.id, subject_label=paper.title,
        person_id=paper.person_id,
    )  # fmt: skip
