"""Papers of several kinds that a leader signs with one confirmation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account


class ItemState(models.TextChoices):
    """How the signing of one paper stands."""

    WAITING = "waiting", _("chờ ký")
    SIGNED = "signed", _("đã ký")
    REFUSED = "refused", _("chưa ký được")


class SigningRun(Record):
    """Papers that are signed one after another in the background, after one confirmation with one PIN."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    secret = models.TextField(blank=True)
    """The PIN under the installation's key, only while the run goes on."""
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt ký"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(finished_at=None), name="leader_one_run_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["account", "-started_at"], name="leader_run_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.started_at}"


class SigningItem(Record):
    """One paper of a run, as the leader saw it, and how it ended: signed, or refused and why."""

    run = models.ForeignKey(SigningRun, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=60)
    """The kind of paper: a key of ``kernel.signing.signables``."""
    key = models.UUIDField()
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    detail = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    message = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "giấy tờ trong lượt ký"
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="leader_item_position_once"),
            models.UniqueConstraint(fields=["run", "kind", "key"], name="leader_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position}"
