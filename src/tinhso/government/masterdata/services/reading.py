"""Reading who read: for the officer in charge of a person's record. It is a reading itself."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.masterdata import audit_events as happened
from tinhso.government.masterdata import permissions
from tinhso.government.masterdata.models import Person
from tinhso.government.masterdata.queries import readers
from tinhso.kernel.audit.services import record
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.queries import row_visible_to


@transaction.atomic
def readers_of(actor: Actor, key: UUID) -> tuple[Person, list[dict[str, Any]]]:
    """Return a person and the latest looks at the data; raise ``NotFound``, ``Forbidden``."""
    person: Person = row_visible_to(actor, Person.definition, key)
    actor.demand(permissions.READERS, person.unit)
    rows = readers.looks(readers.keys_of(person))
    record(
        actor, happened.READERS_SEEN, subject_kind=Person.definition.code, subject_id=person.pk,
        subject_label=person.full_name, unit_id=person.unit_id, person_id=person.person_key(),
        purpose=_("Kiểm tra việc xem dữ liệu"),
    )  # fmt: skip
    return person, rows
