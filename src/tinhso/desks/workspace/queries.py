"""What the workspace's pages read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound, Refused
from tinhso.kernel.foundation.permissions import PERMISSIONS
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.delegation_queries import delegations_of, rights_of
from tinhso.kernel.identity.models import Account, RoleAssignment
from tinhso.kernel.identity.permissions import ASSIGN_ROLES
from tinhso.kernel.identity.queries import assignments, holders
from tinhso.kernel.inbox import queries as inbox
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import is_root, units
from tinhso.kernel.web.paging import Narrowing
from tinhso.kernel.worktime.queries import current_calendar
from tinhso.kits.procedures import permissions, routing
from tinhso.kits.procedures.coordination import Notice, SigningBatch, SigningBatchItem
from tinhso.kits.procedures.models import (
    Dossier,
    DossierResult,
    DossierStep,
    Procedure,
    ProcedureField,
)
from tinhso.kits.procedures.queries import READ_WITH, dossiers_for, newest_first, visible_to
from tinhso.kits.procedures.rules import MINUTES_PER_WORKING_DAY
from tinhso.kits.procedures.states import OPEN, RUNNING, BatchItemState, NoticeState, Status, StepState
from tinhso.kits.procedures.versions import definition_of

MOST_EARLIER = 8
LIST_WITH = ("procedure", "holder_unit", "holder_account__person")
LIST_SHOWS = (
    "code", "applicant_name", "status", "submitted_at", "due_at", "finished_at", "procedure__name",
    "procedure__plain_name", "agency", "holder_unit__name", "holder_account__person__full_name",
)  # fmt: skip
LATE, TODAY, SOON, PAUSED, ON_TIME, DONE_LATE = "qua-han", "hom-nay", "sap-han", "tam-dung", "dung-han", "tre-han"


@dataclass(frozen=True)
class DossierFilters:
    """What a reader narrows the list of dossiers to; empty filters nothing."""

    text: str = ""
    status: str = ""
    procedure: str = ""
    field: str = ""
    due: str = ""
    unit_id: UUID | None = None
    since: date | None = None
    until: date | None = None


def work_items(actor: Actor, chosen: inbox.Filters, *, soon: bool = False) -> QuerySet[WorkItem]:
    """Return the actor's open work, the latest first; ``soon`` keeps what is due within a day."""
    now = clock.now()
    items = inbox.items_for(actor, chosen, now=now)
    return items.filter(due_sort__gte=now, due_sort__lt=now + inbox.SOON) if soon else items


def item_of(key: UUID) -> WorkItem:
    """Return an item of the inbox, whoever it awaits; services decide what may be done with it."""
    found = WorkItem.objects.filter(id=key).first()
    if found is None:
        raise NotFound
    return found


def units_with_work(actor: Actor) -> list[tuple[str, str]]:
    """Return the units in which work awaits the actor, as choices."""
    rows = inbox.visible_to(actor).order_by().values_list("unit_id", "unit__name", "unit__sort_key").distinct()
    return [(str(key), name) for key, name, _sort in sorted(rows[:200], key=lambda row: row[2])]


def dossiers(actor: Actor, chosen: DossierFilters) -> QuerySet[Dossier]:
    """Return the dossiers that the actor may see under the filters; page by ``-submitted_at``, ``-id``."""
    found = dossiers_for(actor, procedure=chosen.procedure, text=chosen.text).select_related(None)
    found = found.select_related(*LIST_WITH).only(*LIST_SHOWS)
    if chosen.status == "dang-giai-quyet":
        found = found.filter(status__in=OPEN)
    elif chosen.status.isdigit():
        found = found.filter(status=int(chosen.status))
    if chosen.field:
        found = found.filter(procedure__field__code=chosen.field)
    if chosen.unit_id is not None:
        found = found.filter(agency_id=chosen.unit_id)
    if chosen.since is not None:
        found = found.filter(submitted_at__gte=_midnight(chosen.since))
    if chosen.until is not None:
        found = found.filter(submitted_at__lt=_midnight(chosen.until + timedelta(days=1)))
    return _by_due(found, chosen.due)


def narrowing(actor: Actor, chosen: DossierFilters) -> Narrowing | None:
    """Return how to find a page of ``dossiers`` without walking others'; nothing when filters thin the list out."""
    return newest_first(actor) if chosen == DossierFilters() else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)


def _by_due(found: QuerySet[Dossier], due: str) -> QuerySet[Dossier]:
    now = clock.now()
    running = found.filter(status__in=OPEN)
    tomorrow = _midnight(clock.today() + timedelta(days=1))
    if due == LATE:
        return running.filter(due_at__lt=now)
    if due == TODAY:
        return running.filter(due_at__gte=now, due_at__lt=tomorrow)
    if due == SOON:
        return running.filter(due_at__gte=now, due_at__lt=tomorrow + timedelta(days=2))
    if due == PAUSED:
        return found.filter(status__in=(Status.SUPPLEMENT, Status.PAYMENT))
    if due == ON_TIME:
        return found.filter(_ENDED_WELL, finished_at__lte=F("due_at"))
    if due == DONE_LATE:
        return found.filter(_ENDED_WELL, finished_at__gt=F("due_at"))
    return found


_ENDED_WELL = Q(status__in=(Status.FINISHED, Status.HANDED_OVER))


def procedure_choices() -> list[tuple[str, str]]:
    """Return the procedures that dossiers can be filtered by."""
    return list(Procedure.objects.order_by("plain_name").values_list("code", "plain_name"))


def field_choices() -> list[tuple[str, str]]:
    """Return the fields that dossiers can be filtered by."""
    return list(ProcedureField.objects.order_by("name").values_list("code", "name"))


def agency_choices(actor: Actor, permission: str = permissions.VIEW) -> list[tuple[str, str]]:
    """Return the units over which the actor holds the right, as choices."""
    kept = units()
    if not any(is_root(path) for path in actor.roots(permission)):
        kept = kept.filter(id__in=actor.unit_ids(permission))
    return [(str(key), name) for key, name in kept.values_list("id", "name")]


def earlier_of(actor: Actor, dossier: Dossier) -> list[Dossier]:
    """Return other dossiers of the same person that the actor may see, the newest first."""
    same = Q(person_id=dossier.person_id)
    if number := dossier.applicant.get("personal_number"):
        same |= Q(person__personal_number=number)
    rows = visible_to(actor).filter(same).exclude(id=dossier.id).select_related("procedure")
    return list(rows.order_by("-submitted_at", "-id")[:MOST_EARLIER])


def result_of(dossier: Dossier) -> DossierResult | None:
    """Return the proposed or signed result."""
    found: DossierResult | None = getattr(dossier, "result", None)
    return found


def glance(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return what the preview beside a list shows, no more of the person than the list; raise ``NotFound``."""
    steps = DossierStep.objects.filter(state__in=RUNNING).select_related("unit", "account__person")
    found = (
        visible_to(actor)
        .filter(id=dossier_id)
        .select_related(*READ_WITH)
        .prefetch_related(Prefetch("steps", steps.order_by("position")), "parts", "supplement_requests")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def assignable(dossier: Dossier, steps: Iterable[DossierStep]) -> list[tuple[Account, int]]:
    """Return who could work on the dossier next, each with how much open work he has; the freest first."""
    unit, right = _next_place(dossier, list(steps))
    if unit is None:
        return []
    people = list(holders(right, unit.path)[:200])
    rows = WorkItem.objects.filter(account__in=people, closed_at__isnull=True).order_by()
    load = dict(rows.values_list("account").annotate(total=Count("id")))
    return sorted(((person, load.get(person.pk, 0)) for person in people), key=lambda row: row[1])


def _next_place(dossier: Dossier, steps: list[DossierStep]) -> tuple[OrganizationUnit | None, str]:
    """Return where the next work is done and the right it takes: of the running step, else of the one after."""
    running = next((step for step in steps if step.kind in ("do", "consult", "propose")), None)
    if running is not None:
        return running.unit, permissions.STEP_PERMISSIONS[running.kind]
    assigning = next((step for step in steps if step.kind == "assign"), None)
    if assigning is None:
        return None, permissions.PROCESS
    route = definition_of(dossier.version).route_for(dossier.answers)
    following = next((step for step in route[assigning.position :] if step.kind in ("do", "propose")), None)
    if following is None:
        return assigning.unit, permissions.PROCESS
    try:
        unit = routing.unit_for(following.unit, agency=dossier.agency, desk=dossier.reception_unit, day=clock.today())
    except Refused:
        unit = assigning.unit
    return unit, permissions.PROCESS


def units_to_ask(dossier: Dossier) -> list[tuple[str, str]]:
    """Return whose opinion can be asked, as choices: the agency's own divisions first, then bodies and communes."""
    path = dossier.agency.path
    bodies = Q(kind__in=(UnitKind.DEPARTMENT, UnitKind.AGENCY, UnitKind.COMMUNE))
    rows = units().filter(Q(path__startswith=path) | bodies).exclude(kind=UnitKind.ONE_STOP)
    listed = sorted(rows.values_list("id", "name", "path"), key=lambda row: not row[2].startswith(path))
    return [(str(key), name) for key, name, _path in listed]


def units_of(keys: Sequence[UUID]) -> list[OrganizationUnit]:
    """Return units by their keys, in that order; raise ``NotFound`` for a key of none."""
    found = OrganizationUnit.objects.in_bulk(keys)
    if len(found) != len(set(keys)):
        raise NotFound
    return [found[key] for key in keys]


def delegation_rows(account_id: UUID, most: int) -> list[dict[str, Any]]:
    """Return what an account delegated and received, with the rights in words and how it stands today."""
    today, rows = clock.today(), []
    for row in delegations_of(account_id)[:most]:
        if row.revoked_at is not None:
            state, tone = _("Đã kết thúc sớm"), "neutral"
        elif row.valid_to is not None and row.valid_to < today:
            state, tone = _("Đã hết hạn"), "neutral"
        elif row.valid_from > today:
            state, tone = _("Chưa bắt đầu"), "waiting"
        else:
            state, tone = _("Đang có hiệu lực"), "success"
        rights = [str(PERMISSIONS[code].sentence) for code in row.permissions if code in PERMISSIONS]
        open_now = tone in ("waiting", "success")
        rows.append({"delegation": row, "rights": rights, "state": state, "tone": tone, "open": open_now})
    return rows


def roles_of_others(actor: Actor, text: str) -> list[RoleAssignment]:
    """Return the roles of those whose name or account ``text`` names, at units where the actor assigns roles."""
    rows = assignments().filter(unit_id__in=actor.unit_ids(ASSIGN_ROLES)).exclude(account_id=actor.own_id)
    for word in fold(text).split():
        rows = rows.filter(Q(account__person__folded__contains=word) | Q(account__username__icontains=word))
    return [row for row in rows.order_by("account__person__folded", "id")[:20] if rights_of(row)]


def waiting_notice(dossier: Dossier) -> Notice:
    """Return the paper that waits to be signed; raise ``NotFound``."""
    found = Notice.objects.filter(dossier=dossier, state=NoticeState.WAITING).order_by("asked_at").first()
    if found is None:
        raise NotFound(_("Hồ sơ không có văn bản nào chờ ký."))
    return found


def new_due_of(dossier: Dossier, notice: Notice) -> datetime | None:
    """Return the due time that an apology promises; none for another paper, or while the clock stands still."""
    if notice.working_days is None or dossier.due_at is None:
        return None
    return current_calendar().add_minutes(dossier.due_at, notice.working_days * MINUTES_PER_WORKING_DAY)


def account_of(key: UUID) -> Account:
    """Return an account with its person; raise ``NotFound``."""
    account = Account.objects.select_related("person").filter(pk=key).first()
    if account is None:
        raise NotFound
    return account


def waiting_to_be_signed(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers whose running step is a signature that the actor may give, the latest first."""
    posts = [post for post in actor.stand_ins if permissions.SIGN in post.permissions]
    signers = [actor.own_id, *(post.giver_id for post in posts if post.giver_id is not None)]
    mine = DossierStep.objects.filter(
        Q(account=None) | Q(account_id__in=signers),
        dossier_id=OuterRef("id"),
        state=StepState.OPEN,
        kind="sign",
        unit_id__in=actor.unit_ids(permissions.SIGN),
    )
    return (
        visible_to(actor)
        .filter(Exists(mine), status__in=(Status.RECEIVED, Status.PROCESSING))
        .select_related("procedure", "agency", "result")
        .order_by("due_at", "id")
    )


def own_batch(actor: Actor, key: UUID) -> SigningBatch:
    """Return a batch of the actor's own; raise ``NotFound``."""
    found = SigningBatch.objects.filter(id=key, account_id=actor.own_id).first()
    if found is None:
        raise NotFound
    return found


def batch_items(batch: SigningBatch) -> QuerySet[SigningBatchItem]:
    """Return the papers of a batch in its order, with their dossiers."""
    return batch.items.select_related("dossier__procedure").order_by("position")


def batches_of(actor: Actor, most: int) -> QuerySet[SigningBatch]:
    """Return the actor's batches, the newest first, each with how many were signed and refused."""
    rows = SigningBatch.objects.filter(account_id=actor.own_id).annotate(
        total=Count("items"),
        signed=Count("items", filter=Q(items__state=BatchItemState.SIGNED)),
        refused=Count("items", filter=Q(items__state=BatchItemState.REFUSED)),
    )
    return rows.order_by("-started_at")[:most]


@dataclass(frozen=True)
class Strip:
    """The figures of the units in the actor's charge."""

    in_hand: int
    late: int
    today: int
    finished: int


def strip(actor: Actor) -> Strip:
    """Return how much the supervised units have in hand, late, due today, and finished this month."""
    now, today = clock.now(), clock.today()
    month = _midnight(today.replace(day=1))
    held = _supervised(actor, Dossier.objects.filter(status__in=OPEN), "holder_unit_id")
    row = held.aggregate(
        in_hand=Count("id"),
        late=Count("id", filter=Q(due_at__lt=now)),
        today=Count("id", filter=Q(due_at__gte=now, due_at__lt=_midnight(today + timedelta(days=1)))),
    )
    # Few dossiers take longer than half a year; the bound lets the index by day serve.
    ended = Dossier.objects.filter(_ENDED_WELL, finished_at__gte=month, submitted_at__gte=month - timedelta(days=183))
    return Strip(**row, finished=_supervised(actor, ended, "agency_id").count())


def _supervised(actor: Actor, found: QuerySet[Dossier], column: str) -> QuerySet[Dossier]:
    if any(is_root(path) for path in actor.roots(permissions.SUPERVISE)):
        return found
    return found.filter(**{f"{column}__in": actor.unit_ids(permissions.SUPERVISE)})


def progress(actor: Actor, *, by: str, since: date, until: date) -> list[dict[str, Any]]:
    """Return, for what came in between two days, how it stands: a row for each unit or field, the fullest first."""
    now = clock.now()
    key, name = (
        ("procedure__field__code", "procedure__field__name") if by == "linh-vuc" else ("agency_id", "agency__name")
    )
    came = _supervised(actor, Dossier.objects.all(), "agency_id").filter(
        submitted_at__gte=_midnight(since), submitted_at__lt=_midnight(until + timedelta(days=1))
    )
    running = Q(status__in=OPEN)
    rows = (
        came.order_by()
        .values(key=F(key), name=F(name))
        .annotate(
            total=Count("id"),
            on_time=Count("id", filter=_ENDED_WELL & Q(finished_at__lte=F("due_at"))),
            done_late=Count("id", filter=_ENDED_WELL & Q(finished_at__gt=F("due_at"))),
            in_hand=Count("id", filter=running),
            late=Count("id", filter=running & Q(due_at__lt=now)),
        )
    )
    return sorted(rows, key=lambda row: (-row["total"], row["name"]))


def due_choices() -> list[tuple[str, str]]:
    """Return the ways to filter by due time."""
    return [
        (LATE, _("Đang quá hạn")),
        (TODAY, _("Hết hạn hôm nay")),
        (SOON, _("Hết hạn trong 3 ngày")),
        (PAUSED, _("Đang tạm dừng tính hạn")),
        (ON_TIME, _("Đã xong, đúng hạn")),
        (DONE_LATE, _("Đã xong, trễ hạn")),
    ]
