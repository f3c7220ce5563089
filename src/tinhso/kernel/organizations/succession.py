"""Who stands in whose place on a day: figures of one time told under the structure of another.

"As then" leaves everything under the unit of its day. "As now" brings it under the units of another day, by rules
that are stated wherever such figures are shown:

1. a unit that stands that day keeps its figures;
2. a unit taken over as a whole gives them to its heir, and so on until one stands;
3. of a unit that was split, each heir gets its weight where the plan gives weights, else the heir that gets what no
   rule gives away (``part_default``) gets everything;
4. where neither is decided, the figures stay under the old name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit, Share, UnitSuccession

Shares = dict[UUID, Fraction]
"""Which units stand in a unit's place, and what part of it each is; the parts add up to one."""
_MOST_STEPS = 20


@dataclass(frozen=True)
class Step:
    """One succession as it is followed."""

    unit: UUID
    share: str
    weight: int | None


class Succession:
    """The successions of a province, read once, and asked for many units."""

    def __init__(self, day: date | None = None) -> None:
        self.day = day or clock.today()
        self._after: dict[UUID, list[Step]] = defaultdict(list)
        self._before: dict[UUID, list[Step]] = defaultdict(list)
        for before, after, share, weight in UnitSuccession.objects.order_by("id").values_list(
            "predecessor_id", "successor_id", "share", "weight"
        ):
            self._after[before].append(Step(after, share, weight))
            self._before[after].append(Step(before, share, weight))
        concerned = {*self._after, *self._before}
        self._spans = {
            key: (begins, ends)
            for key, begins, ends in OrganizationUnit.objects.filter(pk__in=concerned).values_list(
                "id", "valid_from", "valid_to"
            )
        }

    def _stands(self, unit: UUID) -> bool:
        """Tell whether a unit stands on the day; one without successions is always its own heir."""
        begins, ends = self._spans.get(unit, (date.min, None))
        return begins <= self.day and (ends is None or self.day <= ends)

    def heirs(self, unit: UUID) -> Shares:
        """Return who stands in a unit's place on the day, later or earlier, by the rules above."""
        begins = self._spans.get(unit, (date.min, None))[0]
        if begins > self.day:
            return self._earlier(unit)
        return self._later(unit, _MOST_STEPS)

    def _later(self, unit: UUID, most: int) -> Shares:
        steps = self._after.get(unit, [])
        if self._stands(unit) or not steps or not most:
            return {unit: Fraction(1)}
        found: Shares = defaultdict(Fraction)
        for step, part in self._divide(steps):
            for heir, share in self._later(step.unit, most - 1).items():
                found[heir] += part * share
        return dict(found) or {unit: Fraction(1)}

    @staticmethod
    def _divide(steps: list[Step]) -> list[tuple[Step, Fraction]]:
        if len(steps) == 1:
            return [(steps[0], Fraction(1))]
        if all(step.weight for step in steps):
            whole = sum(step.weight or 0 for step in steps)
            return [(step, Fraction(step.weight or 0, whole)) for step in steps]
        chosen = [step for step in steps if step.share in (Share.WHOLE, Share.PART_DEFAULT)]
        return [(chosen[0], Fraction(1))] if len(chosen) == 1 else []

    def _earlier(self, unit: UUID) -> Shares:
        """A unit that does not stand yet is one of an earlier day only where it came from a single one as a whole."""
        steps = self._before.get(unit, [])
        if len(steps) == 1 and steps[0].share == Share.WHOLE and len(self._after.get(steps[0].unit, [])) == 1:
            before = steps[0].unit
            return self._earlier(before) if self._spans[before][0] > self.day else {before: Fraction(1)}
        return {unit: Fraction(1)}

    def forebears(self, units: Iterable[UUID]) -> set[UUID]:
        """Return the units, and all from whom they took over something, at whatever remove."""
        found, waiting = set(), list(units)
        while waiting:
            unit = waiting.pop()
            if unit not in found:
                found.add(unit)
                waiting += [step.unit for step in self._before.get(unit, [])]
        return found

    def undecided(self, units: Iterable[UUID]) -> set[UUID]:
        """Return those of the units that ended and whose figures nobody was given."""
        return {
            unit for unit in units if not self._stands(unit) and self._after.get(unit) and self.heirs(unit) == {unit: 1}
        }


def divide(count: int, shares: Mapping[UUID, Fraction]) -> dict[UUID, int]:
    """Divide a count in whole numbers that add up to it: the largest remainders get what rounding leaves over."""
    if len(shares) == 1:
        return {next(iter(shares)): count}
    exact = {unit: count * share for unit, share in shares.items()}
    whole = {unit: value.numerator // value.denominator for unit, value in exact.items()}
    left = count - sum(whole.values())
    by_remainder = sorted(exact, key=lambda unit: (whole[unit] - exact[unit], -shares[unit], str(unit)))
    for unit in by_remainder[:left]:
        whole[unit] += 1
    return whole


def rules() -> list[str]:
    """Return, in words, by which rules figures are brought under another day's units."""
    return [
        _("Đơn vị còn hoạt động giữ số liệu của mình; đơn vị nhập toàn bộ thì số liệu về đơn vị kế thừa."),
        _("Đơn vị chia tách: chia theo tỷ lệ ghi trong kế hoạch; không ghi tỷ lệ thì về đơn vị nhận phần còn lại."),
        _("Chưa có quy tắc thì số liệu để ở tên cũ."),
    ]


def old_codes(unit: OrganizationUnit) -> list[str]:
    """Return the identifiers that were borne by those from whom the unit took over; old dossiers keep them."""
    steps = Succession(unit.valid_from)
    before = steps.forebears([unit.pk]) - {unit.pk}
    rows = OrganizationUnit.objects.filter(Q(pk__in=before)).order_by("identifier", "valid_from")
    return list(dict.fromkeys(rows.values_list("identifier", flat=True)))
