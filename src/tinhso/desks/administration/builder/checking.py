"""What is still missing or wrong in a procedure being written: in words, each with the place where it is mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries
from tinhso.desks.administration.builder.content import Content
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.problems import place_of, problems_of

HOURS_PER_DAY = 8
_TABS = {
    "form": "form", "pages": "form", "parts": "parts", "fees": "fees", "terms": "terms", "clock": "terms",
    "route": "route", "result": "result", "legal_bases": "legal", "certainty": "legal",
}  # fmt: skip
_KIND_OF_LIST = {name: kind for kind, name in contents.LISTS.items()}


@dataclass(frozen=True)
class Problem:
    """Something to mend: where (tab, and the item when it is about one), and whether it hinders publishing."""

    words: str
    tab: str
    kind: str = ""
    key: str = ""
    grave: bool = True


def problems(content: Content) -> list[Problem]:
    """Return everything that is missing, wrong or doubtful, in the order of the tabs."""
    found = [
        *_general(content),
        *_form(content),
        *_fees(content),
        *_terms(content),
        *_route(content),
        *_others(content),
    ]
    found += list(_conditions(content))
    try:
        Definition.model_validate(content)
    except ValidationError as error:
        grave = any(problem.grave for problem in found)
        for place, words in problems_of(error):
            problem = _placed(content, place, words)
            # What was said already in plainer words is not said again.
            if (
                place and not any(one.tab == problem.tab and one.key == problem.key and one.grave for one in found)
            ) or (not place and not grave):
                found.append(problem)
    order = ["general", "form", "parts", "fees", "terms", "route", "result", "legal"]
    return sorted(found, key=lambda one: (order.index(one.tab), not one.grave))


def publishable(content: Content) -> bool:
    """Tell whether nothing hinders publishing."""
    return not any(problem.grave for problem in problems(content))


def _placed(content: Content, place: tuple[str | int, ...], words: str) -> Problem:
    head = str(place[0]) if place else ""
    text = f"{place_of(place)}: {words}" if place else words
    kind = _KIND_OF_LIST.get(head, "")
    if kind and len(place) > 1 and isinstance(place[1], int):
        item = content[head][place[1]]
        return Problem(text, _TABS[head], kind, str(item.get("code", place[1]) if kind in contents.CODED else place[1]))
    return Problem(text, _TABS.get(head, "general"))


def _general(content: Content) -> Iterator[Problem]:
    if not content.get("summary"):
        yield Problem(_("Chưa có tóm tắt cho người dân."), "general")


def _form(content: Content) -> Iterator[Problem]:
    if not content.get("pages"):
        yield Problem(_("Tờ khai chưa có trang nào."), "form")
    for page in content.get("pages", ()):
        if not page.get("fields"):
            yield Problem(
                _("Trang “{title}” chưa có câu hỏi nào.").format(title=page.get("title", "")),
                "form",
                "page",
                page["code"],
            )


def _fees(content: Content) -> Iterator[Problem]:
    steps = {step.get("code") for step in content.get("route", ())}
    for fee in content.get("fees", ()):
        if fee.get("step") and fee["step"] not in steps:
            yield Problem(_("“{name}” chờ tiền ở một bước đã bỏ.").format(name=fee["name"]), "fees", "fee", fee["code"])
        cases = fee.get("cases", ())
        if not cases:
            yield Problem(_("“{name}” chưa có mức thu nào.").format(name=fee["name"]), "fees", "fee", fee["code"])
        for place, case in enumerate(cases[:-1]):
            if not case.get("when") and not case.get("channels"):
                words = _(
                    "Mức “{label}” của “{name}” luôn đúng nên các mức đứng sau không bao giờ dùng tới: "
                    "hãy đưa nó xuống cuối."
                )
                yield Problem(
                    words.format(label=case["label"], name=fee["name"]), "fees", "case", f"{fee['code']}.{place}"
                )
        if cases and cases[-1].get("when"):
            words = _("“{name}” không có mức cho trường hợp còn lại: ai không rơi vào mức nào thì không phải nộp.")
            yield Problem(words.format(name=fee["name"]), "fees", "fee", fee["code"], grave=False)


def _terms(content: Content) -> Iterator[Problem]:
    terms = content.get("terms", ())
    if not terms:
        yield Problem(_("Chưa có thời hạn giải quyết."), "terms")
    elif terms[-1].get("when"):
        words = _("Trường hợp thời hạn cuối cùng phải không có điều kiện, để dùng khi không trường hợp nào khác đúng.")
        yield Problem(words, "terms", "term", str(len(terms) - 1))
    for place, term in enumerate(terms[:-1]):
        if not term.get("when"):
            words = _(
                "Thời hạn “{label}” không có điều kiện nên các thời hạn sau không bao giờ dùng tới: "
                "hãy đưa nó xuống cuối."
            )
            yield Problem(words.format(label=term["label"]), "terms", "term", str(place))


def _route(content: Content) -> Iterator[Problem]:
    route = content.get("route", ())
    if not route:
        yield Problem(_("Quy trình chưa có bước nào."), "route")
        return
    kinds = [step.get("kind") for step in route]
    if "sign" not in kinds:
        yield Problem(_("Quy trình chưa có bước ký."), "route")
    if "propose" not in kinds:
        yield Problem(_("Quy trình chưa có bước trình kết quả, nên lãnh đạo không có gì để ký."), "route", grave=False)
    if kinds[-1] != "hand_over":
        yield Problem(_("Bước cuối cùng phải là trả kết quả."), "route")
    divisions = {code for code, _name in queries.divisions(content)}
    for step in route:
        asking = step.get("consultation")
        if asking is not None and not asking.get("asked"):
            yield Problem(
                _("Bước “{name}” chưa có đơn vị nào được hỏi.").format(name=step["name"]), "route", "step", step["code"]
            )
        for unit in (step.get("unit") or {}, *(one.get("unit") or {} for one in (asking or {}).get("asked", ()))):
            if unit.get("place") == "division" and unit.get("division") not in divisions:
                words = _("Bước “{name}”: chưa có phòng nào mang mã {code} ở cơ quan giải quyết.")
                yield Problem(
                    words.format(name=step["name"], code=unit.get("division")),
                    "route",
                    "step",
                    step["code"],
                    grave=False,
                )
    yield from _too_long(content)


def _too_long(content: Content) -> Iterator[Problem]:
    hours = sum(step.get("working_hours") or 0 for step in content.get("route", ()) if not step.get("together"))
    for term in content.get("terms", ()):
        most = (term.get("working_days") or 0) * HOURS_PER_DAY + (term.get("working_hours") or 0)
        if most and hours > most:
            words = _("Các bước cộng lại {hours} giờ làm việc, quá thời hạn “{label}” ({most} giờ).")
            yield Problem(words.format(hours=hours, label=term["label"], most=most), "route", grave=False)


def _others(content: Content) -> Iterator[Problem]:
    if not (content.get("result") or {}).get("name"):
        yield Problem(_("Chưa ghi kết quả là giấy gì."), "result")
    names = set(contents.properties(content))
    lost = [name for name in (content.get("result") or {}).get("fields", ()) if name not in names]
    if lost:
        yield Problem(_("Kết quả còn nhắc tới câu hỏi đã bỏ: hãy mở và lưu lại mục kết quả."), "result")
    if not content.get("legal_bases"):
        yield Problem(_("Chưa có căn cứ pháp lý nào."), "legal")


def _conditions(content: Content) -> Iterator[Problem]:
    properties = contents.properties(content)
    asked_before: set[str] = set()
    for page in content.get("pages", ()):
        for condition in page.get("when", ()):
            if condition["field"] in properties and condition["field"] not in asked_before:
                words = _("Trang “{title}” có điều kiện về câu hỏi đứng sau nó, lúc ấy chưa có câu trả lời.")
                yield Problem(words.format(title=page["title"]), "form", "page", page["code"])
        asked_before |= set(page.get("fields", ()))
    for tab, kind, key, item in _conditional(content):
        for condition in item.get("when", ()):
            schema = properties.get(condition["field"])
            title = str(item.get("name") or item.get("title") or item.get("label") or "")
            if schema is None:
                words = _("“{title}” có điều kiện về một câu hỏi đã bỏ: hãy mở ra và bỏ điều kiện ấy.")
                yield Problem(words.format(title=title), tab, kind, key)
            elif "enum" in schema and not _possible(condition, schema["enum"]):
                words = _("“{title}” có điều kiện về một lựa chọn không còn trong “{question}”.")
                yield Problem(words.format(title=title, question=schema.get("title", "")), tab, kind, key)


def _possible(condition: Content, values: Iterable[Any]) -> bool:
    if condition.get("answered") is not None:
        return True
    return all(value in values for value in (condition.get("among") or [condition.get("equals")]))


def _conditional(content: Content) -> Iterator[tuple[str, str, str, Content]]:
    for tab, kind, name in (("form", "page", "pages"), ("parts", "part", "parts"), ("route", "step", "route")):
        for item in content.get(name, ()):
            yield tab, kind, item["code"], item
    for place, term in enumerate(content.get("terms", ())):
        yield "terms", "term", str(place), term
    for fee in content.get("fees", ()):
        for kind, name in (("case", "cases"), ("exemption", "exemptions")):
            for place, one in enumerate(fee.get(name, ())):
                yield "fees", kind, f"{fee['code']}.{place}", one
