"""The form of a procedure as data: a JSON Schema of the questions that its pages can ask."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

QUESTION_KEYS = frozenset(
    {
        *("type", "title", "description", "enum", "format", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("items", "minItems", "maxItems", "uniqueItems"),
        *("x-widget", "x-labels", "x-label", "x-prefill", "x-past"),
    }
)
"""What a question of a form may say: the words of JSON Schema that are checked, and those that the pages read."""


def checked_form(form: dict[str, Any]) -> dict[str, Any]:
    """Return the form when it is a JSON Schema of known questions; raise ``ValueError``."""
    for name in _names_within(form):
        if not isinstance(name, str):
            # YAML reads a bare number, date or “true” as such.
            raise ValueError(f"tên mục “{name}” phải là chữ; hãy đặt trong dấu ngoặc kép")
    fault = _fault_of_schema(json.dumps(form, default=str))
    if fault:
        raise ValueError(f"biểu mẫu không phải JSON Schema hợp lệ: {fault}")
    if form.get("type") != "object" or not isinstance(form.get("properties"), dict):
        raise ValueError("biểu mẫu phải là một đối tượng có “properties”")
    for name, schema in form["properties"].items():
        if not isinstance(schema, dict):
            raise ValueError(f"mục {name}: phải nói rõ câu hỏi: type, title …")
        strange = sorted(set(schema) - QUESTION_KEYS)
        if strange:
            raise ValueError(
                f"mục {name}: khóa lạ {', '.join(strange)}; "
                "câu có dấu phẩy hay dấu hai chấm phải đặt trong dấu ngoặc kép"
            )
    return form


def _names_within(value: Any) -> Iterator[Any]:
    """Yield the key of every entry at any depth."""
    if isinstance(value, dict):
        yield from value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for one in inner:
        yield from _names_within(one)


@lru_cache(maxsize=1024)
def _fault_of_schema(text: str) -> str:
    """Return what is wrong with a JSON Schema, as text; empty when nothing is.

    Kept: a version's form is checked when its file is read, drafted, published and used, and a check takes longer
    than all else of a definition.
    """
    try:
        Draft202012Validator.check_schema(json.loads(text))
    except SchemaError as error:
        return error.message
    return ""
