"""The only place that writes units."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.bulk import Laid, lay
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key
from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession

PATH_SEPARATOR = "."
_TREE_LOCK = 7_420_002
"""The advisory lock of those who change the tree's shape."""


def build_unit(*, parent: OrganizationUnit | None, id: UUID | None = None, **values: Any) -> OrganizationUnit:
    """Return an unsaved unit under ``parent`` with its derived columns set; raise ``Invalid`` on a bad identifier."""
    key = id or new_id()
    unit = OrganizationUnit(id=key, parent=parent, **values)
    try:
        unit.identifier = check_identifier(unit.identifier)
    except ValueError as error:
        raise Invalid({"identifier": str(error)}) from error
    unit.path = f"{parent.path if parent else ''}{key.hex[-12:]}{PATH_SEPARATOR}"
    unit.folded = fold(f"{unit.name} {unit.short_name}")[:250]
    unit.sort_key = sort_key(unit.name)[:500]
    return unit


@transaction.atomic
def add_unit(*, parent: OrganizationUnit | None, valid_from: date, **values: Any) -> OrganizationUnit:
    """Add a unit under ``parent``; raise ``Invalid`` when its identifier is malformed or taken on that day."""
    unit = build_unit(parent=parent, valid_from=valid_from, **values)
    taken = {"identifier": _("Mã {code} đã có đơn vị khác sử dụng. Hãy kiểm tra lại mã.").format(code=unit.identifier)}
    if OrganizationUnit.objects.on(valid_from).filter(identifier=unit.identifier).exists():
        raise Invalid(taken)
    try:
        unit.full_clean(exclude=["path", "folded", "sort_key"])
    except ValidationError as error:
        raise Invalid({name: " ".join(messages) for name, messages in error.message_dict.items()}) from error
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(taken) from error
    return unit


@transaction.atomic
def end_unit(
    unit: OrganizationUnit,
    *,
    last_day: date,
    successor: OrganizationUnit | None = None,
    legal_basis: str = "",
) -> None:
    """End a unit after ``last_day``; record who takes over, when somebody does."""
    if last_day < unit.valid_from:
        raise Invalid({"last_day": _("Ngày kết thúc phải từ ngày đơn vị bắt đầu hoạt động trở đi.")})
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])
    if successor is not None:
        UnitSuccession.objects.create(
            predecessor=unit, successor=successor, effective_on=successor.valid_from, legal_basis=legal_basis
        )


@transaction.atomic
def load_units(units: Sequence[OrganizationUnit], successions: Sequence[UnitSuccession]) -> Laid:
    """Lay units from ``build_unit``, parents before children, and who took over from whom; again changes nothing."""
    return lay(OrganizationUnit, units) + lay(UnitSuccession, successions)


_CORRECTABLE = {"name", "short_name", "symbol", "address", "phone", "email"}


@transaction.atomic
def correct_unit(unit: OrganizationUnit, **values: Any) -> None:
    """Correct names and addresses of a unit; its history keeps what stood before. Raise ``Invalid``.

    What the law changes on a day (a new name by a decision, another tier) is a new unit that succeeds this one.
    """
    unknown = set(values) - _CORRECTABLE
    if unknown:
        raise TypeError(f"a correction does not touch {sorted(unknown)}")
    locked = OrganizationUnit.objects.select_for_update().get(pk=unit.pk)
    for name, value in values.items():
        setattr(locked, name, " ".join(value.split()))
    locked.folded = fold(f"{locked.name} {locked.short_name}")[:250]
    locked.sort_key = sort_key(locked.name)[:500]
    try:
        locked.full_clean(exclude=["path", "folded", "sort_key"])
    except ValidationError as error:
        raise Invalid({name: " ".join(messages) for name, messages in error.message_dict.items()}) from error
    locked.save(update_fields=[*values, "folded", "sort_key"])
    unit.refresh_from_db()


@transaction.atomic
def move_unit(unit: OrganizationUnit, *, parent: OrganizationUnit | None) -> None:
    """Put a unit with its whole subtree under another parent; rights over the new parent reach it from now on.

    Raises ``Invalid`` when the parent lies below the unit. Moves wait for each other, so that two of them
    cannot close a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
    unit.refresh_from_db()
    above = ""
    if parent is not None:
        parent.refresh_from_db()
        if parent.path.startswith(unit.path):
            raise Invalid({"parent": _("Đơn vị không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình.")})
        above = parent.path
    old = unit.path
    new = f"{above}{unit.pk.hex[-12:]}{PATH_SEPARATOR}"
    OrganizationUnit.objects.filter(pk=unit.pk).update(parent=parent)
    OrganizationUnit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    unit.refresh_from_db()
