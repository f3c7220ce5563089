"""What is still Vietnamese in a page that somebody reads in English, apart from data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import CharField, JSONField, TextField

from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.web import masks
from tinhso.kernel.web.site import site

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
LEGAL = re.compile(
    r"(Mẫu số \d+, )?(NĐ |QĐ |TT |Nghị định |Thông tư )?\d+(/\d+)?/[A-ZĐ]+(-[A-Za-z]+)?(,? Điều \d+)?( khoản \d+)?"
)
"""A legal document's number and symbol, the same in every language: ``1234/QĐ-UBND``, ``NĐ 61/2018/NĐ-CP Điều 19``."""
SHOWN = {"title", "aria-label", "placeholder", "alt", "content", "label"}
"""Attributes whose words people see or hear."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MOST_NAME_WORDS = 10
"""A person's name has at most so many words; pages show it masked too."""
SHORTEST = 5
"""Shorter values of the database count as data only between marks: inside a sentence they would hide its words."""


def speak_english(client: Any) -> Any:
    """Let a test's browser read English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@dataclass(frozen=True)
class Data:
    """The words that are data: those with Vietnamese letters, and of them the long ones, longest first."""

    words: frozenset[str]
    long: tuple[str, ...]

    @classmethod
    def now(cls) -> Data:
        """Read what stands in the database and in the tables that come with the software."""
        named = _vietnamese(str(value) for value in vars(site()).values())
        words = named.union(*_written(), _committed(), _shipped())
        long = sorted((value for value in words if len(value) >= SHORTEST), key=len, reverse=True)
        return cls(frozenset(words), tuple(long))

    def explains(self, text: str) -> bool:
        """Tell whether nothing Vietnamese is left of a text when its data are taken out."""
        for value in self.long:
            text = text.replace(value, "")
        text = LEGAL.sub("", text)
        parts = (part.strip() for part in re.split(r"[·,:;()“”]|\d\.", text))
        return all(part in self.words for part in parts if VIETNAMESE.search(part))


def leftovers(html: str, known: Data | None = None) -> list[str]:
    """Return the texts of a page that hold Vietnamese letters and are neither data nor marked ``lang="vi"``.

    ``known`` are data read before, which spare reading the whole database for a page that they explain.
    """
    reader = _Reader()
    reader.feed(html)
    texts = [text for text in reader.texts if not (known and known.explains(text))]
    if not texts:
        return []
    data = Data.now()
    return [text for text in texts if not data.explains(text)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _silent(self) -> bool:
        return any(silent for _tag, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        silent = values.get("lang") == "vi" or tag in {"script", "style"}
        if tag not in VOID:
            self._open.append((tag, silent))
        if not (silent or self._silent):
            self._keep(*(value or "" for name, value in attrs if name in SHOWN or name.startswith("data-word")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._keep(data)

    def _keep(self, *texts: str) -> None:
        self.texts += [" ".join(text.split()) for text in texts if VIETNAMESE.search(text)]


def _vietnamese(values: Iterable[str]) -> frozenset[str]:
    """Return the values with Vietnamese letters, and those that may be names masked too."""
    words = {value for value in values if VIETNAMESE.search(value)}
    return frozenset(words | {masks.name(value) for value in words if 2 <= len(value.split()) <= MOST_NAME_WORDS})


_READ: dict[str, tuple[tuple[int, ...], frozenset[str]]] = {}
"""What was read of a table, and how often the test's transaction had written to it by then."""


def _written() -> Iterator[frozenset[str]]:
    """Yield the Vietnamese words of each table that the test's transaction has written to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_current_xact_id()::text::bigint, n_tup_ins, n_tup_upd, n_tup_del"
            " FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        written = cursor.fetchall()
    for table, *times in written:
        before, words = _READ.get(table, ((), frozenset()))
        if before != tuple(times):
            # What stood there earlier in the same transaction stands there again when an inner one is undone.
            kept = words if before[:1] == (times[0],) else frozenset()
            _READ[table] = tuple(times), kept | _vietnamese(_stored({table}))
        yield _READ[table][1]


@cache
def _committed() -> frozenset[str]:
    """Return the Vietnamese words of all tables, as the first test that asks finds them: what migrations put there."""
    return _vietnamese(_stored(set(connection.introspection.table_names())))


def _stored(tables: set[str]) -> Iterator[str]:
    for model in apps.get_models():
        # Another test of this run may have declared a model whose table stood only as long as it ran.
        if not model.__module__.startswith("tinhso.") or model._meta.db_table not in tables:
            continue
        fields = [f.attname for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*fields) if fields else ():
            yield from _texts(row)


@cache
def _shipped() -> frozenset[str]:
    """Return the Vietnamese words of the tables and templates that come with the software."""
    found = {template.name for template in TEMPLATES.values()}
    for table in Path(settings.BASE_DIR).glob("*/*/data/*.csv"):
        found.update(_texts(list(csv.reader(table.read_text(encoding="utf-8").splitlines()))))
    for table in Path(settings.BASE_DIR).glob("*/*/data/*.yaml"):
        found.update(_texts(yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)))
    return _vietnamese(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        words = " ".join(value.split())
        # A question is also named without its mark, and within a sentence.
        # Of an agency "UBND …" often only the place is named.
        yield from (words, words.lower(), words.rstrip("?"), words.removeprefix("UBND "))
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
