"""Codes and forms of QCVN 102:2016/BTTTT, as programs in use read them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.foundation.clock import VIETNAM

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
EXTENSION = "urn:tinhso:exchange:1"
"""What this platform adds, in places where the schema takes foreign elements: contents by reference."""

DAY = "%Y/%m/%d"
MOMENT = "%Y/%m/%d %H:%M:%S"


class Business(IntEnum):
    """What a document message is for (``BussinessDocType``)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


class StatusCode(models.TextChoices):
    """States that travel back to the sender. Other codes in use are local to single programs and never sent."""

    ARRIVED = "01", _("Đã đến")
    REFUSED = "02", pgettext_lazy("state", "Từ chối tiếp nhận")
    ACCEPTED = "03", _("Đã tiếp nhận")
    ASSIGNED = "04", _("Phân công xử lý")
    PROCESSING = "05", _("Đang xử lý")
    FINISHED = "06", _("Hoàn thành")
    RECALL_ASKED = "13", _("Yêu cầu lấy lại")
    RECALL_AGREED = "15", _("Đồng ý lấy lại, cập nhật")
    RECALL_REFUSED = "16", _("Từ chối lấy lại, cập nhật")


class Priority(models.IntegerChoices):
    """Urgency (độ khẩn). The values are from memory: no text of the standard was at hand."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    VERY_URGENT = 2, _("Thượng khẩn")
    EXPRESS = 3, _("Hỏa tốc")


class Competence(StrEnum):
    """In whose name somebody signs (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

    ON_BEHALF = "TM."
    ACTING = "Q."
    FOR_HEAD = "KT."
    BY_ORDER = "TL."
    AUTHORISED = "TUQ."


_ID = re.compile(r"([^,]{1,35}),(\d{4}/\d{2}/\d{2}),(.{1,60})")


@dataclass(frozen=True)
class EdxmlDocumentId:
    """``{OrganId},{yyyy/MM/dd},{số/ký hiệu}``: which document, in every message about it."""

    organ_id: str
    issued_on: date
    code: str

    def __str__(self) -> str:
        return f"{self.organ_id},{self.issued_on.strftime(DAY)},{self.code}"

    @classmethod
    def parse(cls, text: str) -> "EdxmlDocumentId":
        """Read the text form; raise ``ValueError``."""
        found = _ID.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        return cls(found[1].strip(), day_of(found[2]), found[3].strip())


def day_of(text: str) -> date:
    """Read ``yyyy/MM/dd``, or the same with hyphens as some programs write it; raise ``ValueError``."""
    return datetime.strptime(text.strip().replace("-", "/"), DAY).date()  # noqa: DTZ007 - a date has no zone


def moment_of(text: str) -> datetime:
    """Read ``yyyy/MM/dd HH:mm:ss`` as time of Viet Nam; raise ``ValueError``."""
    return datetime.strptime(text.strip().replace("-", "/"), MOMENT).replace(tzinfo=VIETNAM)


def moment_text(moment: datetime) -> str:
    """Write an aware moment as time of Viet Nam."""
    return moment.astimezone(VIETNAM).strftime(MOMENT)
