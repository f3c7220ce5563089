"""What happens to rows that others may want to know: four events for each register, declared with its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinhso.kernel.events import declare

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_FIELDS = {"unit": "khóa của đơn vị có bản ghi", "revision": "lần sửa thứ mấy"}


def declare_events(code: str, title: StrOrPromise) -> dict[str, str]:
    """Declare the events of the register ``code`` and return their names by what happened."""
    return {
        "added": declare(f"{code}.added", f"{title}: một bản ghi được thêm", _FIELDS),
        "changed": declare(
            f"{code}.changed", f"{title}: một bản ghi được sửa", {**_FIELDS, "fields": "tên các mục đã đổi"}
        ),
        "ended": declare(f"{code}.ended", f"{title}: một bản ghi hết hiệu lực", {**_FIELDS, "reason": "lý do"}),
        "merged": declare(
            f"{code}.merged",
            f"{title}: các bản ghi trùng được gộp, hoặc được tách lại",
            {**_FIELDS, "others": "khóa của các bản ghi được gộp", "undone": "là tách lại"},
        ),
    }
