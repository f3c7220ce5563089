"""Invented data: answers to a form, an applicant, and a definition of what is not wholly written yet."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder.content import Content
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.questions import kind_of, order_of
from tinhso.kits.procedures.services.paper_data import labelled

APPLICANT = {
    "full_name": "Nguyễn Thị Bình Minh (thử)",
    "personal_number": "038190000012",
    "phone": "0912345678",
    "email": "thu@example.vn",
    "address": "Thôn 1 (địa chỉ thử)",
}
_GAP = "(chưa ghi)"


def definition_for_looking(content: Content) -> Definition | None:
    """Return a definition of what is written so far: what is missing is filled in; ``None`` when that cannot be."""
    filled = deepcopy(content)
    properties = contents.properties(filled)
    pages = [page for page in filled.get("pages", ()) if page.get("fields")]
    on_pages = {name for page in pages for name in page["fields"]}
    filled["form"]["properties"] = {name: properties[name] for name in properties if name in on_pages}
    for item in (*pages, *filled.get("parts", ()), *filled.get("terms", ()), *filled.get("route", ())):
        item["when"] = [one for one in item.get("when", ()) if one["field"] in on_pages]
    for fee in filled.get("fees", ()):
        for one in (*fee.get("cases", ()), *fee.get("exemptions", ())):
            one["when"] = [condition for condition in one.get("when", ()) if condition["field"] in on_pages]
    filled["pages"] = pages
    filled["fees"] = [fee for fee in filled.get("fees", ()) if fee.get("cases")]
    filled["summary"] = filled.get("summary") or _GAP
    filled["legal_bases"] = filled.get("legal_bases") or [{"document": _GAP}]
    filled["terms"] = _terms(filled.get("terms") or [])
    filled["route"] = _route(filled.get("route") or [])
    result = filled.get("result") or {}
    kept = [name for name in result.get("fields", ()) if name in on_pages]
    filled["result"] = {**result, "name": result.get("name") or _GAP, "fields": kept, "content": {}}
    try:
        return Definition.model_validate(filled)
    except ValidationError:
        return None


def _terms(terms: list[Content]) -> list[Content]:
    if not terms or terms[-1].get("when"):
        return [*terms, {"label": _GAP, "working_days": 1, "basis": _GAP}]
    return terms


def _route(route: list[Content]) -> list[Content]:
    found = [step for step in route if "consultation" not in step or step["consultation"].get("asked")]
    if not any(step["kind"] == "sign" for step in found):
        found.append({"code": "ky-chua-co", "name": _GAP, "kind": "sign"})
    if found[-1]["kind"] != "hand_over":
        found.append({"code": "tra-chua-co", "name": _GAP, "kind": "hand_over", "unit": {"place": "desk"}})
    return found


def answers(definition: Definition, chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return invented answers to every page that they lead through; ``chosen`` answers stand before invented ones."""
    found: dict[str, Any] = {}
    properties = definition.form["properties"]
    for page in definition.pages:
        if page not in definition.pages_for(found):
            continue
        for name in page.fields:
            found[name] = (chosen or {}).get(name, answer(properties[name]))
    return found


def answer(schema: Content) -> Any:
    """Return an invented answer to one question."""
    kind = kind_of(schema)
    prefill = str(schema.get("x-prefill", "")).removeprefix("applicant.")
    if prefill in APPLICANT:
        return APPLICANT[prefill]
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "checkboxes":
        return list(schema.get("items", {}).get("enum", ()))[:1]
    if kind == "group":
        return [dict.fromkeys(order_of(schema), "Thử")]
    if schema.get("type") in ("integer", "number"):
        return max(schema.get("minimum") or 0, 1)
    fixed = {
        "checkbox": False, "date": "1990-05-12", "partial-date": "1990", "phone": APPLICANT["phone"],
        "email": APPLICANT["email"], "personal-number": APPLICANT["personal_number"],
    }  # fmt: skip
    text = fixed.get(kind, "Nội dung thử")
    return text[: schema["maxLength"]] if isinstance(text, str) and "maxLength" in schema else text


def deciding(definition: Definition) -> list[str]:
    """Return the questions whose answers some condition asks for, in the order of the form."""
    owners: Iterable[Any] = [*definition.pages, *definition.parts, *definition.terms, *definition.route]
    owners = [*owners, *(one for fee in definition.fees for one in (*fee.cases, *fee.exemptions))]
    named = {condition.field for owner in owners for condition in owner.when}
    return [name for page in definition.pages for name in page.fields if name in named]


def paper(definition: Definition) -> dict[str, Any]:
    """Return what the result of an invented application says: the template's sample, with its own words in it."""
    result, given = definition.result, answers(definition)
    sample: dict[str, Any] = dict(TEMPLATES[result.paper].sample)
    own = {
        "kind": result.name,
        "abstract": None,
        "grounds": [
            f"Căn cứ {' '.join(filter(None, (basis.articles, basis.document)))}" for basis in definition.legal_bases
        ],
        "paragraphs": [],
        "articles": [],
        "fields": [list(row) for row in labelled(definition, given, result.fields)],
    }
    return sample | {key: value for key, value in own.items() if key in sample}
