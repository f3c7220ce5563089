"""The log and its anchors. Triggers refuse every change except the sealing of an unsealed row."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.ids import new_id


class AuditEntry(models.Model):
    """That somebody did something to something. Keys are plain values: the log outlives what it names.

    Rows are written unsealed, so that writers never wait for each other; a sealer gives them position and hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("lúc", default=clock.now)
    account_id = models.UUIDField("tài khoản", null=True)
    account_name = models.CharField("người thực hiện", max_length=120)
    actor_kind = models.CharField("loại", max_length=12)
    address = models.CharField("địa chỉ mạng", max_length=64, blank=True)
    code = models.CharField("việc", max_length=80)
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.UUIDField("đối tượng", null=True)
    subject_label = models.CharField("tên đối tượng", max_length=250, blank=True)
    unit_id = models.UUIDField("đơn vị", null=True)
    person_id = models.UUIDField("người có dữ liệu", null=True)
    purpose = models.CharField("mục đích", max_length=250, blank=True)
    details = models.JSONField("chi tiết", encoder=DjangoJSONEncoder, default=dict)
    position = models.BigIntegerField("vị trí", null=True, unique=True, editable=False)
    previous = models.CharField(max_length=64, null=True, editable=False)
    hash = models.CharField(max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = "mục nhật ký"
        # Each index costs the sealer a write for each row; by time the log is read by its key, a UUIDv7.
        indexes = [
            models.Index(fields=["at"], name="audit_unsealed", condition=models.Q(position__isnull=True)),
            models.Index(fields=["subject_id", "at"], name="audit_subject"),
            models.Index(fields=["account_id", "at"], name="audit_account"),
            models.Index(fields=["person_id", "at"], name="audit_person", condition=models.Q(person_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.account_name} {self.code}"


class AuditAnchor(models.Model):
    """The head of the chain at a moment, with a keyed hash: what was sealed up to here cannot be cut off unseen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("lúc", default=clock.now)
    position = models.BigIntegerField("vị trí", unique=True)
    hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mốc nhật ký"

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"
