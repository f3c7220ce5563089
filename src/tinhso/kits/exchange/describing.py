"""Reading what describes a service: its OpenAPI or XSD file, its fields written as lines."""

import json
from typing import Any

import yaml
from django.utils.translation import gettext as _
from lxml import etree

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.exchange.models import SchemaKind

MOST_SCHEMA = 2 * 1024 * 1024
"""The longest description that is taken in, bytes."""
_XSD = "{http://www.w3.org/2001/XMLSchema}schema"
_SEPARATOR = "|"
_WORDS = {"personal": "cá nhân", "always": "luôn trả về"}
_MARKS: dict[str, dict[str, bool]] = {"": {}} | {word: {key: True} for key in _WORDS for word in (key, _WORDS[key])}
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_schema(content: bytes) -> tuple[SchemaKind, str]:
    """Return of which kind a description is, and its text as it is given out; raise ``Invalid`` under ``schema``."""
    if not content.strip():
        return SchemaKind.OPENAPI, ""
    if len(content) > MOST_SCHEMA:
        raise Invalid({"schema": _("Tệp mô tả lớn quá 2 MB.")})
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return SchemaKind.XSD, _read_xsd(content)
    try:
        found = _read_tree(content.decode("utf-8-sig"))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Invalid({"schema": _("Không đọc được tệp: cần OpenAPI 3 (JSON, YAML) hoặc XSD, mã UTF-8.")}) from error
    if not isinstance(found, dict) or not str(found.get("openapi", "")).startswith("3."):
        raise Invalid({"schema": _("Tệp không phải OpenAPI 3: thiếu dòng openapi: 3.x.")})
    if not isinstance(found.get("paths"), dict) or not found["paths"]:
        raise Invalid({"schema": _("Tệp OpenAPI không có đường dẫn nào trong paths.")})
    return SchemaKind.OPENAPI, json.dumps(found, ensure_ascii=False, indent=1, default=str)


def _read_tree(text: str) -> Any:
    if text.lstrip().startswith("{"):
        return json.loads(text)
    # A few lines of references to references would unfold into gigabytes.
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_YAML)):
        raise ValueError("references are not unfolded")
    return yaml.load(text, Loader=_YAML)  # noqa: S506 (it is the safe loader, in C where there is one)


def _read_xsd(content: bytes) -> str:
    # Neither entities nor files of this machine or the network are opened: the file comes from elsewhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Invalid({"schema": _("Tệp XML bị hỏng: {why}").format(why=error)}) from error
    if root.tag != _XSD or root.getroottree().docinfo.internalDTD is not None:
        raise Invalid({"schema": _("Tệp XML không phải XML Schema (xs:schema).")})
    return etree.tostring(root, encoding="unicode")


def read_fields(lines: str) -> list[dict[str, Any]]:
    """Read fields, one a line: ``path | meaning | mark``; raise ``Invalid`` under ``field_lines``.

    The mark is “cá nhân” or “personal” (personal data), “luôn trả về” or “always” (given without being agreed), or
    missing.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        path, label, mark, *more = [*(part.strip() for part in line.split(_SEPARATOR)), "", ""]
        if any(more) or not label or mark.casefold() not in _MARKS:
            words = _("Dòng {n}: cần “đường dẫn | nghĩa”, thêm “| cá nhân” hoặc “| luôn trả về” khi đúng vậy.")
            raise Invalid({"field_lines": words.format(n=number)})
        if not all(step and " " not in step for step in path.split(".")):
            raise Invalid({"field_lines": _("Dòng {n}: đường dẫn “{path}” viết sai.").format(n=number, path=path)})
        if path in found:
            raise Invalid({"field_lines": _("Dòng {n}: trường {path} đã khai ở trên.").format(n=number, path=path)})
        found[path] = {"path": path, "label": label, "personal": False, "always": False, **_MARKS[mark.casefold()]}
    return list(found.values())


def field_lines(fields: list[dict[str, Any]]) -> str:
    """Write fields as ``read_fields`` reads them, for the form of the next version."""
    return "\n".join(
        f" {_SEPARATOR} ".join(
            [item["path"], item["label"], *(words for key, words in _WORDS.items() if item.get(key))]
        )
        for item in fields
    )
