"""How agencies serve people, from the sums: what the public page shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum

from tinhso.government.statistics.figures import percent
from tinhso.government.statistics.models import Tally
from tinhso.government.statistics.queries import whole_days
from tinhso.kernel.organizations.models import OrganizationUnit


@dataclass(frozen=True)
class Service:
    """How an agency served people over some time: received, ended in time, rated."""

    unit_id: UUID
    name: str
    tier: str
    received: int
    finished: int
    on_time: int
    ratings: int
    good: int
    points: int

    @property
    def on_time_rate(self) -> float | None:
        """The share of ended dossiers that ended by their due time, in percent."""
        return percent(self.on_time, self.finished)

    @property
    def rating(self) -> float | None:
        """The mean of the ratings, of five."""
        return round(self.points / self.ratings, 1) if self.ratings else None

    @property
    def good_rate(self) -> float | None:
        """The share of good ratings (4 or 5), in percent."""
        return percent(self.good, self.ratings)


def services_of_agencies(first: date, last: date) -> list[Service]:
    """Return how every agency served people from one day to another, both included, in alphabetical order."""
    names = ("online", "direct", "before", "on_time", "late", "score_1", "score_2", "score_3", "score_4", "score_5")
    sums = {f"sum_{name}": Sum(name) for name in names}
    when = whole_days(first, last + timedelta(days=1))
    found = {
        row["unit_id"]: {name: row[f"sum_{name}"] for name in names}
        for row in Tally.objects.filter(when).order_by().values("unit_id").annotate(**sums)
    }
    services = []
    for unit in OrganizationUnit.objects.filter(id__in=found).order_by("sort_key", "id"):
        row = found[unit.id]
        scores = [row[f"score_{score}"] for score in range(1, 6)]
        services.append(
            Service(
                unit_id=unit.id,
                name=unit.name,
                tier=unit.tier,
                received=row["online"] + row["direct"],
                finished=row["before"] + row["on_time"] + row["late"],
                on_time=row["before"] + row["on_time"],
                ratings=sum(scores),
                good=scores[3] + scores[4],
                points=sum(score * count for score, count in enumerate(scores, 1)),
            )
        )
    return services
