"""The doctor's look at linked applications: every due time follows from its ledger, and none is stuck."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.worktime.calculator import WorkCalendar
from tinhso.kernel.worktime.queries import edition
from tinhso.kits.procedures.linked.clock import replay
from tinhso.kits.procedures.linked.models import LinkedApplication, LinkedBranch, LinkedClockEvent
from tinhso.kits.procedures.linked.states import ENDED, BranchState, WholeState

MOST_PROBLEMS = 50
SETTLED_WITHIN = timedelta(minutes=30)
"""How long after a branch has ended the whole must have taken it over."""


def deadline_differences() -> Iterator[str]:
    """Replay every ledger, each line under its own edition of the calendar; tell each due time that does not follow."""
    editions: dict[UUID | None, WorkCalendar | None] = {}
    heads = {
        key: (code, due_at)
        for key, code, due_at in LinkedApplication.objects.filter(received_at__isnull=False)
        .values_list("id", "code", "due_at")
        .iterator(chunk_size=5000)
    }
    lines = LinkedClockEvent.objects.order_by("application_id", "position").iterator(chunk_size=5000)
    for key, group in groupby(lines, key=attrgetter("application_id")):
        code, due_at = heads.pop(key, ("", None))
        ledger = list(group)
        for end, line in enumerate(ledger, 1):
            if line.calendar not in editions:
                editions[line.calendar] = edition(line.calendar)
            calendar = editions[line.calendar]
            if calendar is None or line.position != end:
                yield _("Hồ sơ liên thông {code}, dòng {end}: sổ thời hạn thiếu dòng hoặc thiếu bản lịch.").format(
                    code=code, end=end
                )
                break
            expected = replay(calendar, ledger[:end]).due_at
            if expected != line.due_after:
                yield _("Hồ sơ liên thông {code}, dòng {end}: hạn ghi {due_after}, tính lại {expected}.").format(
                    code=code, end=end, due_after=line.due_after, expected=expected
                )
                break
        else:
            if ledger[-1].due_after != due_at:
                yield _("Hồ sơ liên thông {code}: hạn chung {due_at} khác sổ thời hạn {due_after}.").format(
                    code=code, due_at=due_at, due_after=ledger[-1].due_after
                )
    for code, _due_at in heads.values():
        yield _("Hồ sơ liên thông {code} đã tiếp nhận nhưng không có sổ thời hạn.").format(code=code)


def check_deadlines() -> list[str]:
    """Return the differences for ``tinhso doctor``, the first ones when there are many."""
    problems: list[str] = []
    for problem in deadline_differences():
        problems.append(problem)
        if len(problems) == MOST_PROBLEMS:
            problems.append(_("… còn nữa; chỉ hiện các trường hợp đầu tiên."))
            break
    return problems


def check_progress() -> list[str]:
    """Return the applications that do not go on although they could, and branches that could not be opened."""
    problems = [
        WARNING
        + _("Hồ sơ liên thông {code}: chưa chuyển được “{branch}”: {note}").format(
            code=branch.application.code, branch=branch.name, note=branch.note
        )
        for branch in LinkedBranch.objects.filter(state=BranchState.BLOCKED).select_related("application")[
            :MOST_PROBLEMS
        ]
    ]
    late = clock.now() - SETTLED_WITHIN
    left = LinkedBranch.objects.filter(state=BranchState.OPEN, dossier__finished_at__lt=late)
    problems += [
        _("Hồ sơ liên thông {code}: nhánh “{branch}” đã xong mà hồ sơ chung chưa ghi nhận.").format(
            code=branch.application.code, branch=branch.name
        )
        for branch in left.select_related("application")[:MOST_PROBLEMS]
    ]
    unended = LinkedApplication.objects.filter(state=WholeState.OPEN).exclude(branches__state__in=_running())
    problems += [
        _("Hồ sơ liên thông {code}: mọi nhánh đã kết thúc mà hồ sơ chung chưa kết thúc.").format(code=code)
        for code in unended.values_list("code", flat=True)[:MOST_PROBLEMS]
    ]
    return problems


def _running() -> list[str]:
    return [state for state in BranchState.values if state not in ENDED]
