"""Messages to people, the templates they are made from, and what people choose not to receive."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account, Person


class Channel(models.TextChoices):
    INAPP = "inapp", _("Trong hệ thống")
    EMAIL = "email", _("Thư điện tử")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("chờ gửi")
    SENDING = "sending", _("đang gửi")
    SENT = "sent", _("đã gửi")
    FAILED = "failed", _("không gửi được")
    SUPPRESSED = "suppressed", _("không gửi")


@pghistory.track()
class MessageTemplate(Record):
    """The words of one kind of message in one channel; a province may change them on screen."""

    code = models.CharField("mã", max_length=80)
    channel = models.CharField("kênh", max_length=8, choices=Channel.choices)
    name = models.CharField("tên", max_length=160)
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    sample = models.JSONField("dữ liệu mẫu", default=dict)
    optional = models.BooleanField("người nhận được phép tắt", default=False)
    changed = models.BooleanField("đã sửa so với mẫu gốc", default=False)

    class Meta:
        verbose_name = "mẫu thông báo"
        constraints = [models.UniqueConstraint(fields=["code", "channel"], name="template_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_channel_display()})"


class Message(Record):
    """One message to one receiver through one channel, and how its sending stands."""

    channel = models.CharField("kênh", max_length=8, choices=Channel.choices)
    template_code = models.CharField("mẫu", max_length=80)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="messages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="messages")
    subject_id = models.UUIDField("đối tượng", db_index=True)
    address = models.CharField("địa chỉ", max_length=254, blank=True)
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung")
    url = models.CharField("đường dẫn", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=MessageState.choices)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    error = models.CharField("lý do", max_length=500, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField("bắt đầu gửi lúc", null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    class Meta:
        verbose_name = "thông báo"
        indexes = [
            models.Index(fields=["account", "-id"], name="message_inapp", condition=models.Q(channel="inapp")),
            models.Index(
                fields=["account"], name="message_unread", condition=models.Q(channel="inapp", read_at__isnull=True)
            ),
            models.Index(
                fields=["state", "claimed_at"], name="message_open", condition=models.Q(state__in=["queued", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address or self.account}"


class Preference(Record):
    """That an account does not want optional messages of one kind through one channel."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="message_preferences")
    template_code = models.CharField("mẫu", max_length=80)
    channel = models.CharField("kênh", max_length=8, choices=Channel.choices)

    class Meta:
        verbose_name = "lựa chọn không nhận"
        constraints = [
            models.UniqueConstraint(fields=["account", "template_code", "channel"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.template_code} ({self.channel})"


class PushDevice(Record):
    """A browser on which an account receives its notices while no page is open (RFC 8030)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="push_devices")
    agent = models.CharField("trình duyệt", max_length=250, blank=True)
    endpoint = models.URLField("địa chỉ ở dịch vụ đẩy", max_length=1000)
    public_key = models.CharField("khóa công khai của trình duyệt", max_length=120)
    auth_secret = models.CharField("bí mật xác thực của trình duyệt", max_length=60)
    ended_at = models.DateTimeField("thôi nhận lúc", null=True)

    class Meta:
        verbose_name = "thiết bị nhận thông báo đẩy"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], name="push_endpoint_once", condition=models.Q(ended_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["account"], name="push_of_account", condition=models.Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.agent[:30]}"
