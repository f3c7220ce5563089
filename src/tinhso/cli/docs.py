"""``tinhso docs lists``: lists of events, audit events, permissions and modules, and the API, from the code."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from tinhso.kernel.audit.declarations import AUDIT_EVENTS
from tinhso.kernel.events.declarations import EVENTS, SUBSCRIBERS
from tinhso.kernel.foundation.modules import MODULES
from tinhso.kernel.foundation.permissions import PERMISSIONS

_SCHEMA = re.compile(r'"#/components/schemas/([^"]+)"')
_MADE = "*Made by `tinhso docs lists` from the declarations in the code. Do not edit.*\n"


@click.group()
def docs() -> None:
    """Tài liệu tra cứu sinh từ mã nguồn."""


@docs.command()
@click.option("--folder", default=Path("docs/reference"), show_default=True, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Không ghi; thoát với mã 1 khi tệp đã cũ.")
def lists(folder: Path, check: bool) -> None:
    """Viết các danh mục sự kiện, nhật ký, quyền, phân hệ và mô tả API (OpenAPI)."""
    stale = []
    for name, text in pages().items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        raise click.ClickException(f"Đã cũ: {', '.join(stale)}. Chạy: tinhso docs lists")
    click.echo(f"{len(stale)} tệp đã viết lại." if stale else "Các danh mục đều mới.")


def pages() -> dict[str, str]:
    """Return each list's file name and content."""
    return {
        "events.md": _events(),
        "audit-events.md": _audit(),
        "permissions.md": _permissions(),
        "modules.md": _modules(),
        **_openapi(),
    }


def _openapi() -> dict[str, str]:
    """Return the API's document, a file for each part: who changes one part touches one file."""
    from tinhso.config.api import api

    with translation.override(settings.LANGUAGE_CODE):
        whole = json.loads(json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder))
    whole["info"]["version"] = "v1"
    parts: dict[str, dict[str, Any]] = {}
    for path, operations in whole["paths"].items():
        part = path.removeprefix("/api/v1/").partition("/")[0]
        parts.setdefault(part, {})[path] = operations
    return {
        f"openapi/{part}.json": json.dumps(_document(whole, paths), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        for part, paths in sorted(parts.items())
    }


def _document(whole: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    """Return a document of some paths with the schemas that they name, and those that these name."""
    schemas, needed, look = whole["components"]["schemas"], {}, [json.dumps(paths)]
    while look:
        for name in _SCHEMA.findall(look.pop()):
            if name not in needed:
                needed[name] = schemas[name]
                look.append(json.dumps(schemas[name]))
    components = {**whole["components"], "schemas": needed}
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": paths, "components": components}


def _events() -> str:
    text = f"# Domain events\n\n{_MADE}\nEach is written to the outbox in the transaction in which it happens.\n"
    for kind in EVENTS.values():
        handlers = sorted(found.name for found in SUBSCRIBERS.values() if found.event == kind.name)
        text += f"\n## {kind.name}\n\n{kind.sentence}\n\n" + _fields(kind.fields)
        text += (
            f"Handled by: {', '.join(f'`{name}`' for name in handlers)}\n" if handlers else "Handled by nobody yet.\n"
        )
    return text


def _audit() -> str:
    text = f'# Audit events\n\n{_MADE}\n"Reading" marks that a person\'s data were looked at; the person sees it.\n'
    for kind in AUDIT_EVENTS.values():
        text += f"\n## {kind.code}{' (reading)' if kind.reading else ''}\n\n{kind.sentence}\n\n{_fields(kind.fields)}"
    return text.rstrip() + "\n"


def _permissions() -> str:
    rows = ((f"`{found.code}`", str(found.sentence)) for found in PERMISSIONS.values())
    return (
        f"# Permissions\n\n{_MADE}\nA role carries some; held at a unit, it gives them over the unit's subtree.\n\n"
        + _table(("code", "what the holder can do"), rows)
    )


def _modules() -> str:
    rows = (
        (f"`{module.code}`", str(module.name), ", ".join(f"`{code}`" for code in module.requires) or "–",
         "; ".join(str(check.name) for check in module.checks) or "–")
        for module in MODULES.values()
    )  # fmt: skip
    return f"# Modules\n\n{_MADE}\n" + _table(("code", "name", "requires", "examined by `tinhso doctor`"), rows)


def _fields(fields: Iterable[tuple[str, str]]) -> str:
    rows = [(f"`{name}`", str(meaning)) for name, meaning in fields]
    return _table(("field", "meaning"), rows) + "\n" if rows else ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in lines)
