"""Searching before an act; the search is kept, and the property counts as open in preparation for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.notary import audit_events as happened
from tinhso.government.notary import keys as spelling
from tinhso.government.notary import permissions
from tinhso.government.notary.models import Office, Preparation, Property, Search
from tinhso.government.notary.persons import Asked
from tinhso.government.notary.queries.found import Found, look_up, transfers_of
from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.validation import clean_value

PREPARING = timedelta(hours=2)
"""How long a property counts as open in preparation after a search for an act: our choice."""


def read_property(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the typed values of a property's fields that were filled in; raise ``Invalid`` by field."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, raw in given.items():
        field = Property.definition.field(name)
        if raw in (None, ""):
            continue
        try:
            values[name] = clean_value(field, raw)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise Invalid(wrong)
    return values


def search(
    actor: Actor, office: Office, given: Mapping[str, Any], persons: Sequence[Asked], *, for_act: bool = True
) -> Search:
    """Search by a property's values and by persons, keep the search and return it.

    Raise ``Forbidden`` without the right at the office's unit, ``Invalid`` when there is nothing to search by, or a
    property that no number tells from others.
    """
    actor.demand(permissions.SEARCH, office.unit)
    values = read_property(given)
    keys = spelling.property_keys(values)
    described = set(values) - {"kind"}
    if described and not keys:
        raise Invalid(Property(**{name: values[name] for name in values}).check_row())
    if not keys and not persons:
        raise Invalid({"certificate_number": _("Nhập tài sản hoặc ít nhất một người để tra cứu.")})
    return _keep(actor, office, values if keys else {}, keys, persons, for_act=for_act)


@transaction.atomic
def _keep(
    actor: Actor, office: Office, values: Mapping[str, Any], keys: list[str], persons: Sequence[Asked], *, for_act: bool
) -> Search:
    made = Search(office=office, account_id=actor.account_id, account_name=actor.name[:120], keys=keys, for_act=for_act)
    found = look_up(keys, persons, made)
    made.asked = {"property": plain_of(values), "persons": [person.plain() for person in persons]}
    made.found = {**found.plain(), "transfers": [str(act.pk) for row in found.properties for act in transfers_of(row)]}
    made.save(force_insert=True)
    if for_act and keys:
        Preparation.objects.create(search=made, keys=keys, until=clock.now() + PREPARING)
    record(
        actor, happened.SEARCHED, subject_kind="notary.search", subject_id=made.pk, subject_label=office.name,
        unit_id=office.unit_id, property=keys, persons=len(persons), acts=len(found.acts), notices=len(found.notices),
    )  # fmt: skip
    return made


def plain_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a property's values as JSON keeps them."""
    fields = Property.definition
    return {name: fields.field(name).kind.write(fields.field(name), value) for name, value in values.items()}


def found_now(search: Search, persons: Sequence[Asked]) -> Found:
    """Return what stands now about what a search asked for."""
    return look_up(search.keys, persons, search)


@transaction.atomic
def abandon(actor: Actor, search: Search) -> None:
    """Close the preparation of a search: nobody is warned any more. Raise ``Forbidden`` for another's search."""
    actor.demand(permissions.SEARCH, search.office.unit)
    if not actor.is_system and search.account_id != actor.account_id:
        raise Forbidden(_("Chỉ người đã tra cứu mới thôi chuẩn bị văn bản này."))
    Preparation.objects.filter(search=search, until__gt=clock.now()).update(until=clock.now())
