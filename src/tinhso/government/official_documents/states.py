"""The states of documents, parts of work and signatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Which way a book's documents go."""

    INCOMING = "incoming", _("Văn bản đến")
    OUTGOING = "outgoing", _("Văn bản đi")
    INTERNAL = "internal", _("Văn bản nội bộ")


class NumberState(models.TextChoices):
    """What became of a number of a series; a number that was given never disappears."""

    RESERVED = "reserved", _("đang giữ")
    USED = "used", _("đã dùng")
    CANCELLED = "cancelled", _("đã hủy")


class Channel(models.TextChoices):
    """How an incoming document came."""

    EXCHANGE = "exchange", _("trục liên thông")
    PAPER = "paper", _("bản giấy, quét tại văn thư")
    UPLOAD = "upload", _("tệp điện tử")
    IMPORT = "import", _("hệ thống cũ")


class Incoming(models.TextChoices):
    """Where an incoming document stands."""

    ARRIVED = "arrived", _("chờ vào sổ")
    REGISTERED = "registered", _("đã vào sổ")
    ROUTED = "routed", _("đã phân công")
    PROCESSING = "processing", _("đang xử lý")
    DONE = "done", _("đã xử lý xong")
    REFUSED = "refused", _("đã từ chối")
    RECALLED = "recalled", _("nơi gửi đã thu hồi")


OPEN_INCOMING = (Incoming.ARRIVED, Incoming.REGISTERED, Incoming.ROUTED, Incoming.PROCESSING)


class Part(models.TextChoices):
    """The part in which somebody is given a document."""

    LEAD = "lead", _("chủ trì")
    JOINT = "joint", _("phối hợp")
    KNOW = "know", _("để biết")


class Assigned(models.TextChoices):
    """Where a part of work stands."""

    WAITING = "waiting", _("chưa nhận")
    DOING = "doing", _("đang làm")
    PASSED_ON = "passed_on", _("đã giao tiếp")
    DONE = "done", _("đã xong")
    RECALLED = "recalled", _("đã rút")


OPEN_ASSIGNED = (Assigned.WAITING, Assigned.DOING, Assigned.PASSED_ON)


class Outgoing(models.TextChoices):
    """Where a document of one's own stands."""

    DRAFTING = "drafting", _("đang soạn")
    SIGNING = "signing", _("đang trình ký")
    SIGNED = "signed", _("đã ký, chờ phát hành")
    ISSUED = "issued", _("đã ban hành")
    RECALLED = "recalled", pgettext_lazy("official document", "đã thu hồi")
    REPLACED = "replaced", _("đã được thay thế")
    DROPPED = "dropped", _("đã bỏ")


FROZEN = (Outgoing.RECALLED, Outgoing.REPLACED, Outgoing.DROPPED)
OUT = (Outgoing.ISSUED, Outgoing.RECALLED, Outgoing.REPLACED)


class SignatureRole(models.TextChoices):
    """Who signs in which part: initials first, then the leader, then the agency."""

    INITIAL = "initial", _("ký nháy")
    SIGN = "sign", _("ký ban hành")
    SEAL = "seal", _("ký số của cơ quan")


class Signed(models.TextChoices):
    """Where a step of the signing chain stands."""

    WAITING = "waiting", _("chờ")
    SIGNED = "signed", _("đã ký")
    RETURNED = "returned", _("trả lại")
    DROPPED = "dropped", _("không còn dùng")


class Urgency(models.IntegerChoices):
    """How urgent a document is (Nghị định 30/2020/NĐ-CP, Phụ lục I); the numbers are edXML's, from memory."""

    NORMAL = 0, _("thường")
    URGENT = 1, _("khẩn")
    VERY_URGENT = 2, _("thượng khẩn")
    AT_ONCE = 3, _("hỏa tốc")


class Verdict(models.TextChoices):
    """What is to be thought of the signatures of a file."""

    VALID = "valid", _("chữ ký hợp lệ")
    DOUBTFUL = "doubtful", _("chữ ký cần xem lại")
    BROKEN = "broken", _("chữ ký không có giá trị")
    UNSIGNED = "unsigned", _("không có chữ ký số")


class Opinion(models.TextChoices):
    """What somebody asked thinks of a draft."""

    AGREE = "agree", _("đồng ý")
    CHANGE = "change", _("đồng ý, đề nghị sửa")
    DISAGREE = "disagree", _("không đồng ý")
