"""Pages by key, not by offset: the thousandth page costs what the first does, and no row is seen twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Refused

AFTER, BEFORE = "sau", "truoc"
_SALT = "tinhso.page"


@dataclass(frozen=True)
class Page:
    """Rows of one page and the addresses of its neighbours, empty where there is none."""

    rows: list[Any]
    next_url: str = ""
    previous_url: str = ""
    next_cursor: str = ""
    previous_cursor: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Cut:
    """Which rows a page takes: those beyond a place in an order, as many as fill it and one more."""

    fields: Sequence[str]
    values: Sequence[Any] | None
    backward: bool
    size: int

    def of(self, queryset: QuerySet[Any], names: Mapping[str, str] | None = None) -> QuerySet[Any]:
        """Return those rows of ``queryset``; ``names`` are its own for the fields where they differ."""
        fields = [_renamed(name, names or {}) for name in self.fields]
        full = {field.attname for field in queryset.model._meta.concrete_fields if not field.null}
        if self.values is not None:
            queryset = queryset.filter(_beyond(fields, self.values, self.backward))
            first, start = fields[0], self.values[0]
            if start is not None and first.lstrip("-") in full:
                # Says nothing new, but an index can begin there: of alternatives it knows no beginning.
                ahead = "lte" if first.startswith("-") != self.backward else "gte"
                queryset = queryset.filter(**{f"{first.lstrip('-')}__{ahead}": start})
        order = (_ordering(name, self.backward, name.lstrip("-") not in full) for name in fields)
        return queryset.order_by(*order)[: self.size + 1]


Narrowing = Callable[[Cut], Q]
"""Names, ahead of the reading, a few rows among which the page's certainly are."""


def keyset(
    queryset: QuerySet[Any],
    request: HttpRequest,
    *,
    order: Sequence[str],
    size: int = 50,
    narrowing: Narrowing | None = None,
) -> Page:
    """Return the page that the address asks for.

    ``order`` names fields, annotations or ``relation__field``; a leading ``-`` turns one round; empty values
    come last. The key is added when it is missing, so that the order is total. Raise ``Refused`` for a cursor
    that this installation did not write.
    """
    page = page_at(
        queryset,
        order=order,
        size=size,
        after=request.GET.get(AFTER, ""),
        before=request.GET.get(BEFORE, ""),
        narrowing=narrowing,
    )
    return Page(
        rows=page.rows,
        next_url=_address(request, AFTER, page.next_cursor),
        previous_url=_address(request, BEFORE, page.previous_cursor),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def page_at(
    queryset: QuerySet[Any],
    *,
    order: Sequence[str],
    size: int = 50,
    after: str = "",
    before: str = "",
    narrowing: Narrowing | None = None,
) -> Page:
    """Return at most ``size`` rows after, or before, a cursor; the API's way to page."""
    fields = [*order] if {name.lstrip("-") for name in order} & {"pk", "id"} else [*order, "id"]
    backward = bool(before) and not after
    cursor = before if backward else after
    cut = Cut(fields, _read(cursor, fields) if cursor else None, backward, size)
    if narrowing is not None:
        queryset = queryset.filter(narrowing(cut))
    rows = list(cut.of(queryset))
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    has_next = bool(rows) and (backward or more)
    has_previous = bool(rows) and (more if backward else bool(cursor))
    return Page(
        rows=rows,
        next_cursor=_write(rows[-1], fields) if has_next else "",
        previous_cursor=_write(rows[0], fields) if has_previous else "",
    )


def _renamed(name: str, names: Mapping[str, str]) -> str:
    sign, plain = name[: name.startswith("-")], name.lstrip("-")
    return f"{sign}{names.get(plain, plain)}"


def _ordering(name: str, backward: bool, may_be_empty: bool) -> OrderBy:
    """Return the order by a field; where a value stands empty is said only if it can, for indexes do not say it."""
    downward = name.startswith("-") != backward
    first, last = (backward, not backward) if may_be_empty else (False, False)
    return OrderBy(F(name.lstrip("-")), descending=downward, nulls_first=first or None, nulls_last=last or None)


def _beyond(fields: Sequence[str], values: Sequence[Any], backward: bool) -> Q:
    """Build the condition of standing beyond ``values``, field by field; empty values stand last."""
    condition = Q(pk__in=[])
    equal = Q()
    for name, value in zip(fields, values, strict=True):
        plain = name.lstrip("-")
        if value is None:
            step = Q(**{f"{plain}__isnull": False}) if backward else Q(pk__in=[])
            same = Q(**{f"{plain}__isnull": True})
        else:
            ahead = "lt" if name.startswith("-") != backward else "gt"
            step = Q(**{f"{plain}__{ahead}": value})
            if not backward:
                step |= Q(**{f"{plain}__isnull": True})
            same = Q(**{plain: value})
        condition |= equal & step
        equal &= same
    return condition


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.lstrip("-").split("__"):
        value = getattr(value, part) if value is not None else None
    return value


def _write(row: Model, fields: Sequence[str]) -> str:
    values = [_value(row, name) for name in fields]
    plain = [value if isinstance(value, int | float | str | None) else _text(value) for value in values]
    return signing.dumps(plain, salt=_salt(fields))


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(cursor: str, fields: Sequence[str]) -> list[Any]:
    try:
        values: list[Any] = signing.loads(cursor, salt=_salt(fields))
    except signing.BadSignature as error:
        raise _stale() from error
    return values


def _salt(fields: Sequence[str]) -> str:
    """A cursor holds for one order only."""
    return f"{_SALT}:{','.join(fields)}"


def _stale() -> Refused:
    return Refused(_("Đường dẫn của trang này không còn đúng. Hãy mở lại danh sách từ đầu."), code="bad-cursor")


def _address(request: HttpRequest, name: str, cursor: str) -> str:
    if not cursor:
        return ""
    kept = [(key, value) for key, values in request.GET.lists() if key not in {AFTER, BEFORE} for value in values]
    return "?" + urlencode([*kept, (name, cursor)])
