"""Issuing papers, numbering them, editing their templates."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import services as files
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.papers import audit_events, codes, permissions, queries, typesetting
from tinhso.kernel.papers.models import Paper, PaperTemplate
from tinhso.kernel.papers.templates_known import TEMPLATES

_NO_SUPERIOR = {UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE}
"""Committees stand alone in the letterhead; other bodies stand under their superior (Decree 30/2020, Annex I)."""


def issue(
    kind: str,
    template_code: str,
    data: dict[str, Any],
    *,
    unit: OrganizationUnit,
    actor: Actor,
    title: str,
    subject_id: UUID | None = None,
    public_fields: dict[str, str] | None = None,
    number: str | None = None,
    valid_to: date | None = None,
    holder_number: str = "",
) -> Paper:
    """Number, set and store a paper of ``unit``, in the caller's transaction or one of its own.

    ``data`` are the template's keys (``templates_known`` shows them). The number comes from the unit's series
    unless ``number`` is given. ``public_fields`` (``{label: value}``, already masked) is what verification shows;
    the last four digits of ``holder_number`` open the signed file there.
    """
    with transaction.atomic():
        moment = clock.now()
        if number is None:
            abbreviation = TEMPLATES[template_code].abbreviation if template_code in TEMPLATES else ""
            number = next_number(unit, abbreviation, moment.astimezone(clock.VIETNAM).year) if abbreviation else ""
        source, version = queries.template_source(template_code)
        code = codes.new_code()
        facts = _facts(unit, number, title, code, moment.astimezone(clock.VIETNAM).date(), data)
        finished = typesetting.typeset(source, data, facts, moment)
        return Paper.objects.create(
            kind=kind,
            template_code=template_code,
            template_version=version,
            number=number,
            title=title,
            file=files.store_made(finished.pdf, _file_name(title, number), PDF, actor=actor),
            verification_code=code,
            unit=unit,
            issued_by_id=actor.account_id,
            issued_at=moment,
            subject_id=subject_id,
            public_fields=public_fields or {},
            holder_digits=holder_number[-4:],
            stamps=finished.stamps,
            valid_to=valid_to,
        )


def render(
    template_code: str,
    data: dict[str, Any],
    *,
    unit: OrganizationUnit | None = None,
    title: str = "",
    number: str = "",
    source: str | None = None,
) -> bytes:
    """Return a paper as PDF/A-2b without issuing it: for previews; its code verifies nothing."""
    if source is None:
        source, _version = queries.template_source(template_code)
    moment = clock.now()
    name = title or (TEMPLATES[template_code].name if template_code in TEMPLATES else template_code)
    facts = _facts(unit, number, name, "0" * codes.LENGTH, moment.astimezone(clock.VIETNAM).date(), data)
    return typesetting.typeset(source, data, facts, moment).pdf


def replace_file(paper: Paper, signed: StoredFile) -> Paper:
    """Set the signed file beside the paper's first one, which stays."""
    paper.signed_file = signed
    paper.save(update_fields=["signed_file"])
    return paper


def revoke(paper: Paper, *, actor: Actor, reason: str) -> Paper:
    """Take a paper's validity away; its verification page says so from now on. Raises ``Conflict`` when done before."""
    actor.demand(permissions.REVOKE, paper.unit)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do thu hồi.")})
    with transaction.atomic():
        locked = Paper.objects.select_for_update().get(id=paper.id)
        if locked.revoked_at is not None:
            raise Conflict(_("Giấy tờ này đã bị thu hồi trước đó."))
        locked.revoked_at, locked.revoked_reason = clock.now(), reason.strip()
        locked.save(update_fields=["revoked_at", "revoked_reason"])
        audit.record(
            actor,
            audit_events.REVOKED,
            subject_kind="paper",
            subject_id=paper.id,
            subject_label=str(paper),
            unit_id=paper.unit_id,
            reason=reason.strip(),
        )
    return locked


def next_number(unit: OrganizationUnit, abbreviation: str, year: int, symbol: str | None = None) -> str:
    """Return the next number and symbol of the unit's series of the year: ``05/QĐ-UBND``.

    The counter's row is locked until the caller's transaction ends, and rolls back with it: no gap, no double.
    """
    if symbol is None:
        symbol = f"{abbreviation}-{unit.symbol}" if unit.symbol else abbreviation
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO papers_papernumber (unit_id, kind, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (unit_id, kind, year) DO UPDATE SET last = papers_papernumber.last + 1 RETURNING last",
            [unit.id, abbreviation, year],
        )
        (last,) = cursor.fetchone()
    return f"{last:02d}/{symbol}"


def save_template(
    code: str, source: str, *, actor: Actor, note: str = "", based_on: int | None = None
) -> PaperTemplate:
    """Keep a new version of a template, after it set its sample; the old versions stay.

    Raises ``Invalid`` (field ``source``) with Typst's words when it does not compile, ``Conflict`` when somebody
    saved a version after ``based_on``.
    """
    actor.demand(permissions.EDIT_TEMPLATES)
    if code not in TEMPLATES:
        raise Invalid({"code": _("Không có mẫu giấy tờ này.")})
    render(code, TEMPLATES[code].sample, source=source)
    render(code, {}, source=source)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"paper-template:{code}"])
        last = PaperTemplate.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        if based_on is not None and based_on != last:
            raise Conflict(_("Mẫu này vừa được người khác sửa. Hãy mở lại bản mới nhất rồi sửa tiếp."))
        saved = PaperTemplate.objects.create(
            code=code,
            version=last + 1,
            source=source,
            note=note,
            edited_by_id=actor.account_id,
            created_at=clock.now(),
        )
        audit.record(
            actor,
            audit_events.TEMPLATE_SAVED,
            subject_kind="paper-template",
            subject_id=saved.id,
            subject_label=TEMPLATES[code].name,
            template=code,
            version=saved.version,
        )
    return saved


def restore_default(code: str, *, actor: Actor = SYSTEM) -> PaperTemplate:
    """Make the template that comes with the software the newest version again."""
    return save_template(code, typesetting.default_source(code), actor=actor, note=_("Trở về mẫu mặc định"))


def _facts(
    unit: OrganizationUnit | None, number: str, title: str, code: str, day: date, data: dict[str, Any]
) -> dict[str, Any]:
    name = unit.name if unit else _("Tên cơ quan, đơn vị")
    parent = unit.parent if unit and unit.kind not in _NO_SUPERIOR else None
    address = f"{settings.BASE_URL}/xac-minh/"
    return {
        "title": title,
        "issuer": name,
        "issuer_lines": _issuer_lines(name),
        "superior": parent.name if parent else "",
        "number": number,
        "place": data.get("place") or _place(unit),
        # Days under 10 and the months 1 and 2 carry a zero (Decree 30/2020, Annex I).
        "date": f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
        if day.month < 3
        else f"ngày {day.day:02d} tháng {day.month} năm {day.year}",
        "code": codes.grouped(code),
        "address": address,
        "qr": typesetting.qr_svg(f"{address}{code}"),
    }


def _issuer_lines(name: str) -> list[str]:
    for start in ("Ủy ban nhân dân ", "Trung tâm Phục vụ hành chính công "):
        if name.lower().startswith(start.lower()):
            return [name[: len(start)].strip(), name[len(start) :]]
    return [name]


def _place(unit: OrganizationUnit | None) -> str:
    while unit is not None:
        if unit.area is not None:
            return unit.area.name
        unit = unit.parent
    return "………"


def _file_name(title: str, number: str) -> str:
    return files.clean_name(" ".join(f"{title} {number}".replace("/", "-").split()))[:190] + ".pdf"
