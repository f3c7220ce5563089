"""``tinhso calc``: counting by the rules of working time, without a database."""

import csv
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal, DecimalException
from pathlib import Path

import click
from django.conf import settings

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.worktime.calculator import WORKING_DAY_MINUTES, Pause, Term, UnknownYear, WorkCalendar, due
from tinhso.kernel.worktime.datafiles import default_calendar

COLUMNS = ("from", "working_days", "working_hours", "pauses", "cutoff", "whole_days")
_YES = {"1", "true", "yes", "y", "x", "có", "co", "đúng"}
_MOST_MINUTES = 50 * 366 * WORKING_DAY_MINUTES
_NO = {"", "0", "false", "no", "n", "không", "khong"}


class BadValue(Exception):  # noqa: N818 - like a refusal, an answer to what was typed
    """A value that cannot be read: ``column`` says which, ``message`` what is expected."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@click.group()
def calc() -> None:
    """Tính hạn giải quyết, thời gian làm việc."""


@calc.command()
@click.option("--from", "start", metavar="LÚC", help="Lúc nhận hồ sơ, ví dụ 2026-02-13T16:30.")
@click.option("--working-days", metavar="N", help="Thời hạn theo ngày làm việc; một ngày là 8 giờ làm việc.")
@click.option(
    "--working-hours", metavar="H", help="Thời hạn theo giờ làm việc; cộng thêm vào --working-days nếu có cả hai."
)
@click.option(
    "--pause", "pauses", multiple=True, metavar="TỪ/ĐẾN", help="Khoảng tạm dừng tính thời hạn; ghi được nhiều lần."
)
@click.option("--cutoff", metavar="HH:MM", help="Nhận từ giờ này trở đi thì tính từ đầu ngày làm việc tiếp theo.")
@click.option("--whole-days", is_flag=True, help="Đến hạn vào giờ đóng cửa của ngày làm việc thứ N sau ngày nhận.")
@click.option(
    "--file",
    "cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tính cho mọi dòng của tệp CSV có các cột " + ", ".join(COLUMNS) + "; các khoảng tạm dừng cách nhau bởi “;”.",
)
@click.option("--database", "installed", is_flag=True, help="Dùng lịch đang lưu trong cơ sở dữ liệu của hệ thống này.")
def deadline(
    start: str | None,
    working_days: str | None,
    working_hours: str | None,
    pauses: tuple[str, ...],
    cutoff: str | None,
    whole_days: bool,
    cases: Path | None,
    installed: bool,
) -> None:
    """In hạn giải quyết theo ISO 8601 ở dòng cuối cùng.

    Giờ không ghi múi giờ là giờ Việt Nam. Với --file, mỗi dòng dữ liệu cho đúng một dòng kết quả theo thứ tự;
    dòng không tính được in “lỗi: …”, stderr ghi rõ dòng và cột, và mã thoát là 2.
    """
    if (start is None) == (cases is None):
        raise click.UsageError("Cần đúng một trong hai: --from LÚC hoặc --file TỆP.")
    if cases is not None and (working_days or working_hours or pauses or cutoff or whole_days):
        raise click.UsageError("Với --file, thời hạn và các lựa chọn khác ghi trong tệp.")
    calendar = _installed_calendar() if installed else _bare_calendar()
    if cases is not None:
        sys.exit(2 if _count_file(calendar, cases) else 0)
    row = {
        "from": start or "",
        "working_days": working_days or "",
        "working_hours": working_hours or "",
        "pauses": ";".join(pauses),
        "cutoff": cutoff or "",
        "whole_days": "1" if whole_days else "",
    }
    try:
        moment = count(calendar, row)
    except BadValue as error:
        option = {"pauses": "pause"}.get(error.column, error.column).replace("_", "-")
        _complain(f"--{option}: {error.message}")
        sys.exit(2)
    except Refused as error:
        _complain(error.message)
        sys.exit(2)
    if not calendar.is_decided(moment.year):
        _complain(f"Lưu ý: lịch nghỉ năm {moment.year} mới là dự tính, chưa có thông báo chính thức.")
    click.echo(moment.isoformat())


def count(calendar: WorkCalendar, row: Mapping[str, str]) -> datetime:
    """Return the due time of a case given as text by column; raise ``BadValue`` or ``Refused``."""
    start = _moment(row.get("from") or "", "from")
    minutes = _amount(row.get("working_days") or "", "working_days", WORKING_DAY_MINUTES) + _amount(
        row.get("working_hours") or "", "working_hours", 60
    )
    if not minutes:
        raise BadValue("working_days", "cần thời hạn lớn hơn 0, theo ngày làm việc hoặc giờ làm việc.")
    whole = (row.get("whole_days") or "").strip().lower()
    if whole not in _YES | _NO:
        raise BadValue("whole_days", f"“{whole}” không rõ; ghi 1 hoặc 0.")
    return due(
        calendar,
        start,
        Term(working_minutes=minutes),
        cutoff=_cutoff(row.get("cutoff") or ""),
        whole_days=whole in _YES,
        pauses=[_pause(part) for part in (row.get("pauses") or "").split(";") if part.strip()],
    )


def _count_file(calendar: WorkCalendar, path: Path) -> int:
    """Print one line for each case of the file; return how many could not be counted."""
    bad = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_header(reader.fieldnames or ())
            for row in reader:
                try:
                    if None in row:
                        raise BadValue("from", f"dòng có nhiều hơn {len(reader.fieldnames or ())} ô.")
                    click.echo(count(calendar, row).isoformat())
                except (BadValue, Refused) as error:
                    bad += 1
                    _complain(f"{path.name}, dòng {reader.line_num}, cột {_column_of(error, row)}: {error.message}")
                    click.echo(f"lỗi: {error.message}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.UsageError(f"Tệp {path.name} không phải CSV mã UTF-8; hãy lưu lại theo CSV UTF-8.") from error
    return bad


def _column_of(error: BadValue | Refused, row: Mapping[str, str]) -> str:
    """Return the column that a person has to mend."""
    if isinstance(error, BadValue):
        return error.column
    if error.code == "bad-pause":
        return "pauses"
    if error.code == "not-whole-days":
        return "whole_days"
    if isinstance(error, UnknownYear) and str(error.year) in (row.get("pauses") or ""):
        return "pauses"
    if isinstance(error, UnknownYear) and str(error.year) not in row["from"]:
        return "working_days" if row.get("working_days") else "working_hours"
    return "from"


def _check_header(names: Iterable[str]) -> None:
    names = list(names)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or "from" not in names:
        raise click.UsageError(
            f"Dòng tiêu đề cần cột from và các cột trong số {', '.join(COLUMNS)}; "
            f"đang có: {', '.join(names) or 'trống'}."
        )


def _moment(text: str, column: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadValue(column, f"“{text}” không phải thời điểm; ghi như 2026-02-13T16:30.") from error


def _amount(text: str, column: str, unit: int) -> int:
    """Return an amount of days or hours (``1.5`` or ``1,5``) in whole minutes."""
    if not text.strip():
        return 0
    try:
        minutes = Decimal(text.strip().replace(",", ".")) * unit
    except DecimalException as error:
        raise BadValue(column, f"“{text}” không phải số; ghi như 3 hoặc 1.5.") from error
    if not minutes.is_finite() or not 0 <= minutes <= _MOST_MINUTES or minutes != minutes.to_integral_value():
        raise BadValue(column, f"“{text}” không dùng được; cần số không âm, tròn phút, không quá 50 năm.")
    return int(minutes)


def _cutoff(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError as error:
        raise BadValue("cutoff", f"“{text}” không phải giờ; ghi như 15:00.") from error


def _pause(text: str) -> Pause:
    first, separator, last = text.partition("/")
    if not separator:
        raise BadValue("pauses", f"“{text}” không phải khoảng thời gian; ghi như 2026-02-13T16:30/2026-02-24T08:00.")
    begin, end = _moment(first, "pauses"), _moment(last, "pauses")
    return begin, end


def _bare_calendar() -> WorkCalendar:
    if not settings.configured:
        # Only the words of refusals ask Django anything; they need no settings of an installation, no database.
        settings.configure(USE_I18N=False)
    return default_calendar()


def _installed_calendar() -> WorkCalendar:
    from tinhso.cli import start_django

    start_django()
    from tinhso.kernel.worktime.queries import current_calendar

    return current_calendar()


def _complain(message: str) -> None:
    click.echo(message, err=True)
