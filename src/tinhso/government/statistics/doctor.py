"""The doctor's look at the statistics: the sums against an independent count, closed reports against their digests."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.government.statistics import queries, slow
from tinhso.government.statistics.figures import COLUMNS, MEMO, MOVES, Figures
from tinhso.government.statistics.models import Closing, Touched
from tinhso.government.statistics.periods import MONTH, Period, period_of
from tinhso.government.statistics.services.closing import WHOLE, digest_of
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.models import ProcedureField

MOST_PROBLEMS = 30
MONTHS = 13
"""How many months back the count goes: the year of reporting and the one that runs."""
FEW = 5000
"""Up to how many waiting dossiers the adder is only slow; beyond it stands still."""


def check_sums() -> list[str]:
    """Compare every cell of the last thirteen months with a count that walks each dossier's lines."""
    waiting = Touched.objects.count()
    if waiting:
        words = _("{count} hồ sơ đang chờ cộng số liệu; hãy khám lại sau ít phút.").format(count=waiting)
        return [(WARNING if waiting <= FEW else "") + words]
    return _first(differences(_periods()))


def _periods() -> list[tuple[datetime, datetime]]:
    now = clock.now()
    period: Period = period_of(clock.today(), MONTH)
    spans = [(period.begins_at, now)]
    for _month in range(MONTHS - 1):
        period = period.before
        spans.append((period.begins_at, period.ends_at))
    return spans


def differences(spans: list[tuple[datetime, datetime]]) -> Iterator[str]:
    """Tell each cell of the spans whose sum is not what the independent count finds."""
    counted: list[dict[tuple[UUID, UUID], Counter[str]]] = [defaultdict(Counter) for _span in spans]
    for dossier in slow.walk():
        for counts, (begins_at, ends_at) in zip(counted, spans, strict=True):
            for unit_id, figure in slow.cells_of(dossier, begins_at, ends_at):
                counts[unit_id, dossier.field_id][figure] += 1
    for counts, (begins_at, ends_at) in zip(counted, spans, strict=True):
        sums = queries.cells(WHOLE, begins_at, ends_at)
        for unit_id, field_id in sums.keys() | counts.keys():
            summed_cell = sums.get((unit_id, field_id), Figures())
            counted_cell = counts.get((unit_id, field_id), Counter())
            for column in (*COLUMNS, *MEMO, *MOVES):
                summed, found = getattr(summed_cell, column.figure), counted_cell[column.figure]
                if summed != found:
                    yield _("{unit}, {field}, từ {since}, “{column}”: số cộng {summed}, đếm lại {found}.").format(
                        unit=OrganizationUnit.objects.get(id=unit_id).name,
                        field=ProcedureField.objects.get(id=field_id).name,
                        since=f"{begins_at.astimezone(clock.VIETNAM):%d/%m/%Y}",
                        column=column.label,
                        summed=summed,
                        found=found,
                    )


def check_closings() -> list[str]:
    """Check that closed reports stand as they were closed, and that late periods were closed at all."""
    problems = []
    before: dict[str, str] = {}
    for closing in Closing.objects.order_by("period", "number").prefetch_related("rows"):
        rows = sorted(
            closing.rows.all(),
            key=lambda row: (row.unit_identifier, str(row.unit_id), row.field_name, str(row.field_id)),
        )
        if digest_of(closing, rows, before.get(closing.period, "")) != closing.digest:
            problems.append(
                _("Bản chốt {period} (bản {number}) không còn khớp mã băm lúc chốt.").format(
                    period=closing.period, number=closing.number
                )
            )
        before[closing.period] = closing.digest
    return problems[:MOST_PROBLEMS] + _unclosed()


def _unclosed() -> list[str]:
    last = period_of(clock.today() - timedelta(days=3), MONTH).before
    if not Closing.objects.exists() or Closing.objects.filter(period=last.code).exists():
        return []
    return [WARNING + _("{period} đã hết mà chưa chốt số liệu.").format(period=last.label)]


def _first(found: Iterator[str]) -> list[str]:
    problems: list[str] = []
    for problem in found:
        problems.append(problem)
        if len(problems) == MOST_PROBLEMS:
            problems.append(_("… còn nữa; chỉ hiện các trường hợp đầu tiên."))
            break
    return problems
