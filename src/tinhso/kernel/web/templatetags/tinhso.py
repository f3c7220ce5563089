"""The templates' words: money, time, masked names, fields, addresses; loaded in every template."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.web import assets, masks
from tinhso.kernel.web.deadlines import deadline_of
from tinhso.kernel.web.fields import Control, control_of
from tinhso.kernel.web.tones import word_of

register = template.Library()


def _grouped(value: Any) -> str:
    """Group as documents of this country do, whatever the interface's language."""
    return f"{value:,}".translate(str.maketrans(",.", ".,")) if not isinstance(value, str) else value


@register.filter
def number(value: Any) -> str:
    """``1688000`` → ``1.688.000``; a fraction keeps its digits after a comma."""
    return "" if value is None or value == "" else _grouped(value)


@register.filter
def money(value: Any) -> str:
    """``1688000`` đồng → ``1.688.000 ₫``, held together by a no-break space."""
    return "" if value is None or value == "" else f"{_grouped(int(value))}\u00a0₫"


@register.filter
def when(value: datetime | None) -> str:
    """A moment as ``16:30 25/02/2026`` in Viet Nam."""
    return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as ``25/02/2026``; a moment's day is that in Viet Nam."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return value.strftime("%d/%m/%Y")


@register.filter
def iso(value: date | datetime | None) -> str:
    """A day or moment for the ``datetime`` attribute."""
    return value.isoformat() if value else ""


@register.filter
def mask_name(value: str | None) -> str:
    """``Nguyễn Văn An`` → ``Nguyễn V** A**``."""
    return masks.name(value or "")


@register.filter
def mask_number(value: str | None) -> str:
    """``038090001234`` → ``*********234``."""
    return masks.number(value or "")


@register.simple_tag(takes_context=True)
def qs(context: template.Context, **changes: Any) -> str:
    """Return the page's query with changes; an empty value takes a key out, and pages start again."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key in ("sau", "truoc"):
        query.pop(key, None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = value
    return "?" + query.urlencode()


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, with its content's hash."""
    return assets.url(name)


@register.simple_tag
def icon(name: str, size: str = "", label: str = "", extra: str = "") -> SafeString:
    """Return an icon of the sprite; without a label it is an ornament that readers skip."""
    return _icon(f"{assets.url('icons.svg')}#{name}", size, label, extra)


@lru_cache(maxsize=1024)
def _icon(href: str, size: str, label: str, extra: str) -> SafeString:
    classes = " ".join(part for part in ("icon", f"icon-{size}" if size else "", extra) if part)
    if label:
        mark = '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(mark, classes, label, href)
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, href
    )


@register.simple_tag
def control(field: BoundField, hint: str = "", label: str = "", **attributes: Any) -> Control:
    """Return what a form control shows: see ``fields.Control``."""
    return control_of(field, hint=hint, label=label, attributes=attributes)


@register.simple_tag
def status(status: Any, label: str = "", tone: str = "", extra: str = "", attrs: str = "") -> SafeString:
    """Return a status as a mark of its tone with its words; what ``c-status`` shows, for the rows of long lists."""
    word = word_of(status, label=label, tone=tone)
    mark = '<span class="ts-status ts-tone-{} {}" {}><span class="ts-status-dot" aria-hidden="true"></span>{}</span>'
    return format_html(mark, word.tone, extra, attrs, word.label)


@register.simple_tag
def deadline(
    due: datetime | None, done: datetime | None = None, paused: Any = None, extra: str = "", attrs: str = ""
) -> SafeString:
    """Return how a due time stands now, or stood when it was done; what ``c-deadline`` shows, for long lists."""
    term = deadline_of(due, done, paused=bool(paused))
    if term is None:
        return format_html('<span class="text-secondary">{}</span>', _("Không có hạn"))
    mark = (
        '<span class="ts-deadline ts-tone-{} {}" {}>{}<span><span class="ts-deadline-words">{}</span> '
        '<time class="ts-deadline-moment" datetime="{}">{}</time></span></span>'
    )
    return format_html(mark, term.tone, extra, attrs, icon(term.icon, "sm"), term.words, iso(term.due), when(term.due))


@register.simple_tag(takes_context=True)
def narrowings(context: template.Context, form: BaseForm | None) -> int:
    """Return how many fields of a list's filter the address fills in."""
    request = context.get("request")
    if form is None or request is None:
        return 0
    return sum(any(request.GET.getlist(form.add_prefix(field.name))) for field in form.visible_fields())


@register.filter
def hidden_items(query: QueryDict, without: str = "") -> list[tuple[str, str]]:
    """Return the query's pairs, but for the named keys, for a form that must keep them."""
    left = {*without.split(","), "sau", "truoc"}
    return [(key, value) for key, values in query.lists() if key not in left for value in values]


@register.filter
def initials(value: str | None) -> str:
    """``Nguyễn Văn An`` → ``NA``: family and given name."""
    words = (value or "").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def words(value: str | None) -> list[str]:
    """Split ``a|b|c`` where a component is given a short list as text."""
    return [part.strip() for part in (value or "").split("|") if part.strip()]
