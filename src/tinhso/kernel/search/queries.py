"""Search over a folded text column: without marks, without case, with typing errors, the likest first.

The column holds ``foundation.text.fold`` of what is searched and carries a GIN index with ``gin_trgm_ops``.
"""

import re
from typing import Any, TypeVar, cast

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Length

from tinhso.kernel.foundation.text import fold

M = TypeVar("M", bound=models.Model)

MOST_WORDS = 12
_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> list[str]:
    """Return the folded words of what somebody typed: letters and digits only, the first twelve."""
    return _WORD.findall(fold(text))[:MOST_WORDS]


def match(queryset: QuerySet[M], field: str, text: str) -> QuerySet[M]:
    """Keep the rows whose folded column ``field`` holds every word of ``text``, and order them by likeness.

    The last word may be the beginning of one. When no row holds the words as typed, each word may carry typing
    errors: that asks the database one question more. Narrow the queryset before, since that question is asked of
    it. An empty text keeps everything, in its own order.
    """
    words = words_of(text)
    if not words:
        return queryset
    as_typed = queryset.filter(_as_typed(field, words))
    if as_typed.exists():
        return _ranked(as_typed, field, words)
    return _ranked(queryset.filter(_mistyped(field, words)), field, words)


def suggest(queryset: QuerySet[Any], field: str, text: str, shown: str, *, most: int = 8) -> list[str]:
    """Return up to ``most`` different values of the column ``shown`` for what is being typed, the likest first."""
    if not words_of(text):
        return []
    found: dict[str, None] = {}
    for value in match(queryset, field, text).values_list(shown, flat=True)[: most * 4]:
        found.setdefault(value)
        if len(found) == most:
            break
    return list(found)


def _as_typed(field: str, words: list[str]) -> Q:
    condition = Q()
    for word in words[:-1]:
        condition &= Q(**{f"{field}__regex": rf"\m{word}\M"})
    return condition & Q(**{f"{field}__regex": rf"\m{words[-1]}"})


def _mistyped(field: str, words: list[str]) -> Q:
    condition = Q()
    for word in words:
        # A word of one or two letters has too few trigrams to be told from others by likeness.
        lookup = "trigram_word_similar" if len(word) > 2 else "contains"
        condition &= Q(**{f"{field}__{lookup}": word})
    return condition


def _ranked(queryset: QuerySet[M], field: str, words: list[str]) -> QuerySet[M]:
    phrase = " ".join(words)
    likeness = (
        TrigramWordSimilarity(phrase, field)
        + Case(
            When(**{f"{field}__startswith": phrase}, then=Value(1.0)),
            When(**{f"{field}__regex": rf"\m{phrase}"}, then=Value(0.5)),
            default=Value(0.0),
            output_field=FloatField(),
        )
        # Among equals the shorter text is the likelier: it has less that was not asked for.
        - Length(F(field)) / Greatest(Value(1000.0), Length(F(field)) * Value(10.0), output_field=FloatField())
    )
    ranked: Any = queryset.annotate(likeness=likeness).order_by("-likeness", "pk")
    return cast("QuerySet[M]", ranked)
