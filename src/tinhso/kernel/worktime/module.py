"""What working time tells the house about itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kernel.worktime.queries import current_calendar

_LOOK_AHEAD_FROM_MONTH = 11


def check_years() -> list[str]:
    """Return what is missing from the table of days off: this year, and from November on the next one."""
    today = clock.today()
    years = current_calendar().years
    problems = []
    for year in [today.year] + [today.year + 1] * (today.month >= _LOOK_AHEAD_FROM_MONTH):
        if year not in years:
            problems.append(
                _("Chưa có lịch nghỉ năm %(year)s: hồ sơ đến hạn trong năm ấy sẽ không tiếp nhận được.")
                % {"year": year}
            )
        elif not years[year] and year == today.year:
            problems.append(
                _("Lịch nghỉ năm %(year)s mới là dự tính: hãy đối chiếu với thông báo chính thức.") % {"year": year}
            )
    return problems


MODULE = Module(
    code="worktime",
    name=gettext_lazy("Thời gian làm việc"),
    icon="calendar-time",
    checks=(Check(gettext_lazy("Lịch làm việc"), check_years),),
)
