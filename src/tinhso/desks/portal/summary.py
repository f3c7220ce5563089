"""Every answer of an application once more, in words, with the address where to change it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tinhso.desks.portal import words
from tinhso.desks.portal.forms import RELATIONS
from tinhso.desks.portal.journey import RETURN, Journey
from tinhso.kernel.web.inputs import MoneyInput
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.queries import communes
from tinhso.kits.procedures.questions import kind_of
from tinhso.kits.procedures.services.paper_data import answer_words


@dataclass(frozen=True)
class Line:
    """One question and its answer."""

    label: str
    value: str = ""
    files: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The answers of one step."""

    title: str
    url: str
    lines: list[Line]


def summary_of(journey: Journey) -> list[Group]:
    """Return the answers of a draft, step by step."""
    draft = journey.draft
    groups = []
    for stop in journey.stops:
        url = f"{stop.url}?{RETURN}=kiem-tra"
        if stop.key == "place":
            groups.append(Group(stop.title, url, [Line(_("Cơ quan"), draft.agency.name if draft.agency else "")]))
        elif stop.key == "applicant":
            groups.append(Group(stop.title, url, applicant_lines(draft.applicant)))
        elif stop.key.startswith("page:"):
            page = next(page for page in journey.definition.pages if f"page:{page.code}" == stop.key)
            groups.append(Group(stop.title, url, answer_lines(journey.definition, draft.answers, page.fields)))
        elif stop.key == "files":
            lines = [
                Line(part.name, files=[file for file in journey.files if file.part_code == part.code])
                for part in journey.parts
            ]
            groups.append(Group(stop.title, url, lines))
        elif stop.key == "delivery":
            groups.append(Group(stop.title, url, delivery_lines(draft.delivery)))
    if not journey.depends_on_place and draft.agency is not None:
        groups.insert(0, Group(_("Nơi giải quyết"), "", [Line(_("Cơ quan"), draft.agency.name)]))
    return groups


def applicant_lines(applicant: dict[str, Any]) -> list[Line]:
    """Return who applies, in words."""
    lines = [
        Line(_("Họ và tên"), applicant.get("full_name", "")),
        Line(_("Số định danh cá nhân"), applicant.get("personal_number", "")),
        Line(_("Số điện thoại"), applicant.get("phone", "")),
        Line(_("Thư điện tử"), applicant.get("email", "")),
        Line(_("Nơi ở hiện nay"), applicant.get("address", "")),
    ]
    if applicant.get("on_behalf") == "other":
        relation = dict(RELATIONS).get(applicant.get("relation", ""), "")
        lines += [
            Line(_("Nộp thay cho"), applicant.get("other_name", "")),
            Line(_("Số định danh của người đó"), applicant.get("other_number", "")),
            Line(_("Quan hệ"), str(relation)),
        ]
    return lines


def delivery_lines(delivery: dict[str, Any]) -> list[Line]:
    """Return how the result should come, in words."""
    way = words.DELIVERIES.get(delivery.get("way", ""))
    lines = [Line(_("Cách nhận"), str(way[0]) if way else "")]
    if delivery.get("way") == "post":
        lines.append(Line(_("Địa chỉ nhận"), delivery.get("address", "")))
    return lines


def answer_lines(definition: Definition, answers: dict[str, Any], names: tuple[str, ...]) -> list[Line]:
    """Return questions and answers in words; an area is called by its name."""
    lines = []
    for name in names:
        schema = definition.form["properties"][name]
        value = answers.get(name)
        lines.append(Line(schema.get("title", name), _words(schema, value) if value not in (None, "", []) else ""))
    return lines


def _words(schema: dict[str, Any], value: Any) -> str:
    kind = kind_of(schema)
    if kind == "area":
        return dict(communes()).get(str(value), str(value))
    if kind == "money" and isinstance(value, int):
        return f"{MoneyInput().format_value(value)} ₫"
    if kind == "number":
        return str(value).replace(".", ",")
    if kind == "date" and "/" in str(value):
        return str(value)
    if kind == "money":
        return str(value)
    return answer_words(schema, value)
