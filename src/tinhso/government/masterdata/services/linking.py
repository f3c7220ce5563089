"""Linking the index to the people of accounts: one rule, and no second copy of what identity keeps."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.masterdata import audit_events as happened
from tinhso.government.masterdata.models import Person
from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Person as AccountPerson
from tinhso.kits.registers.services.writing import locked


@transaction.atomic
def link(actor: Actor, person: Person, account_person_id: UUID) -> Person:
    """Say that a row of the index is the person of an account, so that the citizen sees who looks at it.

    Raise ``Forbidden``; ``Invalid`` when their personal numbers differ or either has none; ``Conflict`` when either
    is linked already.
    """
    actor.demand(Person.definition.rights.change, person.unit)
    row: Person = locked(actor, Person.definition, person)
    other = AccountPerson.objects.filter(pk=account_person_id).first()
    if other is None:
        raise NotFound
    if not row.personal_number or row.personal_number != other.personal_number:
        raise Invalid({"personal_number": _("Chỉ nối được khi số định danh của hai bên trùng nhau.")})
    if row.account_person_id == other.pk:
        return row
    if row.account_person_id or Person.objects.filter(account_person=other).exists():
        raise Conflict(_("Một trong hai bên đã được nối với người khác. Hãy gộp các bản ghi trùng trước."))
    row.account_person = other
    row.save(update_fields=["account_person"])
    record(
        actor, happened.LINKED, subject_kind=Person.definition.code, subject_id=row.pk, subject_label=row.full_name,
        unit_id=row.unit_id, person_id=other.pk,
    )  # fmt: skip
    return row


def indexed(account_person_id: UUID) -> Person | None:
    """Return the row of the index for the person of an account."""
    return Person.objects.filter(account_person_id=account_person_id).first()
