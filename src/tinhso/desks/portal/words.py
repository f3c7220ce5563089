"""Plain words of the portal: what codes, statuses, acts and measures are called when one speaks to citizens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kits.procedures.definition import Copy, FeeCase, TermCase
from tinhso.kits.procedures.states import ClockEventKind, Status


@dataclass(frozen=True)
class Happening:
    """What happened, as a line of a story: its words, icon and tone."""

    title: Any
    icon: str
    tone: str


ALL = _("Tất cả")
TIERS = {"province": _("Cấp tỉnh"), "district": _("Cấp huyện"), "commune": _("Cấp xã")}
AUDIENCES = {"citizen": _("Người dân"), "business": _("Doanh nghiệp, hộ kinh doanh"), "organization": _("Tổ chức")}
ONLINE_LEVELS = {
    "full": _("Làm trọn vẹn trên mạng"),
    "partial": _("Nộp trên mạng, có bước phải đến nơi"),
}
COPY_FORMS = {
    "original": _("bản chính"),
    "certified": _("bản sao có chứng thực"),
    "copy": _("bản sao"),
    "electronic": _("bản điện tử"),
}
DELIVERIES = {
    "electronic": (_("Bản điện tử"), _("Nhận ngay khi ký xong, lưu trên trang hồ sơ của quý vị.")),
    "counter": (_("Tại bộ phận một cửa"), _("Mang theo giấy hẹn và thẻ căn cước.")),
    "post": (_("Qua bưu chính"), _("Bưu điện thu cước khi giao.")),
}
CLOCK_EVENTS = {
    ClockEventKind.START: Happening(_("Bắt đầu tính thời hạn"), icon="player-play", tone="info"),
    ClockEventKind.PAUSE: Happening(_("Tạm dừng tính thời hạn"), icon="player-pause", tone="waiting"),
    ClockEventKind.RESUME: Happening(_("Tính tiếp thời hạn"), icon="player-play", tone="progress"),
    ClockEventKind.RESTART: Happening(_("Tính lại thời hạn từ đầu"), icon="refresh", tone="progress"),
    ClockEventKind.EXTEND: Happening(_("Gia hạn"), icon="calendar-plus", tone="waiting"),
    ClockEventKind.RECOUNT: Happening(_("Tính lại hạn theo lịch làm việc mới"), icon="calendar-time", tone="waiting"),
    ClockEventKind.STOP: Happening(_("Kết thúc tính thời hạn"), icon="flag", tone="success"),
}


@dataclass(frozen=True)
class Standing:
    """How a status reads to the applicant: a title, what it means, a tone."""

    title: Any
    meaning: Any
    tone: str
    counted: bool = True
    """Whether a due time still means something."""


STANDINGS = {
    Status.SUBMITTED: Standing(
        _("Đã nộp, đang chờ tiếp nhận"), _("Bộ phận một cửa sẽ kiểm tra hồ sơ rồi tiếp nhận."), "info"
    ),
    Status.RECEIVED: Standing(
        _("Đã tiếp nhận"), _("Hồ sơ đầy đủ và hợp lệ. Thời hạn giải quyết đang được tính."), "progress"
    ),
    Status.REFUSED: Standing(
        _("Không được tiếp nhận"),
        _("Lý do và căn cứ có ở dưới. Quý vị có thể sửa rồi nộp lại hồ sơ mới."),
        "danger",
        counted=False,
    ),
    Status.PROCESSING: Standing(_("Đang giải quyết"), _("Cơ quan đang xem xét hồ sơ của quý vị."), "progress"),
    Status.SUPPLEMENT: Standing(
        _("Chờ quý vị bổ sung"), _("Cơ quan cần thêm giấy tờ hoặc lời giải thích của quý vị."), "waiting"
    ),
    Status.PAYMENT: Standing(
        _("Chờ nộp nghĩa vụ tài chính"), _("Hồ sơ được giải quyết tiếp sau khi quý vị nộp tiền."), "waiting"
    ),
    Status.WITHDRAWN: Standing(
        _("Đã rút"), _("Quý vị đã rút hồ sơ này; cơ quan không giải quyết nữa."), "neutral", counted=False
    ),
    Status.STOPPED: Standing(_("Đã dừng giải quyết"), _("Lý do và căn cứ có ở dưới."), "neutral", counted=False),
    Status.FINISHED: Standing(_("Đã có kết quả"), _("Kết quả đã được ký. Quý vị nhận theo cách đã chọn."), "success"),
    Status.HANDED_OVER: Standing(_("Đã trả kết quả"), _("Hồ sơ đã xong."), "success"),
}

ACTS = {
    "submit": Happening(_("Đã nộp hồ sơ"), icon="send", tone="info"),
    "receive": Happening(_("Tiếp nhận hồ sơ"), icon="inbox", tone="info"),
    "refuse": Happening(_("Không tiếp nhận hồ sơ"), icon="x", tone="danger"),
    "ask-supplement": Happening(_("Yêu cầu bổ sung"), icon="player-pause", tone="waiting"),
    "answer-supplement": Happening(_("Đã bổ sung hồ sơ"), icon="file-plus", tone="info"),
    "assign": Happening(_("Phân công người giải quyết"), icon="user-check", tone="progress"),
    "do": Happening(_("Thẩm định xong một bước"), icon="check", tone="progress"),
    "propose": Happening(_("Trình kết quả để ký"), icon="writing", tone="progress"),
    "return": Happening(_("Chuyển lại bước trước để hoàn thiện"), icon="arrow-back-up", tone="waiting"),
    "sign": Happening(_("Đã ký kết quả"), icon="signature", tone="success"),
    "hand-over": Happening(_("Trả kết quả"), icon="package", tone="success"),
    "withdraw": Happening(_("Rút hồ sơ"), icon="arrow-back", tone="neutral"),
    "stop": Happening(_("Dừng giải quyết"), icon="x", tone="neutral"),
    "consult": Happening(_("Hỏi ý kiến cơ quan khác"), icon="send", tone="progress"),
    "opine": Happening(_("Cơ quan được hỏi đã trả lời"), icon="message", tone="progress"),
    "deem-agreed": Happening(_("Cơ quan được hỏi không có ý kiến, coi như đồng ý"), icon="clock", tone="progress"),
    "suspend": Happening(_("Tạm dừng giải quyết"), icon="player-pause", tone="waiting"),
    "resume": Happening(_("Tiếp tục giải quyết"), icon="player-play", tone="progress"),
    "sign-notice": Happening(_("Gửi văn bản cho quý vị"), icon="signature", tone="info"),
    "initial": Happening(_("Soát dự thảo kết quả"), icon="writing", tone="progress"),
    "seal": Happening(_("Đóng dấu kết quả"), icon="certificate", tone="success"),
    "ask-payment": Happening(_("Tạm dừng chờ nộp phí, lệ phí"), icon="player-pause", tone="waiting"),
    "settle-fee": Happening(_("Đã nộp phí, lệ phí"), icon="cash", tone="success"),
    "reopen-fee": Happening(_("Phí, lệ phí trở lại chưa nộp"), icon="alert-triangle", tone="waiting"),
}
"""Act of the log → its words."""

INSIDE = frozenset(
    {"take", "give-back", "reassign", "slip", "slip-received", "remind-opinion", "withdraw-question", "decline-notice"}
    | {"propose-extension"}
)
"""Acts by which an office arranges its own work: the citizen's story leaves them out."""

REASONS_SHOWN = frozenset({"refuse", "ask-supplement", "stop", "withdraw", "suspend", "sign-notice"})
"""Acts whose reason is written for the citizen; what officers write to each other stays with them."""


def act_words(act: str) -> Happening:
    """Return an act's words; an act that the portal does not know is a step of the work."""
    return ACTS.get(act) or Happening(_("Giải quyết hồ sơ"), icon="loader", tone="progress")


def unit_name(unit: OrganizationUnit) -> str:
    """Return how a unit is called out of its house: a desk or division with the place it belongs to."""
    inner = unit.kind in (UnitKind.ONE_STOP, UnitKind.DIVISION)
    return unit.short_name if inner and unit.short_name else unit.name


def term_words(term: TermCase | Mapping[str, Any]) -> str:
    """Return a term in words: working days, working hours, days, or within the day."""
    case = term.model_dump() if isinstance(term, TermCase) else term
    if case.get("same_day"):
        return str(_("Trong ngày làm việc"))
    if case.get("working_days"):
        return str(_("{count} ngày làm việc")).format(count=case["working_days"])
    if case.get("working_hours"):
        return str(_("{count} giờ làm việc")).format(count=case["working_hours"])
    if case.get("calendar_days"):
        return str(_("{count} ngày")).format(count=case["calendar_days"])
    return ""


def copy_words(copies: tuple[Copy, ...]) -> str:
    """Return in which forms a part may be handed in: ``1 bản chính, hoặc 1 bản điện tử``."""
    words = [f"{copy.count} {COPY_FORMS[copy.form]}" for copy in copies]
    return str(_(" hoặc ")).join(words)


def channel_words(case: FeeCase) -> str:
    """Return through which channels an amount holds; empty when through all."""
    names = {"online": _("nộp trên mạng"), "counter": _("nộp tại quầy"), "post": _("nộp qua bưu chính")}
    return ", ".join(str(names[channel]) for channel in case.channels)
