"""What is written, as rows for the builder's pages: each item in words, with what is wrong about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries
from tinhso.desks.administration.builder.checking import Problem
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors import KINDS
from tinhso.desks.administration.builder.editors.form import QUESTION_KINDS
from tinhso.desks.administration.builder.editors.route import doer_of, flat, kind_of_step
from tinhso.desks.administration.definitions import (
    amount_words,
    conditions_words,
    part_words,
    question_words,
    term_words,
)
from tinhso.kits.procedures.definition import Condition, FeeCase, LegalBasis, Part, TermCase
from tinhso.kits.procedures.questions import kind_of


@dataclass
class Row:
    """An item as the page shows it."""

    kind: str
    key: str
    title: str
    words: str = ""
    when: str = ""
    icon: str = ""
    badge: str = ""
    first: bool = False
    last: bool = False
    problems: list[Problem] = field(default_factory=list)
    children: list["Row"] = field(default_factory=list)
    adds: tuple[tuple[str, str], ...] = ()
    """What can be added inside: its word in addresses, and what the button says."""

    @property
    def slug(self) -> str:
        """The kind in addresses."""
        return KINDS[self.kind].slug

    @property
    def anchor(self) -> str:
        """Where the row stands on its page."""
        return f"{self.slug}-{self.key.replace('.', '-')}"


class Outline:
    """The rows of one procedure being written."""

    def __init__(self, content: Content, problems: Iterable[Problem]) -> None:
        self._content = content
        self._problems = list(problems)
        self._properties = contents.properties(content)

    def rows(self, tab: str) -> list[Row]:
        """Return the rows of a tab."""
        makers = {
            "form": self._pages, "parts": self._parts, "fees": self._fees, "terms": self._terms,
            "route": self._route, "legal": self._legal,
        }  # fmt: skip
        return _ended(makers[tab]()) if tab in makers else []

    def _row(self, kind: str, key: str, title: str, **more: Any) -> Row:
        own = [one for one in self._problems if one.kind == kind and one.key == key]
        return Row(kind, key, title, problems=own, **more)

    def _when(self, item: Content) -> str:
        return conditions_words([Condition.model_validate(one) for one in item.get("when", ())], self._properties)

    def _pages(self) -> list[Row]:
        required = set(self._content["form"].get("required", ()))
        return [
            self._row(
                "page",
                page["code"],
                page.get("title", ""),
                words=page.get("hint", ""),
                when=self._when(page),
                icon="file-text",
                adds=(("cau-hoi", _("Thêm câu hỏi")),),
                children=_ended(
                    [
                        self._row(
                            "question",
                            name,
                            str(self._properties[name].get("title", name)),
                            words=question_words(self._properties[name]),
                            icon=_icon(self._properties[name]),
                            badge=_("bắt buộc") if name in required else "",
                        )
                        for name in page.get("fields", ())
                        if name in self._properties
                    ]
                ),
            )
            for page in self._content.get("pages", ())
        ]

    def _parts(self) -> list[Row]:
        return [
            self._row(
                "part",
                part["code"],
                part.get("name", ""),
                icon="paperclip",
                when=self._when(part),
                words=_words(Part, part, part_words),
                badge="" if part.get("required", True) else _("không bắt buộc"),
            )
            for part in self._content.get("parts", ())
        ]

    def _fees(self) -> list[Row]:
        kinds = {"phi": _("phí"), "le-phi": _("lệ phí")}
        return [
            self._row(
                "fee",
                fee["code"],
                fee.get("name", ""),
                icon="coins",
                words=fee.get("basis", ""),
                badge=kinds.get(fee.get("kind"), ""),
                adds=(("muc-thu", _("Thêm mức thu")), ("mien-giam", _("Thêm miễn, giảm"))),
                children=_ended(
                    [
                        self._row(
                            "case",
                            f"{fee['code']}.{place}",
                            case.get("label", ""),
                            when=self._when(case),
                            words=_words(FeeCase, case, amount_words),
                            badge="" if case.get("amount") else _("0 đồng"),
                        )
                        for place, case in enumerate(fee.get("cases", ()))
                    ]
                )
                + _ended([self._exemption(fee, one, place) for place, one in enumerate(fee.get("exemptions", ()))]),
            )
            for fee in self._content.get("fees", ())
        ]

    def _exemption(self, fee: Content, one: Content, place: int) -> Row:
        percent = one.get("percent", 100)
        words = _("được miễn") if percent == 100 else _("được giảm {percent}%").format(percent=percent)
        proof = _("theo {paper}").format(paper=one["proof"]) if one.get("proof") else ""
        words = ", ".join(filter(None, (words, proof, str(one.get("basis", "")))))
        row = self._row("exemption", f"{fee['code']}.{place}", one.get("label", ""), words=words, when=self._when(one))
        row.badge = _("miễn, giảm")
        return row

    def _terms(self) -> list[Row]:
        return [
            self._row(
                "term",
                str(place),
                term.get("label", ""),
                icon="clock",
                when=self._when(term),
                words=_words(TermCase, term, lambda one: f"{term_words(one)} ({one.basis})"),
            )
            for place, term in enumerate(self._content.get("terms", ()))
        ]

    def _route(self) -> list[Row]:
        names = dict(flat(queries.doers(self._content)))
        rows = []
        route = self._content.get("route", ())
        for place, step in enumerate(route):
            kind = kind_of_step(step)
            words = [str(kind.name), names.get(doer_of(step.get("unit")), doer_of(step.get("unit")))]
            if step.get("working_hours"):
                words.append(_("{count} giờ làm việc").format(count=step["working_hours"]))
            beside = place and step.get("together") and route[place - 1].get("together") == step["together"]
            asking = step.get("consultation") or {}
            if asking.get("silence") == "agree":
                words.append(_("quá hạn coi như đồng ý"))
            rows.append(
                self._row(
                    "step",
                    step["code"],
                    step.get("name", ""),
                    words=" · ".join(words),
                    when=self._when(step),
                    icon=kind.icon,
                    badge=_("song song với bước trên") if beside else "",
                    adds=(("duoc-hoi", _("Thêm đơn vị được hỏi")),) if kind.many else (),
                    children=_ended(
                        [self._asked(step, one, index, names) for index, one in enumerate(asking.get("asked", ()))]
                    ),
                )
            )
        return rows

    def _asked(self, step: Content, asked: Content, place: int, names: dict[str, str]) -> Row:
        days, hours = asked.get("working_days"), asked.get("working_hours")
        term = _("trả lời trong {count} ngày làm việc").format(count=days) if days else ""
        term = term or _("trả lời trong {count} giờ làm việc").format(count=hours)
        doer = doer_of(asked.get("unit"))
        words = f"{term}. {asked['question']}" if asked.get("question") else term
        return self._row("asked", f"{step['code']}.{place}", names.get(doer, doer), words=words, when=self._when(asked))

    def _legal(self) -> list[Row]:
        return [
            self._row(
                "basis",
                str(place),
                basis.get("document", ""),
                icon="scale",
                words=_words(LegalBasis, basis, lambda one: ", ".join(filter(None, (one.articles, one.title)))),
            )
            for place, basis in enumerate(self._content.get("legal_bases", ()))
        ]


def _ended(rows: list[Row]) -> list[Row]:
    if rows:
        rows[0].first = rows[-1].last = True
    return rows


def _words(model: type[BaseModel], item: Content, words: Any) -> str:
    try:
        return str(words(model.model_validate(item)))
    except ValidationError:
        return _("chưa đầy đủ")


def _icon(schema: Content) -> str:
    kind = kind_of(schema)
    return QUESTION_KINDS[kind].icon if kind in QUESTION_KINDS else "forms"
