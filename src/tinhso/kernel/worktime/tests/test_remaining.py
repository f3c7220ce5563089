"""The time left, in words."""

from datetime import datetime

import pytest

from tinhso.kernel.worktime.calculator import VIETNAM
from tinhso.kernel.worktime.datafiles import default_calendar
from tinhso.kernel.worktime.remaining import remaining


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        ("2026-03-02T09:00", "2026-03-04T14:00", "còn 2 ngày 3 giờ làm việc"),
        ("2026-03-02T09:00", "2026-03-03T09:00", "còn 1 ngày làm việc"),
        ("2026-03-02T09:00", "2026-03-02T10:20", "còn 1 giờ 20 phút làm việc"),
        ("2026-03-02T09:00", "2026-03-02T09:05", "còn 5 phút làm việc"),
        ("2026-03-02T09:00", "2026-03-02T09:00", "đến hạn"),
        ("2026-03-03T17:30", "2026-03-02T15:30", "quá 1 ngày 2 giờ"),
        ("2026-03-02T09:30", "2026-03-02T09:00", "quá 30 phút"),
        ("2026-03-08T10:00", "2026-03-06T17:30", "vừa quá hạn"),
        ("2026-02-14T10:00", "2026-02-23T08:30", "còn 1 giờ làm việc"),
    ],
)
def test_the_time_left_is_told_in_working_time(now: str, due: str, words: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=VIETNAM) for text in (now, due)]
    left = remaining(default_calendar(), *moments)
    assert left.words == words
    assert left.late is (moments[0] > moments[1])
