"""Definitions of procedures in words that a person who does not program can read, and what differs between two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kernel.areas.models import Tier
from tinhso.kits.procedures.definition import Condition, Definition, Step, TermCase, UnitRule


@dataclass(frozen=True)
class Row:
    """One thing a definition says: ``key`` finds it again in another version."""

    key: str
    label: str
    text: str


@dataclass
class Section:
    """What a definition says of one matter."""

    code: str
    title: str
    rows: list[Row] = field(default_factory=list)


def read_yaml(text: str) -> tuple[Mapping[str, Any] | None, list[tuple[str, str]]]:
    """Return what a YAML text holds, or the problems with it: the place, and what is wrong there."""
    try:
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = _("Dòng {line}, cột {column}").format(line=mark.line + 1, column=mark.column + 1) if mark else "YAML"
        return None, [(place, _("Không đọc được YAML: {problem}").format(problem=error.problem or ""))]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, [("YAML", str(error)[:300])]
    if not isinstance(content, dict):
        return None, [(_("Toàn tệp"), _("Tệp phải là một thủ tục, bắt đầu bằng các mục như code, name."))]
    try:
        Definition.model_validate(content)
    except ValidationError as error:
        return None, [(place_of(problem["loc"]), words_of(problem)) for problem in error.errors()]
    return content, []


def place_of(steps: Iterable[str | int]) -> str:
    """Return the place of a problem in words: ``Thành phần hồ sơ, mục 2, name``."""
    words = []
    for place, step in enumerate(steps):
        if isinstance(step, int):
            words.append(_("mục {number}").format(number=step + 1))
        else:
            words.append(str(_places().get(step, step)) if place == 0 else step)
    return ", ".join(words) or _("Toàn thủ tục")


def words_of(problem: Mapping[str, Any]) -> str:
    """Return what is wrong, in Vietnamese."""
    limits = problem.get("ctx") or {}
    known = {
        "missing": _("thiếu mục này."),
        "extra_forbidden": _("không có mục nào mang tên này; hãy xem lại cách viết."),
        "string_type": _("phải là chữ."),
        "string_pattern_mismatch": _("viết chưa đúng mẫu."),
        "string_too_long": _("dài quá {most} ký tự.").format(most=limits.get("max_length", "")),
        "int_type": _("phải là số nguyên."),
        "int_parsing": _("phải là số nguyên."),
        "int_from_float": _("phải là số nguyên."),
        "bool_parsing": _("phải là true hoặc false."),
        "bool_type": _("phải là true hoặc false."),
        "tuple_type": _("phải là một danh sách."),
        "list_type": _("phải là một danh sách."),
        "dict_type": _("phải là một nhóm các mục."),
        "model_type": _("phải là một nhóm các mục."),
        "literal_error": _("chỉ nhận: {values}.").format(values=limits.get("expected", "")),
        "greater_than_equal": _("phải từ {least} trở lên.").format(least=limits.get("ge", "")),
        "less_than_equal": _("không quá {most}.").format(most=limits.get("le", "")),
        "too_short": _("cần ít nhất {least} mục.").format(least=limits.get("min_length", "")),
        "time_parsing": _("phải là giờ, ví dụ 15:00."),
    }
    kind = str(problem["type"])
    if kind in known:
        return known[kind]
    return str(problem["msg"]).removeprefix("Value error, ")


def _places() -> dict[str, str]:
    return {
        "name": _("Tên"),
        "plain_name": _("Tên thường gọi"),
        "summary": _("Tóm tắt"),
        "field": _("Lĩnh vực"),
        "parts": _("Thành phần hồ sơ"),
        "fees": _("Phí, lệ phí"),
        "terms": _("Thời hạn"),
        "clock": _("Cách tính thời hạn"),
        "form": _("Biểu mẫu"),
        "pages": _("Các trang của tờ khai"),
        "route": _("Quy trình"),
        "result": _("Kết quả"),
        "legal_bases": _("Căn cứ pháp lý"),
        "certainty": _("Mức chắc chắn"),
        "code": _("Mã thủ tục"),
        "tier": _("Cấp thực hiện"),
        "agency": _("Cơ quan giải quyết"),
        "online_level": _("Mức độ trực tuyến"),
    }


def describe(definition: Definition) -> list[Section]:
    """Return everything that a definition says, by matter."""
    titles = {name: str(schema.get("title", name)) for name, schema in definition.form["properties"].items()}

    def when(conditions: Iterable[Condition]) -> str:
        words = "; ".join(_condition(condition, titles) for condition in conditions)
        return _(" — khi {words}").format(words=words) if words else ""

    return [
        Section("general", _("Thông tin chung"), _general(definition)),
        Section(
            "parts",
            _("Thành phần hồ sơ"),
            [Row(part.code, part.name, _part(part) + when(part.when)) for part in definition.parts],
        ),
        Section(
            "fees",
            _("Phí, lệ phí"),
            [
                Row(f"{fee.code}/{case.label}", f"{fee.name}: {case.label}", _fee(fee, case) + when(case.when))
                for fee in definition.fees
                for case in fee.cases
            ],
        ),
        Section(
            "terms",
            _("Thời hạn"),
            [
                Row(term.label, term.label, f"{term_words(term)} ({term.basis})" + when(term.when))
                for term in definition.terms
            ],
        ),
        Section("clock", _("Cách tính thời hạn"), _clock(definition)),
        Section(
            "route",
            _("Quy trình"),
            [
                Row(step.code, f"{place}. {step.name}", step_words(step) + when(step.when))
                for place, step in enumerate(definition.route, 1)
            ],
        ),
        Section("form", _("Tờ khai"), _form(definition, when)),
        Section(
            "legal",
            _("Căn cứ pháp lý"),
            [
                Row(basis.document, basis.document, ", ".join(filter(None, (basis.articles, basis.title))))
                for basis in definition.legal_bases
            ],
        ),
        Section("result", _("Kết quả"), [Row("name", _("Tên kết quả"), definition.result.name)]),
    ]


def _condition(condition: Condition, titles: Mapping[str, str]) -> str:
    title = titles.get(condition.field, condition.field)
    if condition.answered is not None:
        return (
            _("có trả lời “{title}”").format(title=title)
            if condition.answered
            else _("không trả lời “{title}”").format(title=title)
        )
    values = condition.among or (condition.equals,)
    words = " / ".join(_answer(value) for value in values)
    return _("“{title}” là {value}").format(title=title, value=words)


def _answer(value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value)


def _general(definition: Definition) -> list[Row]:
    audience = {"citizen": _("cá nhân"), "business": _("doanh nghiệp"), "organization": _("tổ chức")}
    rows = [
        Row("name", _("Tên"), definition.name),
        Row("plain_name", _("Tên thường gọi"), definition.plain_name),
        Row("summary", _("Tóm tắt"), definition.summary),
        Row("tier", _("Cấp thực hiện"), str(Tier(definition.tier).label)),
        Row("agency", _("Cơ quan giải quyết"), unit_words(definition.agency)),
        Row("audience", _("Đối tượng"), ", ".join(audience[one] for one in definition.audience)),
        Row("online", _("Trực tuyến"), _("toàn trình") if definition.online_level == "full" else _("một phần")),
    ]
    if definition.partial_reason:
        rows.append(Row("partial", _("Vì sao chưa toàn trình"), definition.partial_reason))
    return rows


def _part(part: Any) -> str:
    forms = {
        "original": _("bản chính"),
        "certified": _("bản sao chứng thực"),
        "copy": _("bản sao"),
        "electronic": _("bản điện tử"),
    }
    words = [f"{copy.count} {forms[copy.form]}" for copy in part.copies]
    words.append(_("bắt buộc") if part.required else _("không bắt buộc"))
    if part.to_show:
        words.append(_("chỉ xuất trình"))
    if part.alternatives:
        words.append(_("hoặc thay bằng: {names}").format(names="; ".join(one.name for one in part.alternatives)))
    return ", ".join(words)


def _fee(fee: Any, case: Any) -> str:
    channels = {"online": _("trực tuyến"), "counter": _("trực tiếp"), "post": _("bưu chính")}
    amount = f"{case.amount:,}".replace(",", ".") + "\u00a0₫"
    how = f" ({', '.join(channels[channel] for channel in case.channels)})" if case.channels else ""
    return f"{amount}{how} ({fee.basis})"


def term_words(term: TermCase) -> str:
    """Return how long a case may take."""
    if term.working_days:
        return _("{count} ngày làm việc").format(count=term.working_days)
    if term.working_hours:
        return _("{count} giờ làm việc").format(count=term.working_hours)
    if term.calendar_days:
        return _("{count} ngày").format(count=term.calendar_days)
    return _("trong ngày")


def _clock(definition: Definition) -> list[Row]:
    clock, supplement = definition.clock, definition.clock.supplement
    effect = {"pause": _("tạm dừng đồng hồ, tính tiếp khi nhận đủ"), "restart": _("tính lại từ đầu khi nhận đủ")}
    rows = [
        Row("cutoff", _("Giờ chốt nhận trong ngày"), f"{clock.cutoff:%H:%M}" if clock.cutoff else _("không có")),
        Row("whole", _("Đến hạn"), _("cuối ngày làm việc") if clock.whole_days else _("đúng giờ, theo giờ làm việc")),
        Row(
            "supplement",
            _("Yêu cầu bổ sung"),
            _("{effect}; nhiều nhất {most} lần ({basis})").format(
                effect=effect[supplement.effect], most=supplement.most, basis=supplement.basis
            ),
        ),
    ]
    if supplement.answer_within_working_days:
        rows.append(
            Row(
                "answer",
                _("Người dân bổ sung trong"),
                _("{count} ngày làm việc").format(count=supplement.answer_within_working_days),
            )
        )
    return rows


def unit_words(rule: UnitRule) -> str:
    """Return which unit a rule names."""
    if rule.place == "desk":
        return _("Bộ phận một cửa")
    if rule.place == "division":
        return _("Phòng chuyên môn mã {code}").format(code=rule.division)
    if rule.place == "unit":
        return _("Đơn vị {code}").format(code=rule.identifier)
    return _("Cơ quan có thẩm quyền")


def step_words(step: Step) -> str:
    """Return who does a step, what kind of work it is, and how long it may take."""
    kinds = {
        "assign": _("phân công"),
        "do": _("xử lý"),
        "consult": _("lấy ý kiến"),
        "propose": _("trình kết quả"),
        "initial": _("ký nháy"),
        "sign": _("ký"),
        "seal": _("đóng dấu"),
        "hand_over": _("trả kết quả"),
    }
    words = [unit_words(step.unit), kinds[step.kind]]
    if step.working_hours:
        words.append(_("{count} giờ làm việc").format(count=step.working_hours))
    if step.together:
        words.append(_("song song: {name}").format(name=step.together))
    return ", ".join(words)


def _form(definition: Definition, when: Any) -> list[Row]:
    kinds = {
        "string": _("chữ"),
        "boolean": _("có / không"),
        "integer": _("số"),
        "number": _("số"),
        "array": _("danh sách"),
    }
    required = set(definition.form.get("required", ()))
    rows = []
    for page in definition.pages:
        for name in page.fields:
            schema = definition.form["properties"][name]
            words = [kinds.get(str(schema.get("type", "")), _("khác"))]
            choices = [str(one.get("title", one.get("const"))) for one in schema.get("oneOf", ())] or [
                str(one) for one in schema.get("enum", ())
            ]
            if choices:
                words = [_("chọn: {choices}").format(choices=" / ".join(choices))]
            if name in required:
                words.append(_("bắt buộc"))
            words.append(_("trang “{title}”").format(title=page.title))
            rows.append(Row(name, str(schema.get("title", name)), ", ".join(words) + when(page.when)))
    return rows


@dataclass(frozen=True)
class Difference:
    """What became of a thing: ``before`` is empty for what is new, ``after`` for what is gone."""

    section: str
    label: str
    before: str
    after: str


def compare(old: Definition, new: Definition) -> list[Difference]:
    """Return what differs between two definitions, in the order of the newer one."""
    differences = []
    for before, after in zip(describe(old), describe(new), strict=True):
        was = {row.key: row for row in before.rows}
        for row in after.rows:
            earlier = was.pop(row.key, None)
            if earlier is None:
                differences.append(Difference(after.title, row.label, "", row.text or row.label))
            elif (earlier.label, earlier.text) != (row.label, row.text):
                named = earlier.label != row.label
                differences.append(
                    Difference(
                        after.title,
                        row.label,
                        f"{earlier.label}: {earlier.text}" if named else earlier.text,
                        f"{row.label}: {row.text}" if named else row.text,
                    )
                )
        differences += [Difference(before.title, row.label, row.text or row.label, "") for row in was.values()]
    return differences
