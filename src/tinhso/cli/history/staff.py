"""The invented staff: files whose sums are the published ones.

Per unit as many posts on 31/12/2010 as QĐ 4089/QĐ-UBND counts (21 agencies, 27 districts); today 130 people trained in
information technology, 119 with a degree and 11 above (2024). Names, births and careers are drawn; whoever worked for a
district that ended is, since then, at one of its heirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.cli.history.names import full_name, personal_number
from tinhso.government.personnel import salary
from tinhso.government.personnel.models import Appointment, Decision, NextStep, PersonFile, Quota, SalaryStep
from tinhso.government.personnel.words import Concerns, Degree, Duty, Employment, StepKind
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit, UnitSuccession
from tinhso.kits.registers import validation

COUNTED_ON = date(2010, 12, 31)
IT_STAFF = (119, 11)
"""People trained in information technology: with a degree, above it."""
_POSTS = (("Chuyên viên", 60), ("Phó Trưởng phòng", 14), ("Trưởng phòng", 10), ("Cán sự", 10), ("Kế toán", 6))
_RANKS = {"Chuyên viên": "01.003", "Phó Trưởng phòng": "01.003", "Trưởng phòng": "01.002", "Cán sự": "01.004",
          "Kế toán": "06.031"}  # fmt: skip
_DEGREES = ((Degree.BACHELOR, 74), (Degree.MASTER, 17), (Degree.COLLEGE, 5), (Degree.INTERMEDIATE, 4))
# Young enough to work still: see the table of ages.
_BORN = {"male": (1966, 1986), "female": (1971, 1986)}


@dataclass
class _Rows:
    files: list[PersonFile] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    posts: list[Appointment] = field(default_factory=list)
    steps: list[SalaryStep] = field(default_factory=list)
    coming: list[NextStep] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)

    def write(self) -> None:
        """Store everything, in the order in which rows point to each other."""
        batches: tuple[list[Any], ...] = (
            self.files, self.decisions, self.posts, self.steps, self.coming, self.quotas
        )  # fmt: skip
        for rows in batches:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)


@transaction.atomic
def generate_staff(*, seed: int = 2026, it_staff: tuple[int, int] = IT_STAFF) -> int:
    """Write the staff once; return how many people."""
    if PersonFile.objects.exists():
        return 0
    random, rows = Random(seed), _Rows()  # noqa: S311 - invented data
    units = list(OrganizationUnit.objects.filter(staff_2010__isnull=False).order_by("identifier"))
    heirs = _heirs()
    for unit in units:
        _unit_staff(random, rows, unit, heirs)
    _it(random, rows.files, it_staff)
    for unit_id, count in _counts(rows.files).items():
        decision = _decision(rows, unit_id, Concerns.QUOTA, date(clock.today().year, 1, 5), "Giao biên chế")
        rows.quotas.append(
            _built(Quota, unit_id=unit_id, year=clock.today().year, employment=Employment.CIVIL_SERVANT,
                   number=count + count // 20, decision=decision)
        )  # fmt: skip
    rows.write()
    return len(rows.files)


def _heirs() -> dict[UUID, list[tuple[UUID, date]]]:
    """Return who took over from each unit that ended, and when."""
    found: dict[UUID, list[tuple[UUID, date]]] = {}
    for row in UnitSuccession.objects.order_by("effective_on", "id"):
        found.setdefault(row.predecessor_id, []).append((row.successor_id, row.effective_on))
    return found


def _places(
    random: Random, unit_id: UUID, heirs: dict[UUID, list[tuple[UUID, date]]]
) -> Iterator[tuple[UUID, date | None]]:
    """Yield the unit, and from when its heirs, one after another, to one that stands."""
    yield unit_id, None
    while unit_id in heirs:
        unit_id, since = random.choice(heirs[unit_id])
        yield unit_id, since


def _unit_staff(
    random: Random, rows: _Rows, unit: OrganizationUnit, heirs: dict[UUID, list[tuple[UUID, date]]]
) -> None:
    recruited = _decision(rows, unit.pk, Concerns.RECRUITMENT, date(2010, 1, 4), "Tiếp nhận, bố trí công tác")
    raised: dict[UUID, Decision] = {}
    moved: dict[UUID, Decision] = {}
    for _index in range(unit.staff_2010 or 0):
        places = list(_places(random, unit.pk, heirs))
        post = _drawn(random, _POSTS)
        file = _file(random, len(rows.files) + 1, places[-1][0], post)
        rows.files.append(file)
        since = file.recruited_on or COUNTED_ON
        for (place, _since), (_next, until) in zip(places, [*places[1:], (None, None)], strict=True):
            decision = recruited if place == unit.pk else moved.setdefault(
                place, moved.get(place) or _decision(rows, place, Concerns.POST, since, "Điều động khi sắp xếp đơn vị")
            )  # fmt: skip
            rows.posts.append(
                _built(Appointment, unit_id=file.unit_id, file=file, decision=decision, post=post, place_id=place,
                       duty=Duty.MAIN, since=since, until=until - timedelta(days=1) if until else None)
            )  # fmt: skip
            since = until or since
        if file.unit_id not in raised:
            raised[file.unit_id] = _decision(
                rows, file.unit_id, Concerns.SALARY, date(clock.today().year - 3, 1, 10), "Nâng bậc lương thường xuyên"
            )
        _pay(random, rows, file, _RANKS[post], raised[file.unit_id])


def _file(random: Random, number: int, unit_id: UUID, post: str) -> PersonFile:
    sex = random.choice(("male", "female"))
    year = random.randint(*_BORN[sex])
    born = date(year, 1, 1) + timedelta(days=random.randrange(365))
    recruited = date(random.randint(max(year + 22, 1990), 2010), random.randint(1, 11), 1)
    return _built(  # type: ignore[no-any-return]
        PersonFile, unit_id=unit_id, full_name=full_name(random, sex), file_number=f"TH-{number:07d}", sex=sex,
        birth=born.isoformat(), personal_number=personal_number(random, sex, year), employment=Employment.CIVIL_SERVANT,
        position=post, recruited_on=recruited, degree=_drawn(random, _DEGREES), ethnicity="Kinh",
        source="Dữ liệu trình diễn",
    )  # fmt: skip


def _pay(random: Random, rows: _Rows, file: PersonFile, rank: str, decision: Decision) -> None:
    today = clock.today()
    since = salary.add_months(today.replace(day=1), -random.randint(0, 35))
    group = salary.group_of(rank, since)
    worked = (since.year - (file.recruited_on or since).year) * 12
    step = min(max(worked // group.months + 1 - (3 if rank == "01.002" else 0), 1), group.steps)
    row = _built(
        SalaryStep, unit_id=file.unit_id, file=file, decision=decision, kind=StepKind.REGULAR, rank=rank, step=step,
        coefficient=salary.coefficient(rank, step, since), effective_on=since, counts_from=since,
    )  # fmt: skip
    due = salary.next_due(rank, step, 0, since)
    rows.steps.append(row)
    rows.coming.append(
        NextStep(file=file, current=row, due_on=due.on, to_step=due.step, to_over_percent=due.over_percent)
    )


def _it(random: Random, files: list[PersonFile], wanted: tuple[int, int]) -> None:
    """Mark as many as are known as trained in information technology, with a degree and above it."""
    bachelors = [file for file in files if file.degree == Degree.BACHELOR]
    above = [file for file in files if file.degree in {Degree.MASTER, Degree.DOCTOR}]
    for people, count in zip((bachelors, above), wanted, strict=True):
        for file in random.sample(people, min(count, len(people))):
            file.it_trained, file.speciality = True, "Công nghệ thông tin"
            file.it_duty = random.random() < 0.6


def _decision(rows: _Rows, unit_id: UUID, concerns: str, day: date, abstract: str) -> Decision:
    made = _built(
        Decision, unit_id=unit_id, code=f"{len(rows.decisions) + 1}/QĐ-TD-{day.year}", concerns=concerns, signed_on=day,
        effective_on=day, issued_by="Cơ quan có thẩm quyền (dữ liệu trình diễn)", abstract=abstract,
    )  # fmt: skip
    rows.decisions.append(made)
    return made  # type: ignore[no-any-return]


def _built(model: Any, **values: Any) -> Any:
    """Return a row with what follows from its values."""
    row = model(**values, changed_by="Dữ liệu trình diễn")
    found = validation.values_of(model.definition, row, validation.needed_for_derived(model.definition))
    if model.definition.name_field is None or model.definition.name_field.name in found:
        for column, value in validation.derived(model.definition, found).items():
            setattr(row, column, value)
    return row


def _counts(files: list[PersonFile]) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    for file in files:
        counts[file.unit_id] = counts.get(file.unit_id, 0) + 1
    return counts


def _drawn(random: Random, weighted: tuple[tuple[Any, int], ...]) -> Any:
    return random.choices([value for value, _weight in weighted], [weight for _value, weight in weighted])[0]
