"""The words of money: states of invoices, payments, refunds, cash sessions; the books."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvoiceState(models.TextChoices):
    OPEN = "open", _("Chưa nộp")
    PAID = "paid", _("Đã nộp")
    EXEMPT = "exempt", _("Được miễn")
    CANCELLED = "cancelled", _("Đã hủy")
    REFUNDED = "refunded", _("Đã hoàn trả")


class How(models.TextChoices):
    ONLINE = "online", _("Thanh toán trực tuyến")
    CASH = "cash", _("Tiền mặt tại quầy")
    EXEMPT = "exempt", _("Miễn, giảm toàn bộ")


class ClaimState(models.TextChoices):
    """How a claim to pay less stands."""

    NONE = "", _("Không đề nghị")
    CLAIMED = "claimed", _("Chờ xét")
    GRANTED = "granted", _("Được chấp nhận")
    REFUSED = "refused", _("Không được chấp nhận")


class PaymentState(models.TextChoices):
    """How an attempt to pay through the platform stands. Money that came is kept apart, in ``PlatformMoney``."""

    WAITING = "waiting", _("Đang chờ ngân hàng")
    PAID = "paid", _("Thành công")
    WRONG = "wrong", _("Tiền về không khớp")
    CANCELLED = "cancelled", _("Người nộp đã hủy")
    FAILED = "failed", _("Không thành công")
    EXPIRED = "expired", _("Hết hạn")


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ chuyển")
    DONE = "done", _("Đã hoàn")
    FAILED = "failed", _("Nền tảng từ chối")
    REJECTED = "rejected", _("Không duyệt")


class NoticeEffect(models.TextChoices):
    """What a message of the platform did."""

    APPLIED = "applied", _("Đã ghi sổ")
    NOTHING = "nothing", _("Không đổi gì")
    DOUBLED = "doubled", _("Gửi lại")
    UNKNOWN = "unknown", _("Không rõ đơn")
    FORGED = "forged", _("Chữ ký không đúng")


class Book(models.TextChoices):
    """The accounts of the ledger. Debit is written positive, credit negative."""

    RECEIVABLE = "receivable", _("Phải thu người nộp")
    PLATFORM = "platform", _("Tiền ở nền tảng thanh toán")
    CASH = "cash", _("Tiền mặt tại quầy")
    BANK = "bank", _("Đã nộp kho bạc, ngân hàng")
    REVENUE = "revenue", _("Phí, lệ phí đã thu")
    UNAPPLIED = "unapplied", _("Thu thừa, chưa rõ")
    REFUND_DUE = "refund_due", _("Phải hoàn trả")
    OVER_SHORT = "over_short", _("Thừa, thiếu quỹ")


class DifferenceKind(models.TextChoices):
    """What a reconciliation finds."""

    MISSING_HERE = "missing_here", _("Nền tảng có, sổ tỉnh chưa ghi")
    UNKNOWN_ORDER = "unknown_order", _("Nền tảng có đơn mà tỉnh không lập")
    MISSING_THERE = "missing_there", _("Sổ tỉnh có, tệp nền tảng không có")
    AMOUNT = "amount", _("Số tiền khác nhau")
    DOUBLED = "doubled", _("Trả hai lần cho một đơn")
    REPEATED_LINE = "repeated_line", _("Một dòng lặp lại trong tệp")
    DAY = "day", _("Khác ngày")
    REFUND_MISSING_HERE = "refund_here", _("Nền tảng đã hoàn, sổ tỉnh chưa ghi")
    REFUND_MISSING_THERE = "refund_there", _("Sổ tỉnh đã hoàn, tệp nền tảng không có")
    STATUS = "status", _("Trạng thái khác nhau")


class Correction(models.TextChoices):
    """What a reconciliation proposes."""

    BOOK = "book", _("Ghi nhận khoản đã nộp")
    HOLD = "hold", _("Ghi vào khoản chưa rõ, chờ hoàn trả")
    REFUND_EXTRA = "refund_extra", _("Ghi nhận rồi hoàn khoản trả thừa")
    REVERSE = "reverse", _("Bỏ ghi nhận, hóa đơn trở lại chưa nộp")
    CORRECT_UP = "correct_up", _("Ghi thêm phần thừa vào khoản chờ hoàn trả")
    CORRECT_DOWN = "correct_down", _("Ghi theo số thực nhận, hóa đơn trở lại chưa nộp")
    MOVE_DAY = "move_day", _("Chuyển sang ngày của nền tảng")
    BOOK_REFUND = "book_refund", _("Ghi nhận khoản đã hoàn")
    RESEND_REFUND = "resend_refund", _("Gửi lại lệnh hoàn")
    WAIT = "wait", _("Chờ tệp ngày sau")
    IGNORE = "ignore", _("Bỏ qua, báo nền tảng sửa tệp")


class DifferenceState(models.TextChoices):
    OPEN = "open", _("Chờ xử lý")
    ACCEPTED = "accepted", _("Đã sửa theo đề xuất")
    DISMISSED = "dismissed", _("Không sửa")


class SessionState(models.TextChoices):
    OPEN = "open", _("Đang thu")
    CLOSED = "closed", _("Đã kiểm quỹ, chờ kế toán")
    CONFIRMED = "confirmed", _("Kế toán đã nhận")
