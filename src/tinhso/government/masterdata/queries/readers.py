"""Who looked at a person's data, when, and for what: for the person, and for the officer in charge."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tinhso.government.masterdata.models import Person
from tinhso.kernel.audit import queries as audit
from tinhso.kernel.organizations.models import OrganizationUnit

MOST_SHOWN = 200


def keys_of(person: Person) -> list[UUID]:
    """Return every key under which the log may know a person: of the row, the account, and rows merged into it."""
    merged = Person.objects.filter(merged_into=person).values_list("pk", "account_person_id")
    keys = [person.pk, person.account_person_id, *(key for pair in merged for key in pair)]
    return [key for key in dict.fromkeys(keys) if key]


def looks(keys: Iterable[UUID], *, most: int = MOST_SHOWN) -> list[dict[str, Any]]:
    """Return the latest looks at the data of a person known under ``keys``, the newest first."""
    entries = [entry for key in keys for entry in audit.looked_at(key)[:most]]
    entries.sort(key=lambda entry: (entry.at, entry.pk), reverse=True)
    entries = entries[:most]
    units = OrganizationUnit.objects.in_bulk({entry.unit_id for entry in entries if entry.unit_id})
    return [
        {
            "at": entry.at,
            "who": entry.account_name,
            "unit": units.get(entry.unit_id) if entry.unit_id else None,
            "what": audit.sentence(entry),
            "purpose": entry.purpose,
        }
        for entry in entries
    ]


def looks_at_own(account_person_id: UUID) -> list[dict[str, Any]]:
    """Return the latest looks at the data of the person of an account, in the index too."""
    row = Person.objects.filter(account_person_id=account_person_id).first()
    return looks(keys_of(row) if row else [account_person_id])
