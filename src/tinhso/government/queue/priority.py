"""Who is served first: the province's rows, or those that come with the software, as they stand on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from tinhso.government.queue.models import PriorityClass
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid

_FILE = Path(__file__).parent / "data" / "priority_classes.yaml"


@dataclass(frozen=True)
class Priority:
    """A class of people who are served first, with the rule that says so."""

    code: str
    name: str
    position: int
    basis: str
    certainty: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the class holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def defaults() -> tuple[Priority, ...]:
    """Return the classes that come with the software, of all times."""
    rows: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(Priority(**{"certainty": "", **row}) for row in rows)


def all_classes() -> list[Priority]:
    """Return the classes of all times: the province's own rows when it has any."""
    rows = PriorityClass.objects.order_by("position", "valid_from")
    own = [
        Priority(row.code, row.name, row.position, row.basis, row.certainty, row.valid_from, row.valid_to)
        for row in rows
    ]
    return own or sorted(defaults(), key=lambda row: (row.position, row.valid_from))


def classes_on(day: date | None = None) -> list[Priority]:
    """Return the classes that hold on a day (today when not given), in their order."""
    wanted = day or clock.today()
    return [row for row in all_classes() if row.holds_on(wanted)]


def checked(code: str) -> str:
    """Return ``code`` when it names a class of today, or nothing; raise ``Invalid``."""
    if code and code not in {row.code for row in classes_on()}:
        raise Invalid({"priority": _("Đối tượng ưu tiên này không còn áp dụng; hãy chọn lại.")})
    return code
