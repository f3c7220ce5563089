"""Keys of the installation, certificates of the participants."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.models import Record
from tinhso.kits.exchange.models.directory import Participant


class Algorithm(models.TextChoices):
    """What kind of key: curves for what is signed by the thousand, RSA for documents whose readers know no other."""

    EC = "ec", _("ECDSA P-256")
    RSA = "rsa", _("RSA 2048")


class ExchangeKey(Record):
    """A key with which this installation signs its calls, messages and log lines; the private part lies in a file.

    Rows stay for ever: an old log line is checked with the certificate of its time.
    """

    key_id = models.CharField("SHA-256 của chứng thư số", max_length=64, unique=True)
    algorithm = models.CharField("loại khóa", max_length=3, choices=Algorithm.choices)
    certificate = models.TextField("chuỗi chứng thư số (PEM)")
    file = models.CharField("tệp khóa", max_length=100)
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("có hiệu lực đến")
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khóa của trục"

    def __str__(self) -> str:
        return self.key_id[:16]


@pghistory.track()
class ParticipantCertificate(Record):
    """A certificate by which a participant is known: at the gateway's TLS door, and under what it signs."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="certificates")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    certificate = models.TextField("chứng thư số (PEM)")
    subject = models.CharField("cấp cho", max_length=300)
    issuer = models.CharField("nơi cấp", max_length=300)
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("có hiệu lực đến")
    withdrawn_at = models.DateTimeField("ngừng chấp nhận lúc", null=True, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        verbose_name = "chứng thư số của thành viên"

    def __str__(self) -> str:
        return self.subject

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.valid_to < clock.now()
