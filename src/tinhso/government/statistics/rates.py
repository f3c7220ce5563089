"""Rates beside their targets."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tinhso.government.statistics import law
from tinhso.government.statistics.figures import Figures, percent


@dataclass(frozen=True)
class Rate:
    """A rate in percent, with its target and where the target comes from."""

    label: str
    value: float | None
    part: int
    whole: int
    target: law.Target | None

    @property
    def reached(self) -> bool:
        """Whether the rate reaches its target; nothing to count reaches it."""
        return self.value is None or self.target is None or self.value >= self.target.target

    @property
    def tone(self) -> str:
        """How the rate is shown."""
        return "" if self.value is None else "success" if self.reached else "danger"


def rates(figures: Figures, satisfied: tuple[int, int], day: date) -> list[Rate]:
    """Return the rates of a period that ends on ``day``; ``satisfied`` is how many of how many ratings were good."""
    targets = law.targets(day)
    made: list[Any] = [
        ("on_time", _("Giải quyết trước hoặc đúng hạn"), figures.before + figures.on_time, figures.resolved),
        ("online", _("Nộp trực tuyến"), figures.online, figures.online + figures.direct),
        ("satisfied", _("Đánh giá hài lòng (4–5 điểm)"), *satisfied),
    ]
    return [Rate(label, percent(part, whole), part, whole, targets.get(code)) for code, label, part, whole in made]
