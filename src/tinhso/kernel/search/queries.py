"""Search over a folded text column: without marks, without case, with typing errors, the likest first.

The column holds ``foundation.text.fold`` of what is searched and carries a GIN index with ``gin_trgm_ops``.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.queries import paths_to
from tinhso.kernel.search.models import SavedView
from tinhso.kernel.search.places import PLACES, Place

M = TypeVar("M", bound=models.Model)

MOST_WORDS = 12
MOST_LETTERS = 40
"""Of a word; the longest identifier has 35 characters."""
_LONGEST_MISTYPED = 12
_SHORTEST_MISTYPED = 3
_MOST_VIEWS = 50
_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> list[str]:
    """Return the folded words of what somebody typed: letters and digits only, the first twelve."""
    return [word[:MOST_LETTERS] for word in _WORD.findall(fold(text))[:MOST_WORDS]]


def match(queryset: QuerySet[M], field: str, text: str) -> QuerySet[M]:
    """Keep the rows whose folded column ``field`` holds every word of ``text``, and order them by likeness.

    The last word may be the beginning of one. Only when no row holds the words as typed, each may carry one
    typing error (a letter wrong, missing, too many, or two in the wrong order), and failing that the phrase may
    be merely alike. Finding out asks the database one to three questions: narrow the queryset before. An empty
    text keeps everything, in its own order.
    """
    words = words_of(text)
    if not words:
        return queryset
    phrase = " ".join(words)
    alike = Q(**{f"{field}__trigram_word_similar": phrase})
    mistyped = _mistyped(field, words)
    # From what the index answers at once to what it cannot help with.
    for condition in (_as_typed(field, words), mistyped & alike, alike):
        kept = queryset.filter(condition)
        if kept.exists():
            return _ranked(kept, field, phrase)
    return _ranked(queryset.filter(mistyped), field, phrase)


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


@dataclass(frozen=True)
class SavedViews:
    """The views of a list that somebody may open."""

    place: Place
    views: list[SavedView]
    own: list[SavedView]
    """Those of them that are his to give up."""


def saved_views(actor: Actor, code: str) -> SavedViews:
    """Return the saved views of a list: the actor's own first, then those shared in his agency; one question."""
    place = PLACES[code]
    around = {path for root in actor.roots(place.permission) for path in paths_to(root)}
    seen = Q(owner_id=actor.account_id) | Q(shared=True, unit__path__in=around)
    others = Case(When(owner_id=actor.account_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    views = list(SavedView.objects.filter(seen, place=code).order_by(others, "name", "id")[:_MOST_VIEWS])
    return SavedViews(place, views, [view for view in views if view.owner_id == actor.account_id])


def _as_typed(field: str, words: list[str]) -> Q:
    condition = Q()
    for word in words[:-1]:
        condition &= Q(**{f"{field}__regex": rf"\m{word}\M"})
    return condition & Q(**{f"{field}__regex": rf"\m{words[-1]}"})


def _mistyped(field: str, words: list[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(**{f"{field}__regex": rf"\m({'|'.join(_variants(word))})\M"})
    return condition


def _variants(word: str) -> list[str]:
    """Return patterns of what may have been meant: Vietnamese syllables are too short for trigrams to tell."""
    if not _SHORTEST_MISTYPED <= len(word) <= _LONGEST_MISTYPED:
        return [word]
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    # The first letter is taken as typed right in what follows: the index needs a beginning to go by.
    too_many = {left + right[1:] for left, right in cuts if left and right}
    wrong = {f"{left}.{right[1:]}" for left, right in cuts if left and right}
    missing = {f"{left}.{right}" for left, right in cuts if left}
    return sorted({word} | swapped | too_many | wrong | missing)


def _ranked(queryset: QuerySet[M], field: str, phrase: str) -> QuerySet[M]:
    likeness = (
        TrigramWordSimilarity(phrase, field)
        + Case(
            When(**{f"{field}__startswith": phrase}, then=Value(1.0)),
            When(**{f"{field}__regex": rf"\m{phrase}"}, then=Value(0.5)),
            default=Value(0.0),
            output_field=FloatField(),
        )
        # Among equals the shorter text is the likelier: it has less that was not asked for.
        - Length(F(field)) / Value(1000.0)
    )
    ranked: Any = queryset.annotate(likeness=likeness).order_by("-likeness", "pk")
    return cast("QuerySet[M]", ranked)
