"""Before sending: what is wrong with the pages about to be sent, and the applicant's word to send all the same."""

import hashlib
from dataclasses import dataclass
from typing import Any

from tinhso.desks.portal.journey import Journey
from tinhso.kernel.reading.queries import FileNotes
from tinhso.kits.procedures import prechecks


@dataclass(frozen=True)
class Warned:
    """A file with which something is wrong, and the part that it was handed in for."""

    part: str
    part_code: str
    file: Any
    notes: FileNotes


class Precheck:
    """What was seen in the files of a draft; each file of the journey gets its ``notes`` to show beside it."""

    def __init__(self, journey: Journey) -> None:
        draft = journey.draft
        seen = prechecks.notes_of([kept.file for kept in journey.files], draft.applicant, journey.answers)
        names = {part.code: part.name for part in journey.parts}
        self.warned: list[Warned] = []
        self.waiting = False
        for kept in journey.files:
            notes = seen[kept.file_id]
            kept.notes = notes  # type: ignore[attr-defined] - for the page, beside the file
            self.waiting |= notes.waiting
            if notes.pages and kept.part_code in names:
                self.warned.append(Warned(names[kept.part_code], kept.part_code, kept.file, notes))

    @property
    def mark(self) -> str:
        """What the applicant has seen: another mark means that there is more to see than before."""
        lines = [
            f"{warned.file.id} {page.number} {problem.code}"
            for warned in self.warned
            for page in warned.notes.pages
            for problem in page.problems
        ]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16] if lines else ""

    def may_send(self, mark: str) -> bool:
        """Tell whether nothing is wrong, or the applicant has seen all of it and sends all the same."""
        return not self.warned or mark == self.mark
