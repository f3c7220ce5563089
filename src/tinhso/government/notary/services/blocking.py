"""Blocking and lifting: in effect for every office from the moment in which they are committed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.government.notary import audit_events as happened
from tinhso.government.notary import events, permissions
from tinhso.government.notary.keys import person_keys, property_keys
from tinhso.government.notary.locks import lock_keys, lock_property
from tinhso.government.notary.models import Notice, Property
from tinhso.government.notary.services.searching import plain_of, read_property
from tinhso.government.notary.words import Effect
from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.registers import services as registers
from tinhso.kits.registers import validation

TYPED = (
    "number", "issued_on", "issuer_kind", "issuer", "person_name", "person_number", "person_birth_year", "content",
    "holds_to",
)  # fmt: skip
LIFTING = ("number", "issued_on", "issuer_kind", "issuer", "content")


@transaction.atomic
def block(
    actor: Actor, unit: OrganizationUnit, values: Mapping[str, Any], given: Mapping[str, Any] | None = None
) -> Notice:
    """Enter a blocking notice and return it; ``values`` are raw (``TYPED``), ``given`` the property's identifiers.

    It waits for an act that is being recorded about the same property or person, and holds for whatever comes after.
    Raise ``Forbidden`` without the right at ``unit``, ``Invalid`` by field.
    """
    actor.demand(permissions.BLOCK, unit)
    clean = _clean(values, TYPED)
    typed = read_property(given or {})
    keys = property_keys(typed)
    if set(typed) - {"kind"} and not keys:
        raise Invalid(Property(**typed).check_row())
    name, number = clean["person_name"], clean["person_number"]
    if not (keys or name or number):
        raise Invalid({"person_name": _("Nhập tài sản hoặc người bị ngăn chặn.")})
    if number and not name:
        raise Invalid({"person_name": _("Nhập họ và tên của người mang số này.")})
    if clean["holds_to"] and clean["holds_to"] < clock.today():
        raise Invalid({"holds_to": _("Ngày này đã qua.")})
    lock_keys([*keys, *(person_keys(name, number) if name else [])])
    row = lock_property(keys) if keys else None
    if row is None and keys:
        about = {"kind": "other", **plain_of(typed), "unit": unit}
        row = registers.add(actor, Property.definition, about, reason=_("Nhập thông báo ngăn chặn"))
    if row is not None:
        row.learn(keys)
    notice = Notice(effect=Effect.BLOCKS, property=row, unit=unit, folded=fold(name)[:200], **clean)
    _write(actor, notice, clean)
    record(
        actor, happened.BLOCKED, subject_kind=Notice.definition.code, subject_id=notice.pk, subject_label=notice.number,
        unit_id=unit.pk, number=notice.number, issuer=notice.issuer,
    )  # fmt: skip
    return notice


@transaction.atomic
def lift(actor: Actor, notice: Notice, values: Mapping[str, Any]) -> Notice:
    """Lift a notice by another, which is returned; ``values`` are raw (``LIFTING``).

    Raise ``Forbidden`` without the right at the notice's unit, ``Conflict`` when it is lifted already, ``Invalid``.
    """
    actor.demand(permissions.BLOCK, notice.unit)
    clean = _clean(values, LIFTING)
    if notice.effect != Effect.BLOCKS or Notice.objects.filter(lifts=notice).exists():
        raise Conflict(_("Thông báo này đã được giải tỏa."))
    same = {name: getattr(notice, name) for name in ("property", "person_name", "person_number", "person_birth_year")}
    lifting = Notice(effect=Effect.LIFTS, lifts=notice, unit=notice.unit, folded=notice.folded, **same, **clean)
    _write(actor, lifting, clean)
    record(
        actor, happened.LIFTED, subject_kind=Notice.definition.code, subject_id=notice.pk, subject_label=notice.number,
        unit_id=notice.unit_id, number=lifting.number, lifts=notice.number,
    )  # fmt: skip
    return lifting


def _clean(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        try:
            clean[name] = validation.clean_value(Notice.definition.field(name), values.get(name))
        except ValueError as error:
            wrong[name] = str(error)
    if clean.get("issued_on") and clean["issued_on"] > clock.today():
        wrong["issued_on"] = _("Ngày văn bản không thể sau hôm nay.")
    if wrong:
        raise Invalid(wrong)
    return clean


def _write(actor: Actor, notice: Notice, clean: Mapping[str, Any]) -> None:
    notice.locked = True
    notice.changed_by = actor.name[:120]
    notice.search_text = validation.search_text(Notice.definition, clean)
    notice.sort_key = validation.order_key(Notice.definition, {"person_name": notice.person_name})
    wrong = dict(notice.check_row())
    if wrong:
        raise Invalid(wrong)
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Thông báo này vừa được một người khác giải tỏa.")) from error
    publish(events.NOTICE_ENTERED, notice.pk, actor=actor, effect=notice.effect, property=str(notice.property_id or ""))
