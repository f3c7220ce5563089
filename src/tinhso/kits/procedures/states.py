"""The words of the kit: statuses, channels, kinds of clock event."""

from django.db import models


class Status(models.IntegerChoices):
    """Status of a dossier: the codes exchanged with the national portal (Cổng DVCQG)."""

    SUBMITTED = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT = 5, "Yêu cầu bổ sung giấy tờ"
    PAYMENT = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    FINISHED = 9, "Đã xử lý xong"
    HANDED_OVER = 10, "Đã trả kết quả"


OPEN = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT)


class Channel(models.TextChoices):
    """How a dossier came."""

    ONLINE = "online", "Trực tuyến"
    COUNTER = "counter", "Trực tiếp"
    POST = "post", "Bưu chính"
    NATIONAL = "national", "Cổng DVC quốc gia"


class OnlineLevel(models.TextChoices):
    FULL = "full", "Toàn trình"
    PARTIAL = "partial", "Một phần"


class VersionState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    PUBLISHED = "published", "Đã công bố"
    REPLACED = "replaced", "Đã thay thế"


class StepState(models.TextChoices):
    OPEN = "open", "Đang thực hiện"
    DONE = "done", "Đã xong"
    RETURNED = "returned", "Bị trả lại"
    ENDED = "ended", "Chấm dứt"


class ClockEventKind(models.TextChoices):
    """What happened to the clock."""

    START = "start", "Bắt đầu tính"
    PAUSE = "pause", "Tạm dừng"
    RESUME = "resume", "Tính tiếp"
    RESTART = "restart", "Tính lại từ đầu"
    EXTEND = "extend", "Gia hạn"
    STOP = "stop", "Kết thúc"
    RECOUNT = "recount", "Tính lại theo lịch mới"
