"""The template language of messages: a small, closed part of Django's.

Variables, ``if`` and ``for``, and the filters below; no tags that read files or run code, and only plain data (text,
numbers, dates, lists, mappings). The result is plain text: screens and HTML mail escape it where they show it.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.template import Context, Engine, Library, TemplateSyntaxError
from django.template.defaultfilters import default, lower, upper
from django.template.defaulttags import do_for, do_if
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.foundation.errors import Invalid

register = Library()
register.tag("if", do_if)
register.tag("for", do_for)
register.filter("default", default)
register.filter("upper", upper)
register.filter("lower", lower)

_MISSING = "\x00missing:%s\x00"


@register.filter
def when(value: object) -> str:
    """Show a moment in Viet Nam: 16:30 25/02/2026."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if isinstance(moment, datetime) else str(value)


@register.filter
def day(value: object) -> str:
    """Show a day in Viet Nam: 25/02/2026."""
    if isinstance(value, str):
        value = parse_datetime(value) or parse_date(value) or value
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@register.filter
def money(value: object) -> str:
    """Show đồng: 1.688.000 ₫."""
    return f"{int(str(value)):,} ₫".replace(",", ".")


class _ClosedEngine(Engine):
    default_builtins: ClassVar[list[str]] = []


_engine = _ClosedEngine(libraries={}, autoescape=False, loaders=[], builtins=["tinhso.kernel.notify.words"])
_strict = _ClosedEngine(
    libraries={}, autoescape=False, loaders=[], builtins=["tinhso.kernel.notify.words"], string_if_invalid=_MISSING
)


def render(source: str, data: dict[str, Any]) -> str:
    """Return the template ``source`` filled with ``data``; a variable that is not there leaves a gap."""
    return _engine.from_string(source).render(Context(plain(data), autoescape=False))


def check(field: str, source: str, sample: dict[str, Any]) -> str:
    """Return ``source`` filled with the sample; raise ``Invalid`` for faults and for variables the sample lacks."""
    try:
        text = _strict.from_string(source).render(Context(plain(sample), autoescape=False))
    except (TemplateSyntaxError, ValueError) as error:
        raise Invalid({field: _("Mẫu viết chưa đúng: {error}").format(error=error)}) from error
    if "\x00missing:" in text:
        name = text.split("\x00missing:", 1)[1].split("\x00", 1)[0]
        known = ", ".join(sorted(sample))
        raise Invalid({field: _("Không có mục “{name}”. Các mục dùng được: {known}.").format(name=name, known=known)})
    if "{{" in text or "{%" in text:
        raise Invalid({field: _("Có dấu {{ hoặc {% chưa được đóng.")})
    return text


def plain(value: Any) -> Any:
    """Return ``value`` as plain data; raise ``TypeError`` for anything that could run code or read records."""
    if value is None or isinstance(value, str | int | float | bool | Decimal | date):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"messages take plain data, not {type(value).__name__}")
