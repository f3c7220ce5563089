"""Keep the catalogue of translations in step with the sources; the messages themselves are Vietnamese.

``tools/translations.py update``   adds new messages to the catalogue, drops unused ones, keeps translations
``tools/translations.py missing``  lists, as a Python literal, what has no translation yet
``tools/translations.py check``    says what is missing, stale or wrong; exit code 1 when anything is

GNU gettext is not needed: Python is read through its own syntax tree, templates through Django's ``templatize``.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from pprint import pformat

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tinhso"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "Tỉnh Số",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
WIDTH = 110

# Function → positions of its (message, plural, context).
_GETTEXT = (0, None, None)
_FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), _GETTEXT),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, None, 0)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (1, 2, 0)),
}
_IN_TEMPLATES = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|%%")
_TAG = re.compile(r"</?\w+")


@dataclass(frozen=True)
class Message:
    """One message of the sources."""

    text: str
    plural: str = ""
    context: str | None = None


@dataclass
class Extracted:
    """What the sources say: the messages with the files that use them, and calls that nobody can translate."""

    messages: dict[Message, list[str]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    def add(self, message: Message, place: str) -> None:
        """Note one use of a message."""
        places = self.messages.setdefault(message, [])
        if place not in places:
            places.append(place)


def read_sources() -> Extracted:
    """Extract the messages of every Python file and template of the package, tests left out."""
    found = Extracted()
    for path in sorted(SOURCE.rglob("*")):
        inside = path.relative_to(SOURCE)
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations"} & set(inside.parts):
            continue
        if path.suffix == ".py":
            _read_python(path, str(inside), found)
        elif "templates" in inside.parts and inside.parts[0] != "cli":
            for message in _of_template(path):
                found.add(message, str(inside))
    return found


def _read_python(path: Path, name: str, found: Extracted) -> None:
    text = path.read_text()
    if "gettext" not in text:
        return
    tree = ast.parse(text)
    aliases = {function: function for function in _FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            aliases |= {a.asname: a.name for a in node.names if a.asname and a.name in _FUNCTIONS}
    early = set(_run_at_import(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if function not in aliases:
            continue
        if node in early and not aliases[function].endswith(("_lazy", "_noop")):
            found.mistakes.append(f"{name}:{node.lineno}: translated once for all when the file is imported")
        values = [_constant(node, position) for position in _FUNCTIONS[aliases[function]]]
        if values[0] is None:
            # A variable is fine: what it holds is declared elsewhere with gettext_noop or gettext_lazy.
            if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in node.args):
                found.mistakes.append(f"{name}:{node.lineno}: the message is put together while running")
            continue
        found.add(Message(values[0], values[1] or "", values[2]), name)


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when the file is imported: everything outside functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _run_at_import(child)


def _constant(call: ast.Call, position: int | None) -> str | None:
    if position is None or position >= len(call.args):
        return None
    value = call.args[position]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def _of_template(path: Path) -> Iterator[Message]:
    text = path.read_text()
    if "trans" not in text and "_(" not in text:
        return
    # templatize blanks out everything else but keeps its indentation, which would not be Python's.
    code = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, text, _comments, context in extract("python", io.BytesIO(code.encode()), _IN_TEMPLATES):
        plural = ""
        if isinstance(text, tuple):
            text, plural = text[0], text[1]
        yield Message(text, plural, context)


def read_catalogue(path: Path = CATALOGUE) -> polib.POFile:
    """Open the catalogue, or begin an empty one."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=WIDTH)
    return polib.POFile(wrapwidth=WIDTH)


def update(catalogue: polib.POFile, found: Extracted) -> polib.POFile:
    """Return the catalogue with exactly the messages found, in the order of their files, translations kept."""
    fresh = polib.POFile(wrapwidth=WIDTH)
    fresh.metadata = HEADER
    for message, places in found.messages.items():
        entry = polib.POEntry(
            msgid=message.text,
            msgctxt=message.context,
            msgid_plural=message.plural,
            occurrences=[(place, "") for place in places],
            flags=_flags(message),
        )
        old = catalogue.find(message.text, msgctxt=message.context or False)
        if message.plural:
            plurals = old.msgstr_plural if old and old.msgid_plural == message.plural else {}
            entry.msgstr_plural = plurals or {0: "", 1: ""}
        elif old:
            entry.msgstr = old.msgstr
        fresh.append(entry)
    return fresh


def _flags(message: Message) -> list[str]:
    named = re.search(r"%\(\w+\)[sd]|%[sd]", message.text + message.plural)
    return ["python-format"] if named else []


def missing(catalogue: polib.POFile) -> list[polib.POEntry]:
    """Return the entries that have no translation."""
    return [entry for entry in catalogue if not entry.translated()]


def problems(catalogue: polib.POFile, found: Extracted) -> list[str]:
    """Return everything that is wrong, one sentence each; nothing when the catalogue is complete."""
    listed = {Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt) for entry in catalogue}
    said = list(found.mistakes)
    said += [
        f"not in the catalogue: {m.text!r} ({places[0]})" for m, places in found.messages.items() if m not in listed
    ]
    said += [f"no longer in the sources: {message.text!r}" for message in listed if message not in found.messages]
    for entry in catalogue:
        if not entry.translated():
            said.append(f"no translation: {entry.msgid!r} ({entry.occurrences[0][0]})")
            continue
        for translation in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            said += differences(entry.msgid, translation)
    return said


def differences(message: str, translation: str) -> list[str]:
    """Compare what must be equal in both: placeholders, tags, and the blanks at both ends."""
    kinds = {"placeholders": _PLACEHOLDER, "tags": _TAG}
    said = [
        f"{kind} differ: {message!r} → {translation!r}"
        for kind, pattern in kinds.items()
        if sorted(set(pattern.findall(message))) != sorted(set(pattern.findall(translation)))
    ]
    if (message[:1].isspace(), message[-1:].isspace()) != (translation[:1].isspace(), translation[-1:].isspace()):
        said.append(f"blanks at the ends differ: {message!r} → {translation!r}")
    return said


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code."""
    command = arguments[0] if arguments else ""
    found = read_sources()
    catalogue = read_catalogue()
    if command == "update":
        catalogue = update(catalogue, found)
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(CATALOGUE))
        print(f"{len(catalogue)} câu, {len(missing(catalogue))} câu chưa dịch.")
        return 0
    if command == "missing":
        print(pformat({entry.msgid: "" for entry in missing(catalogue)}, width=WIDTH, sort_dicts=False))
        return 0
    if command == "check":
        said = problems(catalogue, found)
        print(*said, sep="\n")
        return 1 if said else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
