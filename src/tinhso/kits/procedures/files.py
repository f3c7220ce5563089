"""Procedures as files: one version in a YAML or JSON file, or many in a ZIP; the same form as in a data pack.

``valid_from``, ``decision`` and ``definition``; a file that is the definition alone is taken too. What is wrong is
told with its line.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kits.procedures.blocks import BlockError, expand
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.problems import place_of, problems_of

SHARED = "_shared.yaml"
MOST_FILES, MOST_BYTES, MOST_BYTES_TOGETHER = 2000, 2**20, 64 * 2**20
_ENDINGS = (".yaml", ".yml", ".json")
_SHOWN = 40
Place = tuple[str | int, ...]


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads ``on``, ``yes`` and ``off`` as words, and only true and false as truth values."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: the line (0: unknown), the place in words, and what is wrong there."""

    line: int
    place: str
    words: str

    def __str__(self) -> str:
        where = _("dòng {line}").format(line=self.line) if self.line else ""
        return ": ".join(filter(None, (where, self.place, self.words)))


@dataclass(frozen=True)
class ProcedureFile:
    """One version of a procedure as a file says it; without ``content`` when something is wrong."""

    name: str
    content: dict[str, Any] | None = None
    valid_from: date | None = None
    decision: str = ""
    faults: tuple[Fault, ...] = field(default=())


def as_yaml(content: Mapping[str, Any], *, valid_from: date, decision: str) -> str:
    """Return a version as the text of a YAML file."""
    whole = {"valid_from": valid_from, "decision": decision, "definition": content}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=110)


def as_zip(files: Iterable[tuple[str, str]]) -> bytes:
    """Return files (name, text) as one ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return kept.getvalue()


def read(name: str, data: bytes) -> list[ProcedureFile]:
    """Return the procedures of a YAML, JSON or ZIP file, each with what is wrong with it."""
    if not name.lower().endswith(".zip"):
        return [read_text(name, data, {})]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_archive(archive)
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        return [_wrong(name, _("Không mở được tệp ZIP: {error}").format(error=error))]


def _read_archive(archive: zipfile.ZipFile) -> list[ProcedureFile]:
    entries = [
        entry for entry in archive.infolist() if not entry.is_dir() and entry.filename.lower().endswith(_ENDINGS)
    ]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES_TOGETHER:
        return [
            _wrong(archive.filename or "ZIP", _("Quá nhiều hoặc quá lớn: tối đa {most} tệp.").format(most=MOST_FILES))
        ]
    shared = next((entry for entry in entries if entry.filename.rpartition("/")[2] == SHARED), None)
    blocks: dict[str, Any] = {}
    if shared is not None:
        try:
            blocks = yaml.load(archive.read(shared), Loader=Loader) or {}  # noqa: S506 - a SafeLoader
        except yaml.YAMLError as error:
            return [_wrong(shared.filename, str(error)[:300])]
    wanted = [entry for entry in entries if not entry.filename.rpartition("/")[2].startswith(("_", "."))]
    return [
        _wrong(entry.filename, _("Tệp lớn hơn 1 MB, không phải định nghĩa thủ tục."))
        if entry.file_size > MOST_BYTES
        else read_text(entry.filename, archive.read(entry), blocks)
        for entry in sorted(wanted, key=lambda entry: entry.filename)
    ]


def read_text(name: str, data: bytes | str, blocks: Mapping[str, Any]) -> ProcedureFile:
    """Return the procedure of one YAML or JSON file."""
    if len(data) > MOST_BYTES:
        return _wrong(name, _("Tệp lớn hơn 1 MB, không phải định nghĩa thủ tục."))
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _wrong(name, _("Tệp không phải chữ UTF-8; hãy lưu lại theo UTF-8."))
    try:
        whole = _parsed(name, text)
    except _Unreadable as error:
        return ProcedureFile(name, faults=(error.fault,))
    if not isinstance(whole, dict):
        return _wrong(name, _("Tệp phải là một thủ tục, bắt đầu bằng các mục như code, name."))
    wrapped = isinstance(whole.get("definition"), dict)
    try:
        content = expand(whole["definition"] if wrapped else whole, blocks)
        return _checked(name, whole if wrapped else {}, content, text, ("definition",) if wrapped else ())
    except BlockError as error:
        return _wrong(name, str(error))
    except RecursionError:
        return _wrong(name, _("Các mục lồng nhau quá sâu, hoặc một khối dùng lại chính nó; hãy viết phẳng hơn."))


def _checked(name: str, wrapper: Mapping[str, Any], content: dict[str, Any], text: str, before: Place) -> ProcedureFile:
    faults: list[Fault] = []
    valid_from = wrapper.get("valid_from")
    if isinstance(valid_from, str):
        try:
            valid_from = date.fromisoformat(valid_from)
        except ValueError:
            faults.append(
                Fault(_lines_of(text).get(("valid_from",), 0), "valid_from", _("phải là ngày, ví dụ 2026-01-31."))
            )
            valid_from = None
    if wrapper and not isinstance(valid_from, date) and not faults:
        faults.append(Fault(1, "valid_from", _("thiếu mục này.")))
    try:
        definition = Definition.model_validate(content)
    except ValidationError as error:
        lines = _lines_of(text)
        faults += [Fault(_line(lines, before + place), place_of(place), words) for place, words in problems_of(error)]
    if faults:
        return ProcedureFile(name, faults=tuple(faults[:_SHOWN]))
    return ProcedureFile(
        name,
        content=definition.model_dump(mode="json", exclude_defaults=True),
        valid_from=valid_from if isinstance(valid_from, date) else None,
        decision=str(wrapper.get("decision") or ""),
    )


class _Unreadable(Exception):  # noqa: N818 - a refusal within this file
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


def _parsed(name: str, text: str) -> Any:
    if name.lower().endswith(".json"):
        try:
            return json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise _Unreadable(Fault(line, "", _("Không đọc được JSON: {problem}").format(problem=error))) from error
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=Loader)):
            raise _Unreadable(Fault(0, "", _("Không dùng được tham chiếu & và * của YAML; hãy viết đủ.")))
        return yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        words = _("Không đọc được YAML: {problem}").format(problem=error.problem or "")
        raise _Unreadable(Fault(mark.line + 1 if mark else 0, "", words)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _Unreadable(Fault(0, "YAML", str(error)[:300])) from error


def _lines_of(text: str) -> dict[Place, int]:
    """Return the line of every place of a text; none for what YAML does not read."""
    found: dict[Place, int] = {}
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError:
        return found
    waiting: list[tuple[Place, Any]] = [((), root)]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here = (*place, str(key.value))
                found[here] = key.start_mark.line + 1
                waiting.append((here, value))
        elif isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                found[(*place, number)] = value.start_mark.line + 1
                waiting.append(((*place, number), value))
    return found


def _line(lines: Mapping[Place, int], place: Sequence[str | int]) -> int:
    """Return the line of a place, or of the nearest place around it that stands in the file."""
    for length in range(len(place), 0, -1):
        line = lines.get(tuple(place[:length]))
        if line:
            return line
    return 1 if lines else 0


def _wrong(name: str, words: str) -> ProcedureFile:
    return ProcedureFile(name, faults=(Fault(0, "", words),))
