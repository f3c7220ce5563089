"""What was seen in the files of an application before it is sent, told against the people who belong to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.reading import queries
from tinhso.kernel.reading.names import SURNAMES, Expected
from tinhso.kernel.reading.queries import FileNotes
from tinhso.kits.procedures.models import DossierPart


def notes_of(
    files: Iterable[StoredFile], applicant: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[UUID, FileNotes]:
    """Return what is known of each file: what is wrong with its pages, and whether they name a stranger."""
    return queries.notes(files, expected(applicant, answers))


def notes_of_parts(
    parts: Iterable[DossierPart], applicant: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[UUID, FileNotes]:
    """Return what is known of the files of a dossier's parts, which were read with what was found in them."""
    rows = ((part.file, getattr(part, "found", None)) for part in parts if part.file is not None)
    return queries.notes_read(rows, expected(applicant, answers))


def expected(applicant: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Expected]:
    """Return everybody whose paper may rightly be with an application: who applies, for whom, and who stands in it."""
    people = [
        Expected(str(applicant.get(name) or ""), _digits(applicant.get(number)))
        for name, number in (("full_name", "personal_number"), ("other_name", "other_number"))
    ]
    for text in _texts(answers):
        if len(text) == 12 and text.isdigit():
            # Whose number it is does not matter: it is somebody's of the application.
            people.append(Expected(text, text))
        elif _is_name(text):
            people.append(Expected(text))
    return [person for person in people if person.name]


def _digits(value: Any) -> str:
    return "".join(letter for letter in str(value or "") if letter.isdigit())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and fold(words[0]) in SURNAMES and all(word[0].isupper() for word in words)
