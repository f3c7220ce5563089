"""The refusals that services raise; screens and the API turn them into words and RFC 9457 problems.

Every message is in Vietnamese, says what is wrong and what to do.
"""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that the rules do not allow. ``code`` is stable and documented; ``message`` is for people."""

    status = 422
    title = "Yêu cầu không thực hiện được"

    def __init__(self, message: str, *, code: str = "refused", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details


class Invalid(Refused):
    """Fields that cannot be accepted: ``fields`` maps a field's name to what is wrong and how to mend it."""

    status = 422
    title = "Dữ liệu chưa hợp lệ"

    def __init__(self, fields: Mapping[str, str], message: str = "Một số mục chưa hợp lệ.") -> None:
        super().__init__(message, code="invalid", fields=dict(fields))
        self.fields = dict(fields)


class Forbidden(Refused):
    """The actor lacks a right; the message says which, and who can give it."""

    status = 403
    title = "Không có quyền"

    def __init__(self, message: str, *, permission: str = "") -> None:
        super().__init__(message, code="forbidden", permission=permission)
        self.permission = permission


class NotFound(Refused):
    """Nothing that the actor may see stands under this key."""

    status = 404
    title = "Không tìm thấy"

    def __init__(self, message: str = "Không tìm thấy, hoặc quý vị không có quyền xem.") -> None:
        super().__init__(message, code="not-found")


class Conflict(Refused):
    """Somebody else acted first; the message says who and when."""

    status = 409
    title = "Đã có người xử lý trước"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message, code="conflict", **details)
