"""Ranks, coefficients, base salary and when the next step is due: dated tables, and the arithmetic over them.

The tables are in ``data/salary.yaml`` with their sources; ``known_from_memory`` tells what awaits comparison with the
text of the law, and screens say so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

_FILE = Path(__file__).parent / "data" / "salary.yaml"


@dataclass(frozen=True)
class Group:
    """A group of ranks that share coefficients (in hundredths) and the months that a step takes."""

    code: str
    coefficients: tuple[int, ...]
    months: int
    source: str

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.coefficients)


@dataclass(frozen=True)
class Base:
    """The base salary (đồng a month) from a day on."""

    since: date
    amount: int
    source: str


@dataclass(frozen=True)
class Due:
    """What comes next for somebody at a step: when, to which step or percentage, and how long it is put off."""

    on: date
    step: int
    over_percent: int
    delay_months: int


@cache
def tables() -> dict[str, Any]:
    """Return the file of tables."""
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


@cache
def _groups() -> dict[str, Group]:
    return {
        row["code"]: Group(
            row["code"], tuple(row["first"] + row["adds"] * at for at in range(row["steps"])), row["months"],
            row["source"],
        )
        for row in tables()["groups"]
    }  # fmt: skip


def rank_choices() -> list[tuple[str, str]]:
    """Return every rank as a choice: code and name."""
    names: dict[str, str] = {row["code"]: row["name"] for row in tables()["ranks"]}
    return [(code, f"{code} – {name}") for code, name in names.items()]


def group_of(rank: str, day: date) -> Group:
    """Return the group from which a rank takes its coefficients on a day; raise ``ValueError`` in words."""
    rows = [row for row in tables()["ranks"] if row["code"] == rank]
    if not rows:
        raise ValueError(_("Không có ngạch, hạng chức danh mang mã {rank}.").format(rank=rank[:20]))
    standing = [row for row in rows if row["from"] <= day]
    if not standing:
        raise ValueError(
            _("Ngạch {rank} chỉ có bảng lương từ ngày {day}.").format(rank=rank, day=f"{rows[0]['from']:%d/%m/%Y}")
        )
    return _groups()[max(standing, key=lambda row: row["from"])["group"]]


def coefficient(rank: str, step: int, day: date) -> Decimal:
    """Return the coefficient of a step; raise ``ValueError`` in words for a step that the rank does not have."""
    group = group_of(rank, day)
    if not 1 <= step <= group.steps:
        raise ValueError(
            _("Ngạch này thuộc nhóm {group}, có {steps} bậc; không có bậc {step}.").format(
                group=group.code, steps=group.steps, step=step
            )
        )
    return Decimal(group.coefficients[step - 1]) / 100


def base_salary(day: date) -> Base:
    """Return the base salary of a day; raise ``ValueError`` before the first table."""
    standing = [row for row in tables()["base_salary"] if row["from"] <= day]
    if not standing:
        raise ValueError(_("Chưa có mức lương cơ sở cho ngày {day}.").format(day=f"{day:%d/%m/%Y}"))
    return Base(standing[-1]["from"], standing[-1]["amount"], standing[-1]["source"])


def base_is_known(day: date) -> bool:
    """Tell whether the base salary of a day was written down by somebody who could know it."""
    return bool(day <= tables()["base_salary_known_until"])


def monthly_pay(rank: str, step: int, over_percent: int, day: date, *, allowances: Decimal = Decimal(0)) -> int:
    """Return the pay of a month in đồng: coefficient, percentage over the last step and allowances, times the base.

    ``allowances`` is a coefficient: of a post, a region, a charge.
    """
    own = coefficient(rank, step, day)
    whole = own + own * over_percent / 100 + allowances
    return int((whole * base_salary(day).amount).to_integral_value())


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of the month that has no such day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def delay_of(kind: str, *, public_employee: bool = False) -> int:
    """Return by how many months a discipline, or a year not fulfilled, puts the next step off."""
    row = tables()["delays"][kind]
    return int(row.get("public_employee_months", row["months"]) if public_employee else row["months"])


def next_due(
    rank: str, step: int, over_percent: int, counts_from: date, *, delays: Sequence[int] = (), early: int = 0
) -> Due:
    """Return what comes after a step that counts from a day.

    ``delays`` are months by which decisions put it off; ``early`` months by which a decision brings it forward, at most
    what the rules allow. At the last step there follow 5 in a hundred after the months of a step, then 1 a year.
    """
    group, over = group_of(rank, counts_from), tables()["over"]
    if early > tables()["early"]["most_months"]:
        raise ValueError(_("Nâng bậc trước thời hạn nhiều nhất {most} tháng.").format(
            most=tables()["early"]["most_months"]
        ))  # fmt: skip
    if step < group.steps:
        months, to_step, percent = group.months, step + 1, 0
    elif over_percent < over["first_percent"]:
        months, to_step, percent = group.months, step, over["first_percent"]
    else:
        months, to_step, percent = over["then_months"], step, over_percent + over["then_percent"]
    delay = sum(delays)
    return Due(add_months(counts_from, months + delay - early), to_step, percent, delay)


def most_early(staff: int) -> int:
    """Return how many of ``staff`` people may have a step before its time in a year."""
    return int(staff * tables()["early"]["most_percent"] // 100)
