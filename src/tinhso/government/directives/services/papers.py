"""The list of overdue directives as a paper, for the monthly meeting: numbered, signed, sealed, verifiable."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.government.directives import lateness, permissions, queries
from tinhso.government.directives.audit_events import PRINTED
from tinhso.government.directives.queries import Filters
from tinhso.government.directives.states import State
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.permissions import USE_SEAL
from tinhso.kernel.signing.queries import agency_credential, person_credential

TEMPLATE = "nhiem-vu-qua-han"
MOST_LINES = 1000


def unit_of(actor: Actor) -> OrganizationUnit:
    """Return the highest unit in whose name the actor confirms; raise ``NotFound``."""
    found = queries.rows.issuing_units(actor, permissions.CONFIRM)
    if not found:
        raise NotFound
    return found[0]


def overdue(actor: Actor, unit: OrganizationUnit) -> list[Any]:
    """Return the overdue directives that the unit gave at the top, without restricted ones, the latest first."""
    rows = queries.listing(actor, Filters(state=State.OVERDUE, top=True)).filter(unit=unit, restricted=False)
    return list(rows[: MOST_LINES + 1])


@transaction.atomic
def issue_overdue(actor: Actor, unit: OrganizationUnit, *, pin: str = "") -> Paper:
    """Issue the list: signed by the actor and sealed by the unit, where each has a certificate."""
    actor.demand(permissions.CONFIRM, unit)
    rows = overdue(actor, unit)
    if not rows:
        raise Refused(_("Không có nhiệm vụ nào quá hạn."), code="nothing-overdue")
    if len(rows) > MOST_LINES:
        raise Refused(
            _("Có hơn {most} nhiệm vụ quá hạn, dài hơn một danh sách.").format(most=MOST_LINES), code="too-long"
        )
    now, counter = clock.now(), lateness.days()
    moment = f"{now.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}"
    position = next((post.position for post in actor.posts if post.position), "")
    with translation.override(settings.LANGUAGE_CODE):
        data = {
            "title": "Danh sách",
            "abstract": f"Nhiệm vụ quá hạn tính đến {moment}",
            "unit": unit.name,
            "columns": ["Mã", "Nhiệm vụ", "Chủ trì", "Chỉ đạo", "Hạn", "Quá hạn (ngày)", "Gia hạn"],
            "rows": [
                [
                    row.code, row.title, row.lead.name, row.source_label or row.ordered_name,
                    f"{row.due_at.astimezone(clock.VIETNAM):%d/%m/%Y}", str(lateness.days_late(row, now, counter)),
                    str(row.extensions),
                ]
                for row in rows
            ],
            "signer_title": position or "Người lập danh sách",
            "signer_name": actor.name,
            "recipients": ["Như trên", "Lưu: VT"],
        }  # fmt: skip
    paper = papers.issue(
        "directives",
        TEMPLATE,
        data,
        unit=unit,
        actor=actor,
        title=f"Danh sách nhiệm vụ quá hạn đến {moment}",
        public_fields={"Tính đến": moment, "Số nhiệm vụ": str(len(rows)), "Đơn vị": unit.name},
    )
    audit.record(
        actor, PRINTED, subject_kind="paper", subject_id=paper.id, subject_label=str(paper), unit_id=unit.pk,
        lines=len(rows),
    )  # fmt: skip
    if person_credential(actor.account_id) is not None:
        paper = signing.sign_paper(paper, actor=actor, role="person", pin=pin)
        if actor.may(USE_SEAL, unit) and agency_credential(unit) is not None:
            paper = signing.sign_paper(paper, actor=actor, role="agency")
    return paper
