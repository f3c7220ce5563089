"""What screens and commands read of reorganisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.moving import GROUPS, kinds
from tinhso.kernel.reorganization.models import Plan, Run


@dataclass(frozen=True)
class Sum:
    """How many things of a kind hung on the units concerned before, and how many do after."""

    group: Any
    name: Any
    before: int
    after: int | None
    """None while the run is under way."""
    back: int | None
    """After an undo."""
    counted: bool

    @property
    def differs(self) -> bool:
        """Whether something came or went meanwhile."""
        return self.counted and self.after is not None and self.before != self.after


def plans() -> QuerySet[Plan]:
    """Return the plans, the latest day of effect first, each with its runs."""
    return Plan.objects.prefetch_related("runs").order_by("-effective_on", "-id")


def plan_by_code(code: str) -> Plan:
    """Return the plan of a code; raise ``NotFound``."""
    plan = Plan.objects.filter(code=code).first()
    if plan is None:
        raise NotFound(_("Không có kế hoạch sắp xếp nào mang mã {code}.").format(code=code))
    return plan


def last_run(plan: Plan) -> Run | None:
    """Return the latest run of a plan."""
    return plan.runs.select_related("plan").order_by("-created_at", "-id").first()


def latest(plan: Plan) -> Run | None:
    """Return the latest of the runs that were read with a plan."""
    return max(plan.runs.all(), key=lambda run: run.created_at, default=None)


def run_of(plan: Plan, key: UUID) -> Run:
    """Return a run of a plan; raise ``NotFound``."""
    run = plan.runs.select_related("plan").filter(pk=key).first()
    if run is None:
        raise NotFound
    return run


def sums(run: Run) -> list[Sum]:
    """Return the sums before and after, kind by kind, those with something in them."""
    before, after, back = (run.report.get(name) for name in ("before", "after", "after_undo"))
    return [
        Sum(
            GROUPS[kind.group],
            kind.name,
            before[kind.code],
            after.get(kind.code) if after else None,
            back.get(kind.code) if back else None,
            kind.keeps_count,
        )
        for kind in kinds()
        if before and kind.code in before and (before[kind.code] or (after or {}).get(kind.code))
    ]


def names_of(keys: Iterable[str]) -> list[str]:
    """Return the names of units, for those that stand on after an undo."""
    return list(OrganizationUnit.objects.filter(pk__in=list(keys)).order_by("path").values_list("name", flat=True))
