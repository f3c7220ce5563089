"""What the room tells the house."""

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING, Check, Module
from tinhso.kernel.reading import program, queries

_LONG = timedelta(minutes=10)


def missing_letters() -> list[str]:
    """Return that words cannot be read, and so names are not compared, for ``tinhso doctor``."""
    program.missing.cache_clear()
    if not program.missing():
        return []
    return [
        WARNING
        + gettext(
            "Chưa có Tesseract tiếng Việt: trang giấy vẫn được xem có trắng, nhòe, mất mép hay nằm ngang không, nhưng "
            "không đọc được chữ nên không biết trang lộn ngược và giấy của người khác. "
            "Cài bằng: apt-get install tesseract-ocr tesseract-ocr-vie"
        )
    ]


def waiting_files() -> list[str]:
    """Return that files wait too long to be looked at, for ``tinhso doctor``."""
    count = queries.waiting_long(clock.now() - _LONG)
    if not count:
        return []
    return [
        WARNING + gettext("{count} tệp chờ xem quá 10 phút: tiến trình nền có đang chạy không?").format(count=count)
    ]


MODULE = Module(
    code="reading",
    name=_("Đọc trang giấy"),
    icon="eye",
    checks=(
        Check(_("Đọc chữ trên giấy (Tesseract)"), missing_letters),
        Check(_("Tệp chờ xem"), waiting_files),
    ),
)
