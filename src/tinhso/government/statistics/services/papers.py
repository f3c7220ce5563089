"""The form and the running book as papers: typeset, sealed, verifiable."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.government.statistics import audit_events, book, law, queries
from tinhso.government.statistics.asked import BY_FIELD, Asked
from tinhso.government.statistics.figures import COLUMNS, Figures
from tinhso.government.statistics.models import StatisticsPaper
from tinhso.government.statistics.periods import Days
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.models import Paper
from tinhso.kernel.signing import services as signing
from tinhso.kernel.signing.permissions import USE_SEAL
from tinhso.kernel.signing.queries import agency_credential, person_credential
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.queries import get_dossier
from tinhso.kits.procedures.services.papers import ensure_paper

FORM_TEMPLATE, BOOK_TEMPLATE = "bieu-thong-ke", "so-theo-doi"
MOST_LINES = 500
"""How many lines of the book one paper holds."""


@transaction.atomic
def issue_form(actor: Actor, asked: Asked, *, pin: str = "") -> Paper:
    """Issue the form of a period as a paper: signed by the actor and sealed by the unit, where each can be."""
    unit = asked.scope.unit or _top(actor)
    form = law.sheet("form")
    cells = asked.cells()
    rows = queries.totals(cells, asked.by)
    names = queries.names_of(rows, asked.by)
    with translation.override(settings.LANGUAGE_CODE):
        data = {
            "form_code": form.code,
            "source": form.source.words,
            "title": form.title,
            "period": f"{asked.period.label} ({asked.period.span})",
            "unit": asked.scope.unit.name if asked.scope.unit else unit.name,
            "first": "Lĩnh vực giải quyết" if asked.by == BY_FIELD else "Đơn vị",
            "groups": _groups(),
            "columns": [str(column.label) for column in COLUMNS],
            "numbers": [column.number for column in COLUMNS],
            "rows": [[name, *_counts(rows[key])] for key, name in names.items()],
            "sum": ["Tổng số", *_counts(queries.total(cells))],
            "standing": _standing(asked),
        } | _signer(actor)
    paper = papers.issue(
        "statistics",
        FORM_TEMPLATE,
        data,
        unit=unit,
        actor=actor,
        title=f"Biểu {form.code} – {data['period']}"[:250],
        public_fields={"Biểu": form.code, "Kỳ báo cáo": str(data["period"]), "Đơn vị": str(data["unit"])},
    )
    return _finish(actor, paper, asked.period.code, form.code, unit, closing=asked.closing, pin=pin)


@transaction.atomic
def issue_book(actor: Actor, scope: queries.Scope, days: Days, *, pin: str = "") -> Paper:
    """Issue the running book of some days as a paper; raise ``Refused`` when the days hold too many lines."""
    unit = scope.unit or _top(actor)
    actor.demand(VIEW, unit)
    sheet = law.sheet("book")
    rows = list(book.lines(actor, scope, days)[: MOST_LINES + 1])
    if len(rows) > MOST_LINES:
        raise Refused(
            _("Khoảng này có hơn {most} hồ sơ; hãy in từng khoảng ngắn hơn.").format(most=MOST_LINES), code="too-long"
        )
    with translation.override(settings.LANGUAGE_CODE):
        data = {
            "form_code": sheet.code,
            "source": sheet.source.words,
            "title": sheet.title,
            "period": days.label,
            "unit": unit.name,
            "columns": [str(column.label) for column in book.COLUMNS],
            "rows": [[_text(column.value(row)) for column in book.COLUMNS] for row in rows],
        } | _signer(actor)
    paper = papers.issue(
        "statistics",
        BOOK_TEMPLATE,
        data,
        unit=unit,
        actor=actor,
        title=f"{sheet.title} – {days.label}"[:250],
        public_fields={"Sổ": sheet.title, "Thời gian": days.label, "Đơn vị": unit.name},
    )
    return _finish(actor, paper, days.code, sheet.code, unit, closing=None, pin=pin)


def issue_control_sheet(actor: Actor, dossier_id: UUID) -> Paper:
    """Return the control sheet (form 06) of a dossier that has ended; raise ``Refused`` while hand-overs may follow."""
    dossier = get_dossier(actor, dossier_id)
    if dossier.finished_at is None:
        raise Refused(_("Hồ sơ đang giải quyết nên phiếu kiểm soát chưa đủ các lần giao nhận."), code="not-finished")
    return ensure_paper(dossier_id, "control", actor=actor)


def record_export(actor: Actor, scope: queries.Scope, days: Days) -> None:
    """Note that somebody took the running book, with people's names and addresses, out of the system."""
    unit = scope.unit
    audit.record(
        actor,
        audit_events.PRINTED,
        subject_kind="statistics.book",
        subject_id=None,
        subject_label=days.code,
        unit_id=unit.id if unit else None,
        period=days.code,
    )


def _finish(
    actor: Actor, paper: Paper, period: str, code: str, unit: OrganizationUnit, *, closing: Any, pin: str
) -> Paper:
    StatisticsPaper.objects.create(code=code, unit=unit, period=period, closing=closing, paper=paper)
    audit.record(
        actor,
        audit_events.PRINTED,
        subject_kind="paper",
        subject_id=paper.id,
        subject_label=str(paper),
        unit_id=unit.id,
        period=period,
    )
    if not actor.may(USE_SEAL, unit) or agency_credential(unit) is None:
        return paper
    if actor.account_id is not None and person_credential(actor.account_id) is not None:
        paper = signing.sign_paper(paper, actor=actor, role="person", pin=pin)
    return signing.sign_paper(paper, actor=actor, role="agency")


def _top(actor: Actor) -> OrganizationUnit:
    """Return the unit in whose name a paper of everything that the actor supervises is issued."""
    unit = OrganizationUnit.objects.on().filter(id__in=[post.unit_id for post in actor.posts]).order_by("path").first()
    if unit is None:
        raise Refused(_("Hãy chọn một đơn vị để lập biểu."), code="no-unit")
    return unit


def _signer(actor: Actor) -> dict[str, str]:
    position = next((post.position for post in actor.posts if post.position), "")
    return {"signer_title": position or "Người lập biểu", "signer_name": actor.name}


def _groups() -> list[list[Any]]:
    groups: dict[str, int] = {}
    for column in COLUMNS:
        groups[str(column.group)] = groups.get(str(column.group), 0) + 1
    return [[name, count] for name, count in groups.items()]


def _counts(figures: Figures) -> list[str]:
    return [f"{getattr(figures, column.figure):,}".replace(",", ".") for column in COLUMNS]


def _standing(asked: Asked) -> str:
    if asked.closing is None:
        return f"Số liệu chưa chốt, tính đến {_text(asked.until)}."
    version = f"bản đính chính số {asked.closing.number}" if asked.closing.number else "bản chốt"
    return (
        f"Số liệu {version}, chốt lúc {_text(asked.closing.closed_at)}, người chốt: {asked.closing.closed_by_name}. "
        f"Mã băm SHA-256: {asked.closing.digest}."
    )


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    return "" if value is None else str(value)
