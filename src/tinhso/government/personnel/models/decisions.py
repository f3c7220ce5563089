"""Decisions: the source of every change to posts and pay."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.personnel.words import Concerns
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.fields import NameField
from tinhso.kits.registers.models import Register


class Decision(Register):
    """Quyết định về nhân sự: a signed decision, by its number; what it changes points to it."""

    code = models.CharField(
        gettext_lazy("số, ký hiệu"), max_length=60,
        help_text=gettext_lazy("Kèm năm để không trùng, ví dụ 123/QĐ-SNV-2026."),
    )  # fmt: skip
    concerns = models.CharField(gettext_lazy("về việc"), max_length=12, choices=Concerns.choices)
    signed_on = models.DateField(gettext_lazy("ngày ký"))
    effective_on = models.DateField(gettext_lazy("có hiệu lực từ"))
    issued_by = models.CharField(gettext_lazy("cơ quan ban hành"), max_length=200)
    signer = NameField(gettext_lazy("người ký"), blank=True, max_length=120)
    abstract = models.CharField(gettext_lazy("trích yếu"), max_length=400)

    class Meta:
        verbose_name = gettext_lazy("quyết định nhân sự")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(status="in_force"), name="personnel_decision_once",
                violation_error_message=gettext_lazy("Số, ký hiệu này đã có; hãy ghi kèm năm."),
            ),
        ]  # fmt: skip

    class Registry:
        code = "personnel.decision"
        title = gettext_lazy("Quyết định nhân sự")
        icon = "file-certificate"
        columns = "code concerns signed_on effective_on issued_by abstract"
        filters = "concerns signed_on unit status"
        find_by = "code abstract signer"
        panels = (
            Panel(gettext_lazy("Quyết định"), "code concerns signed_on effective_on abstract"),
            Panel(gettext_lazy("Ban hành"), "issued_by signer unit"),
        )
        keys = "code"
        menu_order = 302

    def __str__(self) -> str:
        return self.code

    def check_row(self) -> Mapping[str, str]:
        """A pay rise may run from before it is signed; nothing runs from years before."""
        if (self.signed_on - self.effective_on).days > 5 * 366:
            return {"effective_on": _("Ngày có hiệu lực quá xa trước ngày ký. Hãy xem lại năm.")}
        return {}
