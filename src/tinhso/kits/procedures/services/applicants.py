"""The person behind an application: found among those known, or added."""

from typing import Any

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.models import Person

_FIELDS = ("full_name", "personal_number", "phone", "email", "address")


def person_for(applicant: dict[str, Any]) -> Person:
    """Return the known person with the applicant's personal number and name, or add him.

    Without a personal number nobody is taken for somebody else. Raise ``Invalid`` naming ``applicant.<field>``.
    """
    number = str(applicant.get("personal_number", "")).strip()
    if number:
        known = Person.objects.filter(personal_number=number, folded=fold(str(applicant.get("full_name", "")))).first()
        if known is not None:
            return known
    try:
        return identity.create_person(**{name: str(applicant.get(name, "")).strip() for name in _FIELDS})
    except Invalid as invalid:
        raise Invalid({f"applicant.{name}": problem for name, problem in invalid.fields.items()}) from invalid
