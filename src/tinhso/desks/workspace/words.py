"""Words, icons and tones of the workspace for what the kit keeps as codes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kits.procedures.states import ClockEventKind, OpinionState, Verdict

LINES = {
    "submit": (_("Nộp hồ sơ"), "send", "info"),
    "receive": (_("Tiếp nhận"), "inbox", "info"),
    "refuse": (_("Từ chối tiếp nhận"), "x", "danger"),
    "ask-supplement": (_("Yêu cầu bổ sung"), "player-pause", "waiting"),
    "answer-supplement": (_("Bổ sung hồ sơ"), "file-plus", "info"),
    "assign": (_("Phân công"), "user-check", "progress"),
    "do": (_("Xử lý xong bước"), "check", "progress"),
    "propose": (_("Trình kết quả"), "writing", "progress"),
    "return": (_("Trả lại bước trước"), "arrow-back-up", "waiting"),
    "sign": (_("Ký kết quả"), "signature", "success"),
    "hand-over": (_("Trả kết quả"), "package", "success"),
    "withdraw": (_("Rút hồ sơ"), "arrow-back", "neutral"),
    "stop": (_("Dừng giải quyết"), "x", "neutral"),
    "ask-payment": (_("Tạm dừng chờ nộp phí, lệ phí"), "player-pause", "waiting"),
    "settle-fee": (_("Đã nộp phí, lệ phí"), "cash", "success"),
    "reopen-fee": (_("Phí, lệ phí trở lại chưa nộp"), "alert-triangle", "waiting"),
    "consult": (_("Lấy ý kiến đơn vị khác"), "send", "waiting"),
    "opine": (_("Trả lời ý kiến"), "message", "info"),
    "deem-agreed": (_("Coi như đồng ý"), "clock", "info"),
    "remind-opinion": (_("Nhắc trả lời ý kiến"), "bell", "waiting"),
    "withdraw-question": (_("Rút câu hỏi"), "arrow-back", "neutral"),
    "suspend": (_("Tạm dừng giải quyết"), "player-pause", "waiting"),
    "resume": (_("Tiếp tục giải quyết"), "player-play", "progress"),
    "propose-extension": (_("Trình văn bản xin lỗi, gia hạn"), "writing", "waiting"),
    "sign-notice": (_("Ký văn bản gửi người nộp"), "signature", "success"),
    "decline-notice": (_("Không ký văn bản"), "x", "neutral"),
    "initial": (_("Ký nháy"), "writing", "progress"),
    "seal": (_("Đóng dấu"), "certificate", "success"),
    "take": (_("Nhận việc"), "user-check", "progress"),
    "give-back": (_("Trả việc về đơn vị"), "arrow-back-up", "neutral"),
    "reassign": (_("Giao lại việc"), "user-check", "progress"),
    "slip": (_("Bàn giao hồ sơ"), "send", "info"),
    "slip-received": (_("Nhận bàn giao"), "inbox", "info"),
}
"""Act of the log → its words, icon and tone."""

OPINIONS = {
    (OpinionState.ASKED, ""): "waiting",
    (OpinionState.ANSWERED, Verdict.AGREE): "success",
    (OpinionState.ANSWERED, Verdict.CONDITIONS): "progress",
    (OpinionState.ANSWERED, Verdict.DISAGREE): "danger",
    (OpinionState.DEEMED, Verdict.AGREE): "info",
    (OpinionState.DROPPED, ""): "neutral",
}
"""State and verdict of an opinion → its tone."""

CLOCK = {
    ClockEventKind.START: ("player-play", "info"),
    ClockEventKind.PAUSE: ("player-pause", "waiting"),
    ClockEventKind.RESUME: ("player-play", "progress"),
    ClockEventKind.RESTART: ("refresh", "progress"),
    ClockEventKind.EXTEND: ("calendar-plus", "waiting"),
    ClockEventKind.RECOUNT: ("calendar-time", "waiting"),
    ClockEventKind.STOP: ("flag", "success"),
}
"""Kind of a ledger line → its icon and tone."""


def line_words(act: str) -> tuple[Any, str, str]:
    """Return the words, icon and tone of a log line; an act unknown here is named as it is."""
    return LINES.get(act, (act, "loader", "progress"))
