"""Reading the store: one's own papers, what holds of each, and who used them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.government.documents.models import KeptPaper, Share
from tinhso.kernel.audit.declarations import reading_codes
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Assurance, Person

MOST_USES = 100


def visible_to(actor: Actor) -> QuerySet[KeptPaper]:
    """Return the papers of the actor: those of his account, and those under his number once that is proven.

    Nobody else sees into a store: an officer sees a paper where it was handed in, in the dossier.
    """
    if actor.kind != "citizen":
        return KeptPaper.objects.none()
    own = Q(account_id=actor.own_id)
    number = _proven_number(actor)
    if number:
        own |= Q(person__personal_number=number)
    return KeptPaper.objects.filter(own, removed_at=None)


def _proven_number(actor: Actor) -> str:
    if actor.assurance < Assurance.LEVEL_2 or actor.person_id is None:
        return ""
    return Person.objects.filter(pk=actor.person_id).values_list("personal_number", flat=True).first() or ""


def papers_of(actor: Actor) -> QuerySet[KeptPaper]:
    """Return one's papers with what a list shows; page by ``-kept_at``, ``-id``."""
    rows = visible_to(actor).select_related("issuer", "paper", "file", "dossier")
    return rows.annotate(uses=Count("shares", filter=Q(shares__ended_at=None)))


def paper_of(actor: Actor, paper_id: UUID) -> KeptPaper:
    """Return one of the actor's papers; raise ``NotFound``."""
    paper = papers_of(actor).filter(id=paper_id).first()
    if paper is None:
        raise NotFound
    return paper


def usable(actor: Actor) -> list[KeptPaper]:
    """Return the papers that may be handed in today, the newest first."""
    return [paper for paper in papers_of(actor).order_by("-kept_at", "-id")[:30] if not standing(paper).reason]


@dataclass(frozen=True)
class Standing:
    """Whether a paper holds: a word for the list with its tone, and why it cannot be used, if so."""

    label: str
    tone: str
    reason: str = ""


def standing(paper: KeptPaper) -> Standing:
    """Return whether a paper holds today."""
    if paper.paper is not None and paper.paper.revoked_at is not None:
        return Standing(_("Đã bị thu hồi"), "danger", _("Cơ quan cấp đã thu hồi giấy này."))
    if paper.superseded_by_id is not None:
        return Standing(_("Đã có bản mới"), "neutral", _("Giấy này đã có bản mới thay thế; hãy dùng bản mới."))
    last = paper.valid_to or (paper.paper.valid_to if paper.paper else None)
    if last is not None and last < clock.today():
        return Standing(_("Hết hạn"), "danger", _("Giấy này đã hết hạn ngày {day}.").format(day=f"{last:%d/%m/%Y}"))
    if last is not None:
        return Standing(_("Còn hạn đến {day}").format(day=f"{last:%d/%m/%Y}"), "success")
    return Standing(_("Còn giá trị"), "success")


def shares_of(paper: KeptPaper) -> list[Share]:
    """Return the uses of a paper, the newest first."""
    return list(paper.shares.select_related("dossier", "draft", "agency").order_by("-consented_at", "-id")[:MOST_USES])


def looks_since(shares: list[Share]) -> list[AuditEntry]:
    """Return who opened a dossier in which a paper lies, when, and for what, since it was handed in there."""
    since = {share.dossier_id: share.consented_at for share in shares if share.dossier_id}
    if not since:
        return []
    rows = AuditEntry.objects.filter(subject_id__in=since, code__in=reading_codes(), at__gte=min(since.values()))
    found = rows.order_by("-at", "-id")[:MOST_USES]
    return [entry for entry in found if entry.subject_id is not None and entry.at >= since[entry.subject_id]]


@lru_cache(maxsize=1)
def grounds() -> list[dict[str, Any]]:
    """Return what the law says of the store, with the articles that were seen."""
    rows: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data/grounds.yaml").read_text("utf-8"))
    return rows
