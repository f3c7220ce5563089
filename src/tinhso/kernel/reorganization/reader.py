"""Reading a plan's file: data only, every mistake collected with its line and remedy, not the first one alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tinhso.kernel.areas.models import Tier
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import UnitKind
from tinhso.kernel.reorganization.plan import DEFAULT, PART, SHARES, WHOLE, Heir, Link, PlanFile, Source

MOST_BYTES = 2_000_000
VERBS = ("merge", "split", "rename", "end_tier")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_UNIT_KEYS = {
    "identifier", "name", "short_name", "kind", "tier", "parent", "symbol", "area", "divisions", "head", "numbering",
    "share", "weight", "takes",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A mistake of the file: the line, what is wrong, and what to do."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("Dòng {line}: {words}").format(line=self.line, words=self.words) if self.line else self.words


class _Lined(dict[str, Any]):
    """A mapping of the file that knows its line."""

    line = 0


class _Loader(yaml.SafeLoader):
    """Reads data only; mappings keep their lines, a key given twice is a mistake."""

    def lined(self, node: yaml.MappingNode) -> _Lined:
        """Return the mapping with its line."""
        found = _Lined()
        found.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
            if key in found:
                raise yaml.MarkedYAMLError(
                    problem=_("mục {key} có hai lần").format(key=key), problem_mark=key_node.start_mark
                )
            found[str(key)] = self.construct_object(value_node, deep=True)  # type: ignore[no-untyped-call]
        return found


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.lined)


class Reader:
    """Reads one file, collecting every mistake instead of stopping at the first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plan = PlanFile()
        self.problems: list[Problem] = []
        self.templates: dict[str, tuple[tuple[str, str, str], ...]] = {}

    def read(self) -> PlanFile:
        """Return what the file says; raise ``Invalid`` with all that is wrong, each with its line."""
        content = self._content()
        if content is not None:
            self._head(content)
            self._operations(content)
            self._whole()
        if self.problems:
            raise Invalid({"plan": "\n".join(str(problem) for problem in self.problems)})
        return self.plan

    def wrong(self, line: int, words: str) -> None:
        """Note a mistake."""
        if len(self.problems) < 100:
            self.problems.append(Problem(line, words))

    def _content(self) -> _Lined | None:
        if len(self.text.encode()) > MOST_BYTES:
            self.wrong(0, _("Tệp lớn hơn 2 MB. Hãy tách thành nhiều kế hoạch."))
            return None
        if "&" in self.text and re.search(r"(^|\s)[&*][\w-]+\s", self.text):
            self.wrong(0, _("Tệp dùng neo (&, *) của YAML. Hãy viết rõ từng mục."))
            return None
        try:
            content = yaml.load(self.text, Loader=_Loader)  # noqa: S506 - a SafeLoader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.wrong(
                line,
                _("không đọc được: {why}. Hãy xem lại thụt đầu dòng, dấu hai chấm và dấu ngoặc.").format(
                    why=error.problem
                ),
            )
            return None
        except (yaml.YAMLError, ValueError, RecursionError):
            self.wrong(0, _("Tệp không phải YAML hợp lệ."))
            return None
        if not isinstance(content, _Lined):
            self.wrong(1, _("tệp phải gồm các mục code, title, decision, effective_on, legal_basis, operations."))
            return None
        return content

    def _text(self, given: Mapping[str, Any], name: str, line: int, *, most: int, needed: bool = True) -> str:
        value = given.get(name)
        if value is None or value == "":
            if needed:
                self.wrong(line, _("thiếu mục {name}. Hãy ghi thêm.").format(name=name))
            return ""
        if not isinstance(value, str | int) or len(str(value)) > most or "\x00" in str(value):
            self.wrong(line, _("mục {name} phải là chữ, dài nhất {most} ký tự.").format(name=name, most=most))
            return ""
        return " ".join(str(value).split())

    def _date(self, given: Mapping[str, Any], name: str, line: int) -> date:
        value = given.get(name)
        if type(value) is not date:
            self.wrong(line, _("mục {name} phải là ngày, viết như 2025-07-01.").format(name=name))
            return date.max
        return value

    def _head(self, content: _Lined) -> None:
        plan, line = self.plan, content.line
        plan.code = self._text(content, "code", line, most=60)
        if plan.code and not _CODE.fullmatch(plan.code):
            self.wrong(line, _("mã kế hoạch chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ thanh-hoa-2025."))
        plan.title = self._text(content, "title", line, most=300)
        plan.legal_basis = self._text(content, "legal_basis", line, most=200)
        plan.certainty = self._text(content, "certainty", line, most=2000, needed=False)
        decision = content.get("decision")
        if isinstance(decision, _Lined):
            plan.decision = self._text(decision, "number", decision.line, most=120)
            plan.decided_on = self._date(decision, "date", decision.line)
        else:
            self.wrong(line, _("thiếu mục decision: hãy ghi số (number) và ngày (date) của quyết định, nghị quyết."))
        plan.effective_on = self._date(content, "effective_on", line)
        if plan.decided_on and plan.decided_on > plan.effective_on:
            self.wrong(line, _("ngày có hiệu lực đứng trước ngày của quyết định. Hãy xem lại hai ngày."))
        plan.two_heads = content.get("two_heads", "decide")
        if plan.two_heads not in ("decide", "keep"):
            self.wrong(
                line, _("mục two_heads là decide (phải quyết định từng nơi) hoặc keep (giữ cả hai để bố trí sau).")
            )
        words = content.get("head_words", [])
        if isinstance(words, list) and all(isinstance(word, str) and word.strip() for word in words):
            plan.head_words = tuple(words)
        else:
            self.wrong(line, _("mục head_words phải là danh sách chức danh, ví dụ [Chủ tịch, Giám đốc]."))
        templates = content.get("divisions", {})
        if not isinstance(templates, dict):
            self.wrong(line, _("mục divisions phải là các mẫu: tên mẫu, rồi danh sách [nhóm cuối của mã, tên, loại]."))
            templates = {}
        for name, rows in templates.items():
            self.templates[name] = self._divisions(rows, line)

    def _divisions(self, rows: Any, line: int) -> tuple[tuple[str, str, str], ...]:
        found = []
        for row in rows if isinstance(rows, list) else [rows]:
            if (
                not isinstance(row, list)
                or len(row) != 3
                or not all(isinstance(cell, str | int) for cell in row)
                or row[2] not in UnitKind.values
            ):
                self.wrong(
                    line,
                    _(
                        'phòng, trung tâm trực thuộc phải viết [nhóm cuối của mã, tên, loại], ví dụ ["01", Văn '
                        "phòng, division]."
                    ),
                )
                continue
            found.append((str(row[0]), str(row[1]), str(row[2])))
        return tuple(found)

    def _operations(self, content: _Lined) -> None:
        operations = content.get("operations")
        if not isinstance(operations, list) or not operations:
            self.wrong(content.line, _("thiếu mục operations: hãy liệt kê các việc merge, split, rename, end_tier."))
            return
        for given in operations:
            if not isinstance(given, _Lined):
                self.wrong(content.line, _("mỗi việc phải có mục do: merge, split, rename hoặc end_tier."))
                continue
            verb = given.get("do")
            if verb not in VERBS:
                self.wrong(
                    given.line, _("việc “{verb}” không có. Chỉ có merge, split, rename, end_tier.").format(verb=verb)
                )
                continue
            getattr(self, f"_{verb}")(given)

    def _merge(self, given: _Lined) -> None:
        heir = self._heir(given.get("into"), given.line)
        rows = given.get("from")
        if not isinstance(rows, list) or not rows:
            self.wrong(given.line, _("thiếu mục from: hãy liệt kê các đơn vị nhập vào."))
            return
        for row in rows:
            lined = isinstance(row, _Lined)
            line = row.line if lined else given.line
            identifier = self._identifier(row.get("unit") if lined else row, line)
            share = row.get("share", WHOLE) if lined else WHOLE
            if heir and identifier:
                self._source(identifier, line, "merge")
                self._link(identifier, heir.identifier, share, line, row if lined else {})

    def _split(self, given: _Lined) -> None:
        identifier = self._identifier(given.get("unit"), given.line)
        rows = given.get("into")
        if not isinstance(rows, list) or not rows or not identifier:
            self.wrong(given.line, _("việc split cần mục unit và mục into liệt kê các đơn vị được tách ra."))
            return
        keeps = given.get("keep") is True
        self._source(identifier, given.line, "split", ends=not keeps)
        if keeps:
            self.plan.heirs.setdefault(identifier, Heir(identifier, given.line, existing=True))
            self._link(identifier, identifier, DEFAULT, given.line, {})
        for row in rows:
            heir = self._heir(row, given.line)
            if heir:
                share = row.get("share", PART) if isinstance(row, _Lined) else PART
                self._link(identifier, heir.identifier, share, heir.line, row if isinstance(row, _Lined) else {})

    def _rename(self, given: _Lined) -> None:
        identifier = self._identifier(given.get("unit"), given.line)
        heir = self._heir(given.get("to"), given.line)
        if heir and identifier:
            heir.numbering = heir.numbering or "continue"
            self._source(identifier, given.line, "rename")
            self._link(identifier, heir.identifier, WHOLE, given.line, {})

    def _end_tier(self, given: _Lined) -> None:
        tier = given.get("tier")
        if tier not in Tier.values:
            self.wrong(given.line, _("mục tier phải là province, district hoặc commune."))
            return
        rows = given.get("units")
        for row in rows if isinstance(rows, list) else [None]:
            if not isinstance(row, _Lined) or not isinstance(row.get("heirs"), list):
                self.wrong(given.line, _("mỗi dòng của units cần mục unit và mục heirs (các đơn vị kế thừa)."))
                continue
            identifier = self._identifier(row.get("unit"), row.line)
            default = self._identifier(row["default"], row.line) if row.get("default") else ""
            if not identifier:
                continue
            self._source(identifier, row.line, "end_tier", tier=tier)
            heirs = [self._identifier(name, row.line) for name in row["heirs"]]
            if default and default not in heirs:
                self.wrong(row.line, _("mục default phải là một trong các đơn vị kế thừa."))
            for name in filter(None, heirs):
                share = WHOLE if len(heirs) == 1 else DEFAULT if name == default else PART
                self._link(identifier, name, share, row.line, {})

    def _identifier(self, value: Any, line: int) -> str:
        if not isinstance(value, str):
            self.wrong(line, _("thiếu mã định danh của đơn vị, ví dụ H56.50.01."))
            return ""
        try:
            return check_identifier(value)
        except ValueError as error:
            self.wrong(line, str(error))
            return ""

    def _source(self, identifier: str, line: int, verb: str, *, ends: bool = True, tier: str = "") -> None:
        standing = self.plan.sources.get(identifier)
        if standing is not None and not standing.verb == verb == "merge":
            self.wrong(
                line,
                _(
                    "đơn vị {code} đã có ở dòng {other}. Mỗi đơn vị cũ chỉ thuộc một việc; muốn chia cho "
                    "nhiều nơi, hãy ghi share: part ở từng nơi."
                ).format(code=identifier, other=standing.line),
            )
            return
        if standing is None:
            self.plan.sources[identifier] = Source(identifier, line, verb, ends, tier)

    def _link(self, source: str, heir: str, share: Any, line: int, row: Mapping[str, Any]) -> None:
        weight, takes = row.get("weight"), row.get("takes", [])
        if share not in SHARES:
            self.wrong(line, _("mục share là whole (toàn bộ), part (một phần) hoặc default (nhận phần còn lại)."))
            return
        if weight is not None and (type(weight) is not int or not 0 < weight <= 1000):
            self.wrong(line, _("mục weight là số nguyên từ 1 đến 1000: phần được chia khi quy đổi số liệu."))
            weight = None
        if not isinstance(takes, list):
            takes = []
            self.wrong(line, _("mục takes là danh sách mã các phòng, đơn vị trực thuộc đi theo."))
        codes = tuple(self._identifier(code, line) for code in takes)
        self.plan.links.append(Link(source, heir, share, line, weight, codes))

    def _heir(self, given: Any, line: int) -> Heir | None:
        if isinstance(given, str) or (isinstance(given, _Lined) and "unit" in given):
            where = given.line if isinstance(given, _Lined) else line
            identifier = self._identifier(given["unit"] if isinstance(given, _Lined) else given, where)
            return (
                self.plan.heirs.setdefault(identifier, Heir(identifier, where, existing=True)) if identifier else None
            )
        if not isinstance(given, _Lined):
            self.wrong(
                line, _("thiếu đơn vị nhận: hãy ghi mã của đơn vị đang có, hoặc identifier và name của đơn vị mới.")
            )
            return None
        line = given.line
        unknown = sorted(set(given) - _UNIT_KEYS)
        if unknown:
            self.wrong(line, _("không có mục {names} ở đơn vị. Hãy xem lại chính tả.").format(names=", ".join(unknown)))
        identifier = self._identifier(given.get("identifier"), line)
        heir = Heir(identifier, line, parent=str(given.get("parent", "")), head=str(given.get("head", "")))
        heir.values = {
            "name": self._text(given, "name", line, most=200),
            "short_name": self._text(given, "short_name", line, most=100, needed=False),
            "symbol": self._text(given, "symbol", line, most=30, needed=False),
        }
        for name, allowed in (("kind", UnitKind.values), ("tier", Tier.values), ("numbering", ["continue", "restart"])):
            value = given.get(name, "")
            if value and value not in allowed:
                self.wrong(
                    line, _("mục {name} phải là một trong: {allowed}.").format(name=name, allowed=", ".join(allowed))
                )
            elif name == "numbering":
                heir.numbering = value
            else:
                heir.values[name] = value
        divisions = given.get("divisions", [])
        if isinstance(divisions, str):
            if divisions not in self.templates:
                self.wrong(
                    line,
                    _("không có mẫu phòng ban {name}. Hãy khai báo ở mục divisions đầu tệp.").format(name=divisions),
                )
            heir.divisions = self.templates.get(divisions, ())
        else:
            heir.divisions = self._divisions(divisions, line) if divisions else ()
        heir.area = self._area(given.get("area"), line)
        if identifier in self.plan.heirs and not self.plan.heirs[identifier].existing:
            other = self.plan.heirs[identifier].line
            self.wrong(
                line,
                _("đơn vị mới {code} đã khai báo ở dòng {other}. Hãy chỉ khai báo một lần, nơi khác ghi mã.").format(
                    code=identifier, other=other
                ),
            )
        elif identifier:
            self.plan.heirs[identifier] = heir
        return heir if identifier else None

    def _area(self, given: Any, line: int) -> dict[str, Any] | None:
        if given is None:
            return None
        if not isinstance(given, _Lined) or not re.fullmatch(r"\d{2,5}", str(given.get("code", ""))):
            self.wrong(line, _('mục area cần code (mã địa bàn, viết trong dấu nháy, ví dụ "14797"), kind và name.'))
            return None
        found = {name: self._text(given, name, given.line, most=100) for name in ("code", "kind", "name")}
        numbers = {
            name: given[name] for name in ("latitude", "longitude", "surface_km2") if given.get(name) is not None
        }
        return found | {name: float(value) for name, value in numbers.items() if isinstance(value, int | float)}

    def _whole(self) -> None:
        """Check what only the whole file shows."""
        plan = self.plan
        for source, links in plan.by_source().items():
            line = plan.sources[source].line if source in plan.sources else 0
            self._shares(source, links, line)
            twice = {link.heir for link in links if sum(other.heir == link.heir for other in links) > 1}
            if twice:
                self.wrong(
                    line,
                    _("đơn vị {code} ghi hai lần cùng nơi đến {heir}.").format(
                        code=source, heir=", ".join(sorted(twice))
                    ),
                )
        for identifier in plan.sources:
            chained = [link for link in plan.links if link.heir == identifier and link.source != identifier]
            heir = plan.heirs.get(identifier)
            if chained and plan.sources[identifier].ends and (heir is None or heir.existing):
                self.wrong(
                    chained[0].line,
                    _("đơn vị {code} vừa nhận vừa kết thúc. Hãy ghi thẳng nơi đến cuối cùng.").format(code=identifier),
                )
        for link in plan.links:
            if link.heir not in plan.heirs:
                plan.heirs[link.heir] = Heir(link.heir, link.line, existing=True)

    def _shares(self, source: str, links: Iterable[Link], line: int) -> None:
        shares = [link.share for link in links]
        if WHOLE in shares and len(shares) > 1:
            self.wrong(
                line,
                _(
                    "đơn vị {code} đi nhiều nơi mà có nơi nhận toàn bộ. Hãy ghi share: part, và default ở "
                    "nơi nhận phần còn lại."
                ).format(code=source),
            )
        if shares.count(DEFAULT) > 1:
            self.wrong(
                line, _("đơn vị {code} có hai nơi nhận phần còn lại. Chỉ giữ một share: default.").format(code=source)
            )
        weights = [link.weight for link in links]
        if any(weights) and not all(weights):
            self.wrong(
                line,
                _("đơn vị {code} mới có weight ở một số nơi đến. Hãy ghi ở mọi nơi, hoặc bỏ hết.").format(code=source),
            )


def read_plan(text: str) -> PlanFile:
    """Return what a plan's file says; raise ``Invalid`` whose field ``plan`` lists every mistake with its line."""
    return Reader(text).read()
