"""Delegation for an absence (ủy quyền): who lets whom hold his role at a unit, for which days and rights."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tinhso.kernel.foundation.models import Dated, DateRange

ACCOUNT = "identity.Account"


@pghistory.track()
class Delegation(Dated):
    """That one official holds another's role in his place; it ends by itself, and is never passed on.

    It points to the role that the giver holds himself, so that what was delegated to somebody cannot be delegated
    further, and so that it is worth nothing once the giver's own role has ended.
    """

    assignment = models.ForeignKey("identity.RoleAssignment", on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="given_delegations")
    receiver = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="received_delegations")
    permissions = models.JSONField("quyền được ủy quyền", default=list)
    reason = models.CharField("lý do", max_length=300)
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField("kết thúc sớm lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "ủy quyền"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False, valid_to__gte=F("valid_from")), name="delegation_ends"
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_another"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    ("assignment", RangeOperators.EQUAL),
                    ("receiver", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "valid_to"], name="delegation_receiver"),
            models.Index(fields=["giver", "-valid_from"], name="delegation_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver_id} thay {self.giver_id}"
