"""Answers of an application checked against the form of the version, with messages for citizens."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures.definition import Asking

_PERSONAL_NUMBER = re.compile(r"\d{3}\d\d{2}\d{6}")
_PHONE = re.compile(r"(0|\+84)(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}|(0|\+84)2\d{8,9}")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

_formats = FormatChecker(formats=("date", "email"))


def clean(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with blanks removed: an empty text is no answer."""
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in answers.items()
        if not (value is None or (isinstance(value, str) and not value.strip()))
    }


def fields_in_play(definition: Asking, answers: Mapping[str, Any]) -> list[str]:
    """Return the fields on the pages that the answers lead through, in order."""
    return [name for page in definition.pages_for(answers) for name in page.fields]


def check(definition: Asking, answers: Mapping[str, Any], only: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the cleaned answers to the fields in play, or to those among ``only``; raise ``Invalid``."""
    given = clean(answers)
    names = fields_in_play(definition, given)
    if only is not None:
        wanted = set(only)
        names = [name for name in names if name in wanted]
    unknown = sorted(set(given) - set(definition.form["properties"])) if only is None else []
    problems = {name: _("Biểu mẫu không có mục này; hãy bỏ nó đi.") for name in unknown}
    kept = {name: given[name] for name in names if name in given}
    problems |= _problems(definition, tuple(names), kept)
    if problems:
        raise Invalid(problems)
    return kept


def _problems(definition: Asking, names: tuple[str, ...], answers: Mapping[str, Any]) -> dict[str, str]:
    properties = definition.form["properties"]
    problems: dict[str, str] = {}
    for name in names:
        if name not in answers:
            if name in definition.form.get("required", ()):
                problems[name] = _("Hãy trả lời mục “{title}”.").format(title=properties[name].get("title", name))
            continue
        error = next(Draft202012Validator(properties[name], format_checker=_formats).iter_errors(answers[name]), None)
        if error is not None:
            problems[name] = _message(properties[name], error)
        else:
            problem = _check_widget(properties[name], answers[name])
            if problem:
                problems[name] = problem
    return problems


def _message(schema: Mapping[str, Any], error: ValidationError) -> str:
    title = schema.get("title", "")
    if error.absolute_path and schema.get("x-widget") == "group":
        return _in_group(schema, error)
    if error.validator == "maxItems":
        return _("“{title}” không quá {limit} mục.").format(title=title, limit=error.validator_value)
    if error.validator == "maxLength":
        return _("“{title}” dài quá {limit} ký tự; hãy viết ngắn lại.").format(title=title, limit=error.validator_value)
    if error.validator == "minLength":
        return _("“{title}” cần ít nhất {limit} ký tự.").format(title=title, limit=error.validator_value)
    if error.validator == "enum":
        return _("Hãy chọn một trong các lựa chọn của “{title}”.").format(title=title)
    if error.validator == "format" and error.validator_value == "date":
        return _("“{title}” phải là một ngày có thật, ví dụ 21/11/2026.").format(title=title)
    if error.validator == "format":
        return _("“{title}” chưa đúng dạng thư điện tử, ví dụ ten@example.vn.").format(title=title)
    if error.validator in {"minimum", "exclusiveMinimum"}:
        return _("“{title}” phải từ {limit} trở lên.").format(title=title, limit=error.validator_value)
    if error.validator in {"maximum", "exclusiveMaximum"}:
        return _("“{title}” phải từ {limit} trở xuống.").format(title=title, limit=error.validator_value)
    if error.validator == "type" and error.validator_value in ("integer", "number"):
        return _("“{title}” phải là một số.").format(title=title)
    if error.validator == "pattern":
        return _("“{title}” chưa đúng mẫu. {hint}").format(title=title, hint=schema.get("description", "")).strip()
    return _("“{title}” chưa hợp lệ; hãy kiểm tra lại.").format(title=title)


def _in_group(schema: Mapping[str, Any], error: ValidationError) -> str:
    """Return what is wrong in a row of a repeated group, by the number of the row and the name of its input."""
    members = schema.get("items", {}).get("properties", {})
    row, *rest = error.absolute_path
    place = _("“{title}”, mục {number}").format(title=schema.get("title", ""), number=int(row) + 1)
    if error.validator == "required":
        wanted: Any = error.validator_value
        given: Any = error.instance
        missing = next((name for name in wanted if name not in given), "")
        return _("{place}: hãy ghi “{label}”.").format(
            place=place, label=members.get(missing, {}).get("title", missing)
        )
    return f"{place}: {_message(members.get(rest[0], {}) if rest else {}, error)}"


def _check_widget(schema: Mapping[str, Any], value: Any) -> str:
    title = schema.get("title", "")
    widget = schema.get("x-widget")
    if widget == "personal-number" and not _PERSONAL_NUMBER.fullmatch(str(value)):
        return _("“{title}” gồm đúng 12 chữ số, ghi trên thẻ căn cước.").format(title=title)
    if widget == "phone" and not _PHONE.fullmatch(re.sub(r"[\s.]", "", str(value))):
        return _("“{title}” chưa đúng, ví dụ 0912 345 678.").format(title=title)
    if widget == "partial-date" and not _is_partial_date(str(value)):
        return _("“{title}” phải là năm, tháng và năm, hoặc ngày đầy đủ, ví dụ 1950 hoặc 05/1950.").format(title=title)
    if schema.get("x-past") and str(value) > clock.today().isoformat():
        return _("“{title}” không thể ở sau hôm nay.").format(title=title)
    return ""


def _is_partial_date(value: str) -> bool:
    if not _PARTIAL_DATE.fullmatch(value):
        return False
    year, month, day = [*(int(group) for group in value.split("-")), 1, 1][:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
