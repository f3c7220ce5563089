"""How the API writes registers, records and versions."""

from __future__ import annotations

from typing import Any

from tinhso.kits.registers import shown
from tinhso.kits.registers.definition import Definition, Field
from tinhso.kits.registers.dependent import When
from tinhso.kits.registers.history import Version

_TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "pattern": r"^-?\d+([.,]\d+)?$"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "partial_date": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    "personal_number": {"type": "string", "pattern": r"^\d{12}$"},
    "point": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
}


def register_of(definition: Definition) -> dict[str, Any]:
    """Return a register as the API's list has it."""
    return {"code": definition.code, "title": str(definition.title), "published": definition.publish is not None}


def schema_of(definition: Definition) -> dict[str, Any]:
    """Return a register with the JSON Schema of its records."""
    record = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _schema(field) for field in definition.fields},
        "required": [field.name for field in definition.fields if field.required],
    }
    whens = [rule for rule in definition.depends if isinstance(rule, When)]
    conditions = [found for rule in whens for found in _conditions(rule)]
    if conditions:
        record["allOf"] = conditions
    return {
        **register_of(definition),
        "record": record,
        "filters": list(definition.filters),
        "rights": list(definition.rights.all()),
    }


def _conditions(rule: When) -> list[dict[str, Any]]:
    """Return what a rule asks as JSON Schema says it: of records that say what others depend on."""
    meant: dict[str, Any] = {"enum": list(rule.values)}
    nothing: dict[str, Any] = {"enum": [None, "", False, 0]}
    other = {"properties": {rule.by: {"not": meant}}, "required": [rule.by]}
    found = [{"if": other, "then": {"properties": dict.fromkeys(rule.asked, nothing)}}]
    if rule.required:
        same = {"properties": {rule.by: meant}, "required": [rule.by]}
        found.append({"if": same, "then": {"required": rule.required.split()}})
    return found


def _schema(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"title": field.title, **_TYPES.get(field.kind.code, {"type": "string"})}
    if field.kind.code in {"area", "unit", "reference"}:
        found["description"] = "Khóa (UUID), mã, hoặc tên. / A key, a code, or a name."
    if field.choices:
        found = {"title": field.title, "enum": [value for value, _label in field.choices]}
    if field.most_letters and found.get("type") == "string":
        found["maxLength"] = field.most_letters
    for key, limit in (("minimum", field.least), ("maximum", field.most)):
        if limit is not None and found.get("type") == "integer":
            found[key] = limit
    if field.personal:
        found["x-personal"] = True
    return found


def record_of(definition: Definition, row: Any, *, open_: bool) -> dict[str, Any]:
    """Return a record; personal values are null unless ``open_``."""
    return {
        "id": row.pk,
        "status": row.status,
        "revision": row.revision,
        "updated_at": row.updated_at,
        "unit": row.unit.name,
        "name": shown.title(definition, row, open_=open_),
        "values": shown.plain(definition, row, open_=open_),
    }


def version_of(version: Version) -> dict[str, Any]:
    """Return a version with what changed."""
    changes = [
        {"field": found.after.field.name, "before": found.before.text if found.before else None,
         "after": found.after.text}
        for found in version.changes
    ]  # fmt: skip
    return {
        "revision": version.revision, "at": version.at, "by": version.by, "reason": version.reason,
        "changes": changes,
    }  # fmt: skip
