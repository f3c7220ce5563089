"""The refusals that services raise; screens and the API turn them into words and RFC 9457 problems.

Every message is in Vietnamese, says what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that the rules do not allow. ``code`` is stable and documented; ``message`` is for people."""

    status = 422
    title: StrOrPromise = _("Yêu cầu không thực hiện được")

    def __init__(self, message: StrOrPromise, *, code: str = "refused", **details: Any) -> None:
        self.message = str(message)
        super().__init__(self.message)
        self.code = code
        self.details = details


class Invalid(Refused):
    """Fields that cannot be accepted: ``fields`` maps a field's name to what is wrong and how to mend it."""

    status = 422
    title = _("Dữ liệu chưa hợp lệ")

    def __init__(self, fields: Mapping[str, str], message: StrOrPromise = "") -> None:
        super().__init__(message or _("Một số mục chưa hợp lệ."), code="invalid", fields=dict(fields))
        self.fields = dict(fields)


class Forbidden(Refused):
    """The actor lacks a right; the message says which, and who can give it."""

    status = 403
    title = _("Không có quyền")

    def __init__(self, message: str, *, permission: str = "") -> None:
        super().__init__(message, code="forbidden", permission=permission)
        self.permission = permission


class NotFound(Refused):
    """Nothing that the actor may see stands under this key."""

    status = 404
    title = _("Không tìm thấy")

    def __init__(self, message: StrOrPromise = "") -> None:
        super().__init__(message or _("Không tìm thấy, hoặc quý vị không có quyền xem."), code="not-found")


class Conflict(Refused):
    """Somebody else acted first; the message says who and when."""

    status = 409
    title = _("Đã có người xử lý trước")

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message, code="conflict", **details)
