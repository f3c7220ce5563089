"""The doctor's look at dossiers: every due time must follow from its ledger."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kernel.worktime.queries import edition
from tinhso.kits.procedures import clocks
from tinhso.kits.procedures.models import ClockEvent, Dossier, ProcedureVersion
from tinhso.kits.procedures.versions import definition_of

MOST_PROBLEMS = 50


def deadline_differences() -> Iterator[str]:
    """Replay every ledger, each line under its own edition of the calendar; tell each due time that does not follow."""
    editions: dict[UUID | None, WorkCalendar | None] = {}
    rules = {version.id: definition_of(version).clock for version in ProcedureVersion.objects.all()}
    heads = {
        dossier_id: (code, version_id, due_at)
        for dossier_id, code, version_id, due_at in Dossier.objects.filter(received_at__isnull=False)
        .values_list("id", "code", "version_id", "due_at")
        .iterator(chunk_size=5000)
    }
    lines = ClockEvent.objects.order_by("dossier_id", "position").iterator(chunk_size=5000)
    for dossier_id, group in groupby(lines, key=attrgetter("dossier_id")):
        code, version_id, due_at = heads.pop(dossier_id, ("", None, None))
        if version_id is None:
            yield _("Sổ thời hạn có dòng của hồ sơ {dossier_id} chưa được tiếp nhận.").format(dossier_id=dossier_id)
            continue
        ledger = list(group)
        for end, line in enumerate(ledger, 1):
            if line.calendar not in editions:
                editions[line.calendar] = edition(line.calendar)
            calendar = editions[line.calendar]
            if calendar is None:
                yield _("Hồ sơ {code}, dòng {end}: không còn bản lịch {calendar} đã dùng để tính.").format(
                    code=code, end=end, calendar=line.calendar
                )
                break
            expected = clocks.replay(calendar, rules[version_id], ledger[:end]).due_at
            if line.position != end:
                yield _("Hồ sơ {code}: sổ thời hạn thiếu dòng {end}.").format(code=code, end=end)
                break
            if expected != line.due_after:
                yield _("Hồ sơ {code}, dòng {end}: hạn ghi {due_after}, tính lại {expected}.").format(
                    code=code, end=end, due_after=line.due_after, expected=expected
                )
                break
        else:
            if ledger[-1].due_after != due_at:
                yield _("Hồ sơ {code}: hạn trả {due_at} khác sổ thời hạn {due_after}.").format(
                    code=code, due_at=due_at, due_after=ledger[-1].due_after
                )
    for code, _version_id, _due_at in heads.values():
        yield _("Hồ sơ {code} đã tiếp nhận nhưng không có sổ thời hạn.").format(code=code)


def check_deadlines() -> list[str]:
    """Return the differences for ``tinhso doctor``, the first ones when there are many."""
    problems: list[str] = []
    for problem in deadline_differences():
        problems.append(problem)
        if len(problems) == MOST_PROBLEMS:
            problems.append(_("… còn nữa; chỉ hiện các trường hợp đầu tiên."))
            break
    return problems
