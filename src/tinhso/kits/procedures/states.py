"""The words of the kit: statuses, channels, kinds of clock event."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.IntegerChoices):
    """Status of a dossier: the codes exchanged with the national portal (Cổng DVCQG)."""

    SUBMITTED = 1, _("Mới đăng ký")
    RECEIVED = 2, _("Được tiếp nhận")
    REFUSED = 3, _("Không được tiếp nhận")
    PROCESSING = 4, _("Đang xử lý")
    SUPPLEMENT = 5, _("Yêu cầu bổ sung giấy tờ")
    PAYMENT = 6, _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = 7, _("Công dân yêu cầu rút hồ sơ")
    STOPPED = 8, _("Dừng xử lý")
    FINISHED = 9, _("Đã xử lý xong")
    HANDED_OVER = 10, _("Đã trả kết quả")


OPEN = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT)


class Channel(models.TextChoices):
    """How a dossier came."""

    ONLINE = "online", _("Trực tuyến")
    COUNTER = "counter", _("Trực tiếp")
    POST = "post", _("Bưu chính")
    NATIONAL = "national", _("Cổng DVC quốc gia")


class OnlineLevel(models.TextChoices):
    FULL = "full", _("Toàn trình")
    PARTIAL = "partial", _("Một phần")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    PUBLISHED = "published", _("Đã công bố")
    REPLACED = "replaced", _("Đã thay thế")


class StepState(models.TextChoices):
    OPEN = "open", _("Đang thực hiện")
    WAITING = "waiting", _("Đang chờ")
    DONE = "done", _("Đã xong")
    RETURNED = "returned", _("Bị trả lại")
    ENDED = "ended", _("Chấm dứt")


RUNNING = (StepState.OPEN, StepState.WAITING)
"""A step that waits (for opinions, or while the dossier is suspended) runs too, but nobody can do it."""


class OpinionState(models.TextChoices):
    """What has become of a question put to a unit."""

    ASKED = "asked", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    DEEMED = "deemed", _("Coi như đồng ý")
    DROPPED = "dropped", _("Không cần trả lời nữa")


class Verdict(models.TextChoices):
    """What a unit that was asked thinks."""

    AGREE = "agree", _("Đồng ý")
    CONDITIONS = "conditions", _("Đồng ý có điều kiện")
    DISAGREE = "disagree", _("Không đồng ý")


class NoticeKind(models.TextChoices):
    """A paper in the course of a dossier that a leader must sign."""

    STOP = "stop", _("Thông báo dừng giải quyết hồ sơ")
    APOLOGY = "apology", _("Văn bản xin lỗi và đề nghị gia hạn")


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("Chờ ký")
    SIGNED = "signed", _("Đã ký")
    DECLINED = "declined", _("Không ký")


class SlipState(models.TextChoices):
    SENT = "sent", _("Chờ bên nhận xác nhận")
    CONFIRMED = "confirmed", _("Đã nhận")


class BatchItemState(models.TextChoices):
    WAITING = "waiting", _("Chờ ký")
    SIGNED = "signed", _("Đã ký")
    REFUSED = "refused", _("Chưa ký được")


class ClockEventKind(models.TextChoices):
    """What happened to the clock."""

    START = "start", _("Bắt đầu tính")
    PAUSE = "pause", _("Tạm dừng")
    RESUME = "resume", _("Tính tiếp")
    RESTART = "restart", _("Tính lại từ đầu")
    EXTEND = "extend", _("Gia hạn")
    STOP = "stop", _("Kết thúc")
    RECOUNT = "recount", _("Tính lại theo lịch mới")
