"""Halls, services, counters and priority classes are declared and corrected; the audit log keeps who did."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tinhso.government.queue import permissions, priority
from tinhso.government.queue.audit_events import STRUCTURE
from tinhso.government.queue.models import Counter, Hall, PriorityClass, Service
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root
from tinhso.kits.procedures.models import ProcedureField


@transaction.atomic
def save_hall(actor: Actor, hall: Hall | None, unit: OrganizationUnit, values: dict[str, Any]) -> Hall:
    """Declare a hall of a centre, or correct one."""
    actor.demand(permissions.MANAGE, unit)
    name = str(values["name"]).strip()
    if Hall.objects.filter(unit=unit, name=name).exclude(id=_key_of(hall)).exists():
        raise Invalid({"name": _("Trung tâm này đã có một sảnh mang tên ấy.")})
    if hall is None:
        hall = Hall(unit=unit, slug=_free_slug(f"{_where(unit)} {name}"), kiosk_key=_key())
    for field in ("name", "place", "first_ticket_minutes", "last_ticket_minutes", "in_use"):
        if field in values:
            setattr(hall, field, values[field])
    hall.save()
    _record(actor, hall, hall.unit_id)
    return hall


@transaction.atomic
def renew_kiosk_key(actor: Actor, hall: Hall) -> Hall:
    """Give the hall's kiosk a new secret address; the old one stops working."""
    actor.demand(permissions.MANAGE, hall.unit)
    hall.kiosk_key = _key()
    hall.save(update_fields=["kiosk_key"])
    _record(actor, hall, hall.unit_id, _("địa chỉ mới của máy lấy số"))
    return hall


@transaction.atomic
def save_service(
    actor: Actor, hall: Hall, service: Service | None, values: dict[str, Any], fields: Iterable[ProcedureField] = ()
) -> Service:
    """Declare a service of a hall, or correct one. Its letter stands on every number, and is used once in the hall."""
    actor.demand(permissions.MANAGE, hall.unit)
    code = str(values["code"]).strip().upper()
    if Service.objects.filter(hall=hall, code=code).exclude(id=_key_of(service)).exists():
        raise Invalid({"code": _("Sảnh này đã có dịch vụ dùng chữ {code}.").format(code=code)})
    service = service or Service(hall=hall)
    for field, value in (values | {"code": code}).items():
        setattr(service, field, value)
    service.save()
    service.fields.set(fields)
    _record(actor, service, hall.unit_id)
    return service


@transaction.atomic
def save_counter(
    actor: Actor, hall: Hall, counter: Counter | None, values: dict[str, Any], services: Iterable[Service]
) -> Counter:
    """Declare a counter of a hall with the services it serves, or correct one."""
    actor.demand(permissions.MANAGE, hall.unit)
    served = list(services)
    if Counter.objects.filter(hall=hall, number=values["number"]).exclude(id=_key_of(counter)).exists():
        raise Invalid({"number": _("Sảnh này đã có quầy mang số ấy.")})
    if any(service.hall_id != hall.id for service in served):
        raise Invalid({"services": _("Chỉ chọn dịch vụ của sảnh này.")})
    counter = counter or Counter(hall=hall)
    for field, value in values.items():
        setattr(counter, field, value)
    counter.save()
    counter.services.set(served)
    _record(actor, counter, hall.unit_id)
    return counter


@transaction.atomic
def correct_priority(actor: Actor, code: str, values: dict[str, Any], *, valid_from: date) -> PriorityClass:
    """Let a class of people say something else from a day on; the software's rows become the province's first.

    An empty name ends the class the day before. It holds for the whole province, so only who holds the right at
    its top may do it.
    """
    if not actor.is_system and not any(is_root(path) for path in actor.roots(permissions.MANAGE)):
        actor.demand(permissions.MANAGE, OrganizationUnit.objects.on(clock.today()).get(parent=None))
    if not PriorityClass.objects.exists():
        PriorityClass.objects.bulk_create(PriorityClass(**asdict(row)) for row in priority.defaults())
    rows = PriorityClass.objects.select_for_update().filter(code=code).order_by("-valid_from")
    standing = rows.first()
    if standing is None and not values.get("name"):
        raise NotFound
    if standing is not None and valid_from < standing.valid_from:
        raise Invalid({"valid_from": _("Ngày áp dụng phải sau ngày của quy định đang có.")})
    if standing is not None and valid_from == standing.valid_from:
        changed = standing
    elif standing is not None:
        standing.valid_to = valid_from - timedelta(days=1)
        standing.save(update_fields=["valid_to"])
        changed = PriorityClass(code=code, valid_from=valid_from, position=standing.position)
    else:
        changed = PriorityClass(code=code, valid_from=valid_from)
    if values.get("name"):
        for field in ("name", "basis", "certainty", "position"):
            if field in values:
                setattr(changed, field, values[field])
        changed.save()
    _record(actor, changed if values.get("name") else (standing or changed), None, code)
    return changed


def hall_to_manage(actor: Actor, hall_id: UUID) -> Hall:
    """Return a hall that the actor may correct; raise ``NotFound``."""
    hall = Hall.objects.select_related("unit__parent").filter(id=hall_id).first()
    if hall is None or not actor.may(permissions.MANAGE, hall.unit):
        raise NotFound
    return hall


def _key_of(row: Record | None) -> UUID:
    """Return the key of what is corrected; for what is new, one that nothing bears."""
    return row.id if row is not None else new_id()


def _where(unit: OrganizationUnit) -> str:
    """Return the words by which people know a centre: the commune's name, or the centre's own."""
    if unit.tier == Tier.COMMUNE and unit.parent is not None:
        return unit.parent.name.removeprefix("Ủy ban nhân dân ").removeprefix("UBND ")
    return unit.short_name or unit.name


def _free_slug(words: str) -> str:
    base = slugify(fold(words))[:50].strip("-") or "sanh"
    taken = set(Hall.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    for suffix in ("", *(f"-{number}" for number in range(2, 1000))):
        if base + suffix not in taken:
            return base + suffix
    raise Conflict(_("Hãy đặt tên sảnh khác."))


def _key() -> str:
    return secrets.token_urlsafe(18)


def _record(actor: Actor, subject: Model, unit_id: UUID | None, what: str = "") -> None:
    audit.record(
        actor,
        STRUCTURE,
        subject_kind=f"queue.{subject._meta.model_name}",
        subject_id=subject.pk,
        subject_label=str(subject)[:100],
        unit_id=unit_id,
        what=what or str(subject._meta.verbose_name),
    )
