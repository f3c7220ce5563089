"""Definitions of procedures in words that a person who does not program can read, and what differs between two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kernel.areas.models import Tier
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kits.procedures.definition import Condition, Definition, FeeCase, Part, Step, TermCase, UnitRule
from tinhso.kits.procedures.life_events import LIFE_EVENTS
from tinhso.kits.procedures.problems import place_of, problems_of
from tinhso.kits.procedures.questions import choices_of, kind_of, order_of


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
    if isinstance(content, dict) and isinstance(content.get("definition"), dict):
        content = content["definition"]
    if not isinstance(content, dict):
        return None, [(_("Toàn tệp"), _("Tệp phải là một thủ tục, bắt đầu bằng các mục như code, name."))]
    try:
        Definition.model_validate(content)
    except ValidationError as error:
        return None, [(place_of(place), words) for place, words in problems_of(error)]
    return content, []


def describe(definition: Definition) -> list[Section]:
    """Return everything that a definition says, by matter."""
    questions = definition.form["properties"]

    def when(conditions: Iterable[Condition]) -> str:
        words = conditions_words(conditions, questions)
        return _(" — khi {words}").format(words=words) if words else ""

    return [
        Section("general", _("Thông tin chung"), _general(definition)),
        Section(
            "parts",
            _("Thành phần hồ sơ"),
            [Row(part.code, part.name, part_words(part) + when(part.when)) for part in definition.parts],
        ),
        Section(
            "fees",
            _("Phí, lệ phí"),
            [
                Row(
                    f"{fee.code}/{case.label}",
                    f"{fee.name}: {case.label}",
                    f"{amount_words(case)} ({fee.basis})" + when(case.when),
                )
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
        Section("certainty", _("Cần kiểm tra"), [Row(words, words, "") for words in definition.certainty.check]),
        Section("result", _("Kết quả"), _result(definition)),
    ]


def conditions_words(conditions: Iterable[Condition], questions: Mapping[str, Mapping[str, Any]]) -> str:
    """Return conditions in words, by the titles and labels of the questions that they are about."""
    return "; ".join(_condition(condition, questions.get(condition.field, {})) for condition in conditions)


def _condition(condition: Condition, schema: Mapping[str, Any]) -> str:
    title = schema.get("title", condition.field)
    if condition.answered is not None:
        return (
            _("có trả lời “{title}”").format(title=title)
            if condition.answered
            else _("không trả lời “{title}”").format(title=title)
        )
    values = condition.among or (condition.equals,)
    labels = dict(choices_of(schema))
    words = " / ".join(labels.get(str(value), _answer(value)) for value in values)
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
        Row("keywords", _("Từ khóa"), ", ".join(definition.keywords)),
        Row(
            "life_events",
            _("Sự kiện trong đời"),
            ", ".join(str(LIFE_EVENTS[code].label) if code in LIFE_EVENTS else code for code in definition.life_events),
        ),
        Row("online", _("Trực tuyến"), _("toàn trình") if definition.online_level == "full" else _("một phần")),
    ]
    if definition.assurance:
        rows.append(Row("assurance", _("Định danh điện tử từ mức"), str(definition.assurance)))
    if definition.partial_reason:
        rows.append(Row("partial", _("Vì sao chưa toàn trình"), definition.partial_reason))
    return rows


def part_words(part: Part) -> str:
    """Return in how many copies a part is handed in, and what may stand in its place."""
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


def amount_words(case: FeeCase) -> str:
    """Return an amount with the channels it holds for."""
    channels = {"online": _("trực tuyến"), "counter": _("trực tiếp"), "post": _("bưu chính")}
    amount = f"{case.amount:,}".replace(",", ".") + "\u00a0₫"
    how = f" ({', '.join(channels[channel] for channel in case.channels)})" if case.channels else ""
    return f"{amount}{how}"


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
        words.append(_("chạy song song với bước bên cạnh"))
    if step.consultation is not None:
        asked = [asked_words(one.unit, one.working_days, one.working_hours) for one in step.consultation.asked]
        words.append(_("hỏi song song: {units}").format(units="; ".join(asked)))
        if step.consultation.silence == "agree":
            words.append(_("quá hạn coi như đồng ý ({basis})").format(basis=step.consultation.basis))
        if step.consultation.clock == "pause":
            words.append(_("đồng hồ dừng trong lúc chờ"))
        if step.consultation.quorum:
            words.append(_("đủ {count} ý kiến thì đi tiếp").format(count=step.consultation.quorum))
    return ", ".join(words)


def asked_words(unit: UnitRule, days: int | None, hours: int | None) -> str:
    """Return which unit is asked, and how long it has."""
    count = _("{count} ngày làm việc").format(count=days) if days else _("{count} giờ làm việc").format(count=hours)
    return f"{unit_words(unit)} ({count})"


def _form(definition: Definition, when: Any) -> list[Row]:
    required = set(definition.form.get("required", ()))
    rows = []
    for page in definition.pages:
        for name in page.fields:
            schema = definition.form["properties"][name]
            words = [question_words(schema)]
            if name in required:
                words.append(_("bắt buộc"))
            words.append(_("trang “{title}”").format(title=page.title))
            if schema.get("description"):
                words.append(_("giải thích: {words}").format(words=schema["description"]))
            rows.append(Row(name, str(schema.get("title", name)), ", ".join(words) + when(page.when)))
    return rows


def _result(definition: Definition) -> list[Row]:
    result, properties = definition.result, definition.form["properties"]
    ways = {"electronic": _("bản điện tử"), "counter": _("tại bộ phận một cửa"), "post": _("qua bưu chính")}
    titles = [str(properties[name].get("title", name)) for name in result.fields if name in properties]
    return [
        Row("name", _("Tên kết quả"), result.name),
        Row("paper", _("Mẫu giấy"), TEMPLATES[result.paper].name if result.paper in TEMPLATES else result.paper),
        Row("symbol", _("Ký hiệu"), result.symbol),
        Row("delivered", _("Trả kết quả bằng"), ", ".join(ways[way] for way in result.delivered)),
        Row("fields", _("Ghi lại các câu trả lời"), "; ".join(titles)),
        Row(
            "content",
            _("Chỗ lấy nội dung"),
            "; ".join(f"{place}: {name}" for place, name in sorted(result.content.items())),
        ),
    ]


def question_words(schema: Mapping[str, Any]) -> str:
    """Return what kind of answer a question takes."""
    kind = kind_of(schema)
    names = {
        "text": _("một dòng chữ"),
        "textarea": _("đoạn văn"),
        "checkbox": _("có / không"),
        "date": _("ngày"),
        "partial-date": _("ngày có thể thiếu"),
        "number": _("số"),
        "money": _("số tiền"),
        "personal-number": _("số định danh cá nhân"),
        "phone": _("điện thoại"),
        "email": _("thư điện tử"),
        "area": _("xã, phường"),
        "group": _("nhóm lặp lại"),
    }
    choices = " / ".join(
        label for _value, label in choices_of(schema.get("items", {}) if kind == "checkboxes" else schema)
    )
    words = [_("chọn: {choices}").format(choices=choices) if choices else names.get(kind, _("chữ"))]
    if kind == "group":
        members = schema.get("items", {}).get("properties", {})
        words.append(", ".join(str(members[name].get("title", name)) for name in order_of(schema)))
    limits = ((_("từ {limit}"), "minimum"), (_("đến {limit}"), "maximum"), (_("không quá {limit} ký tự"), "maxLength"))
    words += [
        form.format(limit=schema[key])
        for form, key in limits
        if key in schema and kind in ("number", "money", "text", "textarea")
    ]
    if schema.get("x-past"):
        words.append(_("không sau hôm nay"))
    if schema.get("x-prefill"):
        words.append(_("điền sẵn từ người nộp"))
    return ", ".join(words)


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
