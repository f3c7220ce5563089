"""Invented answers to the forms of procedures, kept only when the form accepts them."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tinhso.cli.history.names import full_name, personal_number
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kits.procedures import forms
from tinhso.kits.procedures.definition import Definition

VARIETY = 40
TRIES = 30

_SENTENCES = (
    "Bổ sung hồ sơ xin việc",
    "Làm thủ tục nhập học cho con",
    "Vay vốn ngân hàng",
    "Hoàn thiện hồ sơ gia đình",
    "Theo yêu cầu của cơ quan nơi làm việc",
)
_PLACES = ("Thôn 3", "Thôn Đông Hải", "Khu phố Nam Ngạn", "Bản Pùng", "Thôn Yên Trường", "Khu phố 6 Ba Đình")


def variety(definition: Definition, random: Random) -> list[dict[str, Any]]:
    """Return some sets of answers that the form accepts; a form that none was found for gives nothing."""
    found: list[dict[str, Any]] = []
    for _try in range(VARIETY + TRIES):
        try:
            found.append(forms.check(definition, _in_play(definition, random)))
        except Invalid:
            continue
        if len(found) == VARIETY:
            break
    return found


def _in_play(definition: Definition, random: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    required = set(definition.form.get("required", ()))
    for page in definition.pages:
        if page not in definition.pages_for(answers):
            continue
        for name in page.fields:
            if name in required or random.random() < 0.6:
                answers[name] = _answer(definition.form["properties"][name], random)
    return answers


def _answer(schema: dict[str, Any], random: Random) -> Any:
    if "enum" in schema:
        # The first choice is the common case in every form.
        return schema["enum"][0] if random.random() < 0.6 else random.choice(schema["enum"])
    kind, widget = schema.get("type"), schema.get("x-widget", "text")
    if kind == "boolean":
        return random.random() < 0.2
    if kind in ("integer", "number"):
        low, high = int(schema.get("minimum", 1)), int(schema.get("maximum", 100))
        return random.randint(low, max(low, min(high, low + 500)))
    return _text(schema, widget, random)


def _text(schema: dict[str, Any], widget: str, random: Random) -> str:
    sex = random.choice(("male", "female"))
    if widget == "date" or schema.get("format") == "date":
        return (date(2026, 6, 30) - timedelta(days=random.randrange(20, 400))).isoformat()
    if widget == "partial-date":
        return str(random.randint(1940, 2004))
    if widget == "personal-number":
        return personal_number(random, sex, random.randint(1950, 2006))
    if widget == "phone":
        return f"098{random.randrange(10**7):07d}"
    if widget == "email" or schema.get("format") == "email":
        return f"nguoidan{random.randrange(10**6)}@example.vn"
    if widget == "textarea":
        return random.choice(_SENTENCES)
    title = str(schema.get("title", "")).lower()
    if "tên" in title and "kinh doanh" not in title:
        return full_name(random, sex)
    if "địa chỉ" in title or "nơi" in title or "ở đâu" in title:
        return f"{random.choice(_PLACES)}, Thanh Hóa"
    return random.choice(_SENTENCES)[: int(schema.get("maxLength", 60))]
