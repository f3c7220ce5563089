"""The running book of dossiers (sổ theo dõi hồ sơ, form 07): its columns, and its lines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.statistics.periods import Days
from tinhso.government.statistics.queries import Scope
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.permissions import VIEW
from tinhso.kits.procedures.queries import visible_to
from tinhso.kits.procedures.services.paper_data import delivery
from tinhso.kits.procedures.states import Status

LONGEST_BEFORE = timedelta(days=183)
"""How long before its receipt a dossier may have been sent, so that the index by day serves."""
ORDER = ("received_at", "id")
ONE_SET = 1
"""How many sets of papers a dossier has: one is asked for since Nghị định 61/2018/NĐ-CP."""


def lines(actor: Actor, scope: Scope, days: Days) -> QuerySet[Dossier]:
    """Return the dossiers that desks of the scope received in some days and that the actor may see, in order."""
    rows = scope.filter(visible_to(actor), "reception_unit_id").filter(
        received_at__gte=days.begins_at,
        received_at__lt=days.ends_at,
        submitted_at__gte=days.begins_at - LONGEST_BEFORE,
        submitted_at__lt=days.ends_at,
    )
    return rows.select_related("procedure", "agency").order_by(*ORDER)


def remark(dossier: Dossier) -> str:
    """Return the remark of a line: how the dossier ended when not with a result, and what it still waits for."""
    if dossier.status in (Status.WITHDRAWN, Status.STOPPED, Status.SUPPLEMENT, Status.PAYMENT):
        return str(dossier.get_status_display())
    return _("Đã bổ sung hồ sơ") if dossier.supplements else ""


def signature(dossier: Dossier) -> str:
    """Return what stands for the signature of who took the result."""
    if dossier.handed_over_at is None:
        return ""
    return _("Nhận bản điện tử") if dossier.delivery.get("way") == "electronic" else _("Đã nhận")


@dataclass(frozen=True)
class BookColumn:
    """A column of the book: its heading and what stands in it."""

    label: Promise
    value: Callable[[Dossier], Any]


COLUMNS = (
    BookColumn(gettext_lazy("Mã hồ sơ"), lambda row: row.code),
    BookColumn(gettext_lazy("Tên thủ tục hành chính"), lambda row: row.procedure.name),
    BookColumn(gettext_lazy("Số lượng hồ sơ (bộ)"), lambda _row: ONE_SET),
    BookColumn(gettext_lazy("Tên cá nhân, tổ chức"), lambda row: row.applicant_name),
    BookColumn(gettext_lazy("Địa chỉ, số điện thoại"), lambda row: contact(row)),
    BookColumn(gettext_lazy("Cơ quan chủ trì giải quyết"), lambda row: row.agency.name),
    BookColumn(gettext_lazy("Ngày, giờ nhận hồ sơ"), lambda row: row.received_at),
    BookColumn(gettext_lazy("Ngày, giờ hẹn trả"), lambda row: row.due_at),
    BookColumn(gettext_lazy("Ngày, giờ trả kết quả"), lambda row: row.handed_over_at),
    BookColumn(gettext_lazy("Phương thức nhận"), delivery),
    BookColumn(gettext_lazy("Ký nhận"), signature),
    BookColumn(gettext_lazy("Ghi chú"), remark),
)
"""After the serial number."""


def contact(dossier: Dossier) -> str:
    """Return where and how the applicant is reached."""
    given = (dossier.applicant.get("address", ""), dossier.applicant.get("phone", ""))
    return ", ".join(str(part) for part in given if part)


def book_scope(actor: Actor, unit_id: UUID | None) -> Scope:
    """Return the desks whose running book the actor may read; raise ``NotFound`` or ``Forbidden``."""
    if unit_id is None:
        if any(is_root(path) for path in actor.roots(VIEW)):
            return Scope(None, None)
        return Scope(None, frozenset(actor.unit_ids(VIEW)))
    unit = OrganizationUnit.objects.filter(id=unit_id).first()
    if unit is None:
        raise NotFound
    actor.demand(VIEW, unit)
    return Scope(unit, frozenset({unit.id}))


def desk_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the desks whose book the actor may read, in the order of lists."""
    units = OrganizationUnit.objects.on().filter(kind=UnitKind.ONE_STOP)
    if not any(is_root(path) for path in actor.roots(VIEW)):
        units = units.filter(id__in=actor.unit_ids(VIEW))
    return [(str(key), name) for key, name in units.order_by("tier", "sort_key", "id").values_list("id", "name")]


def place_of(rows: QuerySet[Any], row: Any) -> int:
    """Return which line of the book a row is, from 1."""
    before = Q(received_at__lt=row.received_at) | Q(received_at=row.received_at, id__lt=row.id)
    return rows.filter(before).count() + 1
