"""What this desk writes through the rooms below the log, with the right demanded and the deed recorded; and accounts
opened together with their first role."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.desks.administration import audit_events as happened
from tinhso.desks.administration import jobs
from tinhso.desks.administration.models import Recount
from tinhso.desks.administration.permissions import UNITS
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, Role
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.notify import services as notify
from tinhso.kernel.notify.models import MessageTemplate
from tinhso.kernel.organizations import services as organizations
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.outside import services as outside
from tinhso.kernel.outside.models import VendorChoice
from tinhso.kernel.outside.permissions import MANAGE as MANAGE_OUTSIDE
from tinhso.kernel.worktime import services as worktime
from tinhso.kernel.worktime.models import CalendarDay, CoveredYear, OfficeHours
from tinhso.kernel.worktime.permissions import MANAGE as MANAGE_CALENDAR
from tinhso.kits.procedures.models import Dossier, ProcedureVersion
from tinhso.kits.procedures.services import publishing, recalculation
from tinhso.kits.procedures.states import OPEN, VersionState

_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_TELL_EVERY = 20
"""After so many dossiers the progress of a recount is written down."""


def new_password() -> str:
    """Return a temporary password that is easy to read aloud: no letter or digit that looks like another."""
    words = ["".join(secrets.choice(_LETTERS) for _place in range(4)) for _word in range(3)]
    number = "".join(secrets.choice(_DIGITS) for _place in range(3))
    return f"{words[0].capitalize()}-{words[1]}-{words[2]}-{number}"


@transaction.atomic
def add_unit(actor: Actor, *, parent: OrganizationUnit, valid_from: date, **values: Any) -> OrganizationUnit:
    """Add a unit under ``parent``; raise ``Forbidden``, or ``Invalid`` naming the fields."""
    actor.demand(UNITS, parent)
    if not parent.holds_on(valid_from):
        raise Invalid({"valid_from": _("{unit} không hoạt động vào ngày này.").format(unit=parent.name)})
    unit = organizations.add_unit(parent=parent, valid_from=valid_from, **values)
    _note_unit(actor, happened.UNIT_ADDED, unit, identifier=unit.identifier)
    return unit


@transaction.atomic
def correct_unit(actor: Actor, unit: OrganizationUnit, **values: str) -> None:
    """Correct names and addresses of a unit; raise ``Forbidden`` or ``Invalid``. The same values change nothing."""
    actor.demand(UNITS, unit)
    changed = {name: value for name, value in values.items() if getattr(unit, name) != value}
    if changed:
        organizations.correct_unit(unit, **changed)
        _note_unit(actor, happened.UNIT_CORRECTED, unit, fields=sorted(changed))


@transaction.atomic
def end_unit(
    actor: Actor,
    unit: OrganizationUnit,
    *,
    last_day: date,
    successor: OrganizationUnit | None = None,
    legal_basis: str = "",
) -> None:
    """End a unit after ``last_day``.

    Raises ``Forbidden``; ``Conflict`` when it has an end already; ``Refused`` while units below it stand after that
    day or dossiers lie with it; ``Invalid``.
    """
    actor.demand(UNITS, unit)
    locked = OrganizationUnit.objects.select_for_update().get(pk=unit.pk)
    if locked.valid_to is not None:
        raise Conflict(_("Đơn vị này đã kết thúc sau ngày {day}.").format(day=f"{locked.valid_to:%d/%m/%Y}"))
    if locked.parent_id is None:
        raise Refused(_("Không kết thúc được đơn vị cao nhất của tỉnh."), code="root-unit")
    if not legal_basis.strip():
        raise Invalid({"legal_basis": _("Hãy ghi văn bản quyết định việc này.")})
    if successor is not None and (successor.pk == locked.pk or not _stands_after(successor, last_day)):
        raise Invalid({"successor": _("Đơn vị kế thừa phải là đơn vị khác, còn hoạt động sau ngày này.")})
    below = [child for child in locked.children.all() if _stands_after(child, last_day)]
    if below:
        raise Refused(
            _(
                "Còn {count} đơn vị trực thuộc đang hoạt động, trong đó có {name}. Hãy kết thúc các đơn vị ấy trước."
            ).format(count=len(below), name=below[0].name),
            code="units-below",
        )
    open_dossiers = Dossier.objects.filter(holder_unit=locked, status__in=OPEN).count()
    if open_dossiers:
        raise Refused(
            _("Còn {count} hồ sơ đang do đơn vị này giữ. Hãy xử lý xong hoặc chuyển đi trước khi kết thúc.").format(
                count=open_dossiers
            ),
            code="open-dossiers",
        )
    organizations.end_unit(locked, last_day=last_day, successor=successor, legal_basis=legal_basis.strip())
    _note_unit(
        actor,
        happened.UNIT_ENDED,
        locked,
        last_day=last_day.isoformat(),
        successor=successor.identifier if successor else "",
        basis=legal_basis.strip(),
    )


def _stands_after(unit: OrganizationUnit, day: date) -> bool:
    return unit.valid_to is None or unit.valid_to > day


def _note_unit(actor: Actor, code: str, unit: OrganizationUnit, **details: Any) -> None:
    audit.record(
        actor, code, subject_kind="unit", subject_id=unit.pk, subject_label=unit.name[:250], unit_id=unit.pk, **details
    )


@transaction.atomic
def open_account(
    actor: Actor,
    *,
    unit: OrganizationUnit,
    role: Role,
    position: str,
    username: str,
    valid_to: date | None = None,
    **person: Any,
) -> tuple[Account, str]:
    """Open an official's account with its first role; return it and its temporary password, which is kept nowhere.

    Raises ``Forbidden`` or ``Invalid``; then there is neither account nor role.
    """
    password = new_password()
    account = identity.create_official(
        actor, username=username, password=password, unit=unit, valid_to=valid_to, **person
    )
    identity.assign_role(actor, account, role, unit, position=position)
    return account, password


@transaction.atomic
def reset_password(actor: Actor, account: Account) -> str:
    """Give an account a temporary password and return it; it must be changed at the next sign-in."""
    password = new_password()
    identity.set_password(actor, account, password)
    return password


@transaction.atomic
def set_day(actor: Actor, *, day: date, scope: str, **values: Any) -> CalendarDay:
    """Declare a day off or a make-up day; raise ``Forbidden``, ``Invalid`` or ``UnknownYear``."""
    actor.demand(MANAGE_CALENDAR)
    row = worktime.set_day(day, values.pop("kind"), values.pop("name"), scope=scope, **values)
    _note_calendar(
        actor, happened.DAY_SET, f"{day:%d/%m/%Y}", day=day.isoformat(), kind=row.kind, scope=scope, reason=row.reason
    )
    return row


@transaction.atomic
def remove_day(actor: Actor, day: date, scope: str) -> None:
    """Take a day back; raise ``Forbidden``, or ``Conflict`` when somebody did before."""
    actor.demand(MANAGE_CALENDAR)
    if not worktime.remove_day(day, scope):
        raise Conflict(_("Ngày {day} không còn trong bảng; có người đã bỏ trước.").format(day=f"{day:%d/%m/%Y}"))
    _note_calendar(actor, happened.DAY_REMOVED, f"{day:%d/%m/%Y}", day=day.isoformat(), scope=scope)


@transaction.atomic
def cover_year(actor: Actor, *, year: int, decided: bool, source: str) -> CoveredYear:
    """Say that a year's days off are in the table; raise ``Forbidden`` or ``Invalid``."""
    actor.demand(MANAGE_CALENDAR)
    if decided and not source.strip():
        raise Invalid({"source": _("Hãy ghi văn bản thông báo lịch nghỉ, ví dụ số và ngày.")})
    row = worktime.cover_year(year, decided=decided, source=source)
    _note_calendar(actor, happened.YEAR_COVERED, str(year), year=year, decided=decided, source=row.source)
    return row


@transaction.atomic
def set_hours(
    actor: Actor,
    *,
    valid_from: date,
    weekdays: Sequence[int],
    intervals: Sequence[Sequence[str]],
    valid_to: date | None = None,
    source: str = "",
) -> OfficeHours:
    """Set office hours from a day on; raise ``Forbidden`` or ``Invalid``."""
    actor.demand(MANAGE_CALENDAR)
    row = worktime.set_hours(valid_from, weekdays, intervals, valid_to=valid_to, source=source)
    _note_calendar(
        actor,
        happened.HOURS_SET,
        f"{valid_from:%d/%m/%Y}",
        valid_from=valid_from.isoformat(),
        weekdays=row.weekdays,
        intervals=row.intervals,
    )
    return row


@transaction.atomic
def start_recount(actor: Actor, *, reason: str) -> Recount:
    """Count due times again in the background; raise ``Forbidden``, ``Invalid``, or ``Conflict`` while one runs."""
    actor.demand(MANAGE_CALENDAR)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do tính lại hạn.")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('administration.recount'))")
    running = Recount.objects.filter(finished_at=None).select_related("account__person").first()
    if running is not None:
        raise Conflict(
            _("{who} đang cho tính lại từ {when}; hãy chờ lần ấy xong.").format(
                who=running.account.person.full_name, when=f"{timezone.localtime(running.created_at):%H:%M %d/%m/%Y}"
            )
        )
    row = Recount(account_id=actor.own_id, reason=reason.strip(), total=recalculation.count_moved())
    row.save(force_insert=True)
    jobs.recount.later(recount_id=str(row.pk))
    return row


def run_recount(recount_id: UUID) -> None:
    """Count due times again; broken off, it goes on where it stopped when it is run again."""
    row = Recount.objects.select_related("account").get(pk=recount_id)
    if row.finished_at is not None:
        return
    before = row.moved

    def told(done: int, moved: int) -> None:
        if done % _TELL_EVERY == 0:
            Recount.objects.filter(pk=row.pk).update(done=min(before + done, row.total), moved=before + moved)

    try:
        moved = recalculation.recount(actor_for(row.account, strong=True), reason=row.reason, told=told)
    except Forbidden:
        # Who wanted it lost the right meanwhile: what was moved stays, the rest waits for somebody else.
        Recount.objects.filter(pk=row.pk).update(finished_at=clock.now())
        return
    Recount.objects.filter(pk=row.pk).update(done=row.total, moved=before + moved, finished_at=clock.now())


def _note_calendar(actor: Actor, code: str, label: str, **details: Any) -> None:
    audit.record(actor, code, subject_kind="calendar", subject_id=None, subject_label=label, **details)


@transaction.atomic
def change_message(actor: Actor, *, code: str, channel: str, subject: str, body: str) -> MessageTemplate:
    """Put other words into a message template; one that was never changed gets its row first."""
    row = MessageTemplate.objects.filter(code=code, channel=channel).first()
    if row is None:
        notify.load_templates()
        row = MessageTemplate.objects.get(code=code, channel=channel)
    return notify.change_template(row.id, subject=subject, body=body, actor=actor)


@transaction.atomic
def save_draft(actor: Actor, content: Mapping[str, Any], *, valid_from: date) -> ProcedureVersion:
    """Keep a draft of a procedure; raise ``Forbidden`` or ``Invalid``."""
    draft = publishing.save_draft(actor, content, valid_from=valid_from)
    audit.record(
        actor,
        happened.DRAFT_SAVED,
        subject_kind="procedures.version",
        subject_id=draft.pk,
        subject_label=str(draft),
        number=draft.number,
    )
    return draft


@transaction.atomic
def publish_draft(actor: Actor, draft: ProcedureVersion, *, decision: str, valid_from: date) -> ProcedureVersion:
    """Publish a draft by a decision; raise ``Forbidden``, ``Invalid``, or ``Refused`` when it is published already."""
    standing = ProcedureVersion.objects.select_for_update().get(pk=draft.pk)
    if standing.state == VersionState.DRAFT:
        standing = publishing.save_draft(actor, standing.definition, valid_from=valid_from, decision=decision)
    return publishing.publish(actor, standing)


@transaction.atomic
def note_search(actor: Actor, text: str) -> None:
    """Keep that somebody searched the log for the data of a person."""
    audit.record(actor, happened.LOG_SEARCHED, subject_kind="audit", subject_id=None, text=text[:120])


@transaction.atomic
def choose_vendor(
    actor: Actor,
    *,
    kind: str,
    vendor: str,
    options: Mapping[str, Any],
    valid_from: date | None = None,
    basis: str = "",
) -> VendorChoice:
    """Use a vendor for a kind of outside system, none when ``vendor`` is empty; raise ``Forbidden`` or ``Invalid``."""
    actor.demand(MANAGE_OUTSIDE)
    if vendor:
        row = outside.choose(kind, vendor, options, valid_from=valid_from, basis=basis)
    else:
        row = outside.choose_none(kind, valid_from=valid_from, basis=basis)
    audit.record(
        actor,
        happened.VENDOR_CHOSEN,
        subject_kind="outside-system",
        subject_id=row.pk,
        subject_label=kind,
        vendor=row.vendor,
        valid_from=row.valid_from.isoformat(),
        options=row.options,
    )
    return row
