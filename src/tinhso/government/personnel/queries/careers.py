"""What stands for a file: its posts, steps and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.government.personnel import salary
from tinhso.government.personnel.retirement import Retirement, retirement_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Person

if TYPE_CHECKING:
    from tinhso.government.personnel.models import Award, NextStep, PersonFile, Quota, SalaryStep

IN_FORCE = "in_force"


def persons_of(files: Sequence[PersonFile]) -> dict[str, UUID]:
    """Return by personal number the keys of the persons of files; none of a number that two share."""
    numbers = {file.personal_number for file in files} - {""}
    found: dict[str, list[UUID]] = {}
    if numbers:
        for number, key in Person.objects.filter(personal_number__in=numbers).values_list("personal_number", "pk"):
            found.setdefault(number, []).append(key)
    return {number: keys[0] for number, keys in found.items() if len(keys) == 1}


def undecided(files: Sequence[PersonFile]) -> dict[UUID, list[str]]:
    """Return by file which of unit and position differ from what stands and from what a decision in force gives."""
    from tinhso.government.personnel.models import Appointment, PersonFile

    if not files:
        return {}
    standing = PersonFile.objects.only("unit_id", "position").in_bulk([file.pk for file in files])
    found: dict[UUID, list[str]] = {}
    for file in files:
        before = standing.get(file.pk)
        if before is not None:
            changed = [name for name in ("unit", "position") if _plain(before, name) != _plain(file, name)]
            if changed:
                found[file.pk] = changed
    if found:
        given = Appointment.objects.filter(file__in=found, status=IN_FORCE)
        posts = set(given.values_list("file_id", "place_id", "post"))
        for file in files:
            if (file.pk, file.unit_id, file.position) in posts:
                found.pop(file.pk, None)
    return found


def _plain(file: PersonFile, name: str) -> Any:
    return file.unit_id if name == "unit" else file.position


def too_early(step: SalaryStep) -> str:
    """Return why a step may not come before its time so early; empty when it may.

    At most twelve months, and never twice in a row in one rank (Thông tư 08/2013/TT-BNV Điều 3, as the table of rules
    says with its source).
    """
    rule = salary.tables()["early"]
    before = (
        type(step).objects.filter(file_id=step.file_id, status=IN_FORCE, effective_on__lt=step.effective_on)
        .exclude(pk=step.pk).order_by("-effective_on").first()
    )  # fmt: skip
    if before is None or before.rank != step.rank:
        return _("Chưa có lần xếp lương trước trong ngạch này nên chưa thể nâng bậc trước thời hạn.")
    if before.kind == step.kind:
        return _("Không nâng bậc trước thời hạn hai lần liên tiếp trong cùng ngạch ({source}).").format(
            source=rule["source"]
        )
    due = salary.next_due(before.rank, before.step, before.over_percent, before.counts_from)
    if step.effective_on < salary.add_months(due.on, -rule["most_months"]):
        return _("Sớm nhất từ {day}: trước thời hạn nhiều nhất {most} tháng ({source}).").format(
            day=f"{salary.add_months(due.on, -rule['most_months']):%d/%m/%Y}", most=rule["most_months"],
            source=rule["source"],
        )  # fmt: skip
    return ""


def award_exists(award: Award) -> bool:
    """Tell whether the same merit is written for the same person and year already."""
    same = type(award).objects.filter(
        file_id=award.file_id, honour=award.honour, year=award.year, title=award.title, status=IN_FORCE
    )
    return same.exclude(pk=award.pk).exists()


def quota_exists(quota: Quota) -> bool:
    """Tell whether the unit has a quota of the kind for the year already."""
    same = type(quota).objects.filter(
        unit_id=quota.unit_id, year=quota.year, employment=quota.employment, status=IN_FORCE
    )
    return same.exclude(pk=quota.pk).exists()


def current_step(file_id: UUID, day: date | None = None) -> SalaryStep | None:
    """Return the salary step that holds on a day, today by default."""
    from tinhso.government.personnel.models import SalaryStep

    rows = SalaryStep.objects.filter(file_id=file_id, status=IN_FORCE, effective_on__lte=day or clock.today())
    return rows.order_by("-effective_on").first()


def delays_since(file: PersonFile, day: date) -> list[int]:
    """Return the months by which disciplines and unfulfilled years since a day put the next step off."""
    from tinhso.government.personnel.models import Appraisal, Discipline

    employee = file.employment == "public_employee"
    measures = Discipline.objects.filter(file=file, status=IN_FORCE, since__gte=day).exclude(measure="dismissal")
    found = [salary.delay_of(kind, public_employee=employee) for kind in measures.values_list("measure", flat=True)]
    years = Appraisal.objects.filter(
        file=file, status=IN_FORCE, result="unfulfilled", year__gte=day.year, appraised_on__gte=day
    ).count()
    return found + [salary.delay_of("unfulfilled_year")] * years


def retirement(file: PersonFile) -> Retirement:
    """Return when the person of a file reaches the age of retirement."""
    return retirement_of(file.sex, file.birth)


def pay_of(file_id: UUID, day: date) -> int | None:
    """Return the pay of a day's month in đồng: coefficient, what is over it, allowances by coefficient; none before."""
    from tinhso.government.personnel.models import Allowance

    step = current_step(file_id, day)
    if step is None:
        return None
    rows = Allowance.objects.filter(file_id=file_id, status=IN_FORCE, since__lte=day, coefficient__isnull=False)
    extra = sum((row.coefficient or Decimal(0) for row in rows if row.until is None or row.until >= day), Decimal(0))
    return salary.monthly_pay(step.rank, step.step, step.over_percent, day, allowances=extra)


def next_step_of(file_id: UUID) -> NextStep | None:
    """Return what comes next for a file."""
    from tinhso.government.personnel.models import NextStep

    return NextStep.objects.select_related("current").filter(file_id=file_id).first()


def career(file_id: UUID) -> dict[str, Any]:
    """Return the posts and the steps of a file, the newest first."""
    from tinhso.government.personnel.models import Appointment, SalaryStep

    steps = SalaryStep.objects.filter(file_id=file_id, status=IN_FORCE).select_related("decision")
    posts = Appointment.objects.filter(file_id=file_id, status=IN_FORCE).select_related("decision", "place")
    return {"steps": list(steps.order_by("-effective_on")[:20]), "posts": list(posts.order_by("-since")[:20])}
