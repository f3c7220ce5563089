"""What is wrong with a page, in plain words, and how to mend it."""

from django.utils.translation import gettext as _

from tinhso.kernel.reading import verdicts
from tinhso.kernel.reading.names import Stranger


def problem(code: str) -> tuple[str, str]:
    """Return what is wrong, and what to do about it."""
    words = {
        verdicts.BLANK: (
            _("là trang trắng"),
            _("Trang này không có chữ. Nếu là mặt sau không in gì thì bỏ trang này; nếu không, hãy chụp lại."),
        ),
        verdicts.BLURRED: (
            _("bị nhòe"),
            _("Chữ nhòe, khó đọc. Hãy lau ống kính, giữ chắc máy, chạm vào trang giấy cho rõ nét rồi chụp lại."),
        ),
        verdicts.CUT: (
            _("bị mất góc hoặc mép giấy"),
            _("Một phần trang nằm ngoài ảnh. Hãy lùi máy lại cho thấy đủ bốn mép giấy rồi chụp lại."),
        ),
        verdicts.SIDEWAYS: (
            _("nằm ngang"),
            _("Chữ chạy dọc theo ảnh. Hãy xoay ảnh cho chữ nằm ngang rồi gửi lại."),
        ),
        verdicts.UPSIDE_DOWN: (
            _("ngược đầu"),
            _("Trang bị lộn ngược. Hãy xoay ảnh nửa vòng rồi gửi lại."),
        ),
        verdicts.TINY: (
            _("chữ quá nhỏ"),
            _("Phóng to cũng không đọc được. Hãy đưa máy lại gần, hoặc gửi ảnh gốc, đừng gửi ảnh qua tin nhắn."),
        ),
    }
    return words[code]


def other_person(found: Stranger) -> tuple[str, str]:
    """Return that a page names somebody else, and what to do about it."""
    if found.name:
        title = _("ghi tên người khác: {name}").format(name=found.name)
    else:
        title = _("ghi số định danh khác: {number}").format(number=_masked(found.number))
    help_ = _("Người này không có trong hồ sơ. Hãy xem có gửi nhầm giấy không, hoặc xem lại tên đã khai.")
    return title, help_


def _masked(number: str) -> str:
    return f"{number[:3]}…{number[-3:]}"
