"""What was found in files, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from tinhso.kernel.files.links import link
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.reading import verdicts, words
from tinhso.kernel.reading.kinds import NOT_READABLE, READABLE
from tinhso.kernel.reading.layouts import Layout
from tinhso.kernel.reading.models import LayoutReading, Reading, State
from tinhso.kernel.reading.names import Expected, strangers

NOT_LOOKED_AT = "not-looked-at"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a page, in words, and how to mend it."""

    code: str
    title: str
    remedy: str


@dataclass(frozen=True)
class PageNotes:
    """A page with which something is wrong."""

    number: int
    problems: tuple[Problem, ...]
    thumbnail: str
    """The address of its small picture, or nothing."""


@dataclass(frozen=True)
class FileNotes:
    """What is known of a file: ``state`` is one of ``State``, ``NOT_LOOKED_AT``, or nothing for what is no picture."""

    state: str
    pages: tuple[PageNotes, ...] = field(default=())
    total: int = 0
    words: bool = False

    @property
    def waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def good(self) -> bool:
        """Whether every page was looked at and nothing is wrong."""
        return self.state == State.DONE and not self.pages

    @property
    def failed(self) -> bool:
        return self.state == State.FAILED

    @property
    def not_looked_at(self) -> bool:
        return self.state == NOT_LOOKED_AT


def notes(files: Iterable[StoredFile], expected: Iterable[Expected] = ()) -> dict[UUID, FileNotes]:
    """Return what is known of each file, by the file's key; one question to the database, however many there are."""
    given, people = list(files), list(expected)
    hashes = {file.sha256 for file in given}
    found = {reading.sha256: reading for reading in Reading.objects.filter(sha256__in=hashes)} if hashes else {}
    return {file.id: _of(file, found.get(file.sha256), people) for file in given}


def found_in(path: str) -> Subquery:
    """Return what was found in a row's file, to be read with the row; ``path`` leads to the file's hash."""
    found = JSONObject(state="state", total="total", words="words", pages="pages")
    return Subquery(Reading.objects.filter(sha256=OuterRef(path)).values(found=found)[:1])


def notes_read(
    rows: Iterable[tuple[StoredFile, dict[str, Any] | None]], expected: Iterable[Expected] = ()
) -> dict[UUID, FileNotes]:
    """Return what ``notes`` does, of files that came with what ``found_in`` read beside them."""
    people = list(expected)
    return {file.id: _of(file, Reading(**found) if found else None, people) for file, found in rows}


@dataclass(frozen=True)
class LayoutFound:
    """What is known of a file as an official document: ``state`` as in ``FileNotes``, ``layout`` once it is read."""

    state: str
    layout: Layout | None = None

    @property
    def waiting(self) -> bool:
        return self.state == State.WAITING


def layout(file: StoredFile) -> LayoutFound:
    """Return what was read of a file's layout after ``services.ask_layout``; ``state`` is empty when nobody asked."""
    reading = LayoutReading.objects.filter(sha256=file.sha256).first()
    if reading is None:
        return LayoutFound("")
    return LayoutFound(reading.state, Layout.from_dict(reading.found) if reading.state == State.DONE else None)


def _of(file: StoredFile, reading: Reading | None, people: list[Expected]) -> FileNotes:
    if file.media_type in NOT_READABLE:
        return FileNotes(NOT_LOOKED_AT)
    if reading is None or file.media_type not in READABLE:
        return FileNotes("")
    others = strangers(reading.pages, people) if people else {}
    pages = []
    for page in reading.pages:
        problems = [Problem(code, *words.problem(code)) for code in page["problems"]]
        if page["number"] in others:
            problems.append(Problem(verdicts.OTHER_PERSON, *words.other_person(others[page["number"]])))
        if problems:
            pages.append(PageNotes(page["number"], tuple(problems), _picture(page)))
    return FileNotes(reading.state, tuple(pages), reading.total, reading.words)


def _picture(page: dict[str, str]) -> str:
    if not page.get("thumbnail"):
        return ""
    return link(StoredFile(id=UUID(page["thumbnail"]), name="trang.jpg"))


def waiting_long(before: object) -> int:
    """Return how many files were asked for before a moment and still wait."""
    return Reading.objects.filter(state=State.WAITING, asked_at__lt=before).count()
