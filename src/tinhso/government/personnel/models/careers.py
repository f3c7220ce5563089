"""Careers: posts held, salary steps, allowances. Each row names its decision: without one the database takes none."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.personnel import salary
from tinhso.government.personnel.models.decisions import Decision
from tinhso.government.personnel.models.files import PersonFile
from tinhso.government.personnel.words import AllowanceKind, Concerns, Duty, StepKind
from tinhso.kernel.foundation.models import Record
from tinhso.kits.registers.definition import Panel
from tinhso.kits.registers.dependent import When
from tinhso.kits.registers.fields import UnitField
from tinhso.kits.registers.models import Register

if TYPE_CHECKING:
    from tinhso.kernel.identity.actor import Actor


class OfFile(Register):
    """A row about the person of a file; it belongs to the unit of the file."""

    file = models.ForeignKey(
        PersonFile, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("hồ sơ (số hiệu)")
    )

    class Meta:
        abstract = True

    class Registry:
        icon = "briefcase"

    concerned: tuple[str, ...] = ()
    """What its decision must be about; any when empty."""

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.file}"

    def person_key(self) -> UUID | None:
        """Return whose file it is."""
        return self.file.person_key()

    @classmethod
    def person_keys(cls, rows: Sequence[Any]) -> list[UUID | None]:
        """Return whose files they are, asked at once."""
        return PersonFile.person_keys([row.file for row in rows])

    def check_row(self) -> Mapping[str, str]:
        """The row stands with the unit of its file, and its decision is about such a change."""
        wrong = {}
        if self.unit_id != self.file.unit_id:
            wrong["unit"] = _("Hãy chọn đơn vị của hồ sơ: {unit}.").format(unit=self.file.unit)
        decision: Decision | None = getattr(self, "decision", None)
        if decision is not None and self.concerned and decision.concerns not in self.concerned:
            wrong["decision"] = _("Quyết định này về việc khác ({what}).").format(what=decision.get_concerns_display())
        return wrong


class Appointment(OfFile):
    """Giữ một chức vụ, vị trí việc làm ở một đơn vị trong một thời gian, theo một quyết định."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định")
    )
    post = models.CharField(gettext_lazy("chức vụ, vị trí việc làm"), max_length=160)
    place = UnitField(verbose_name=gettext_lazy("ở đơn vị"))
    duty = models.CharField(gettext_lazy("hình thức"), max_length=10, choices=Duty.choices, default=Duty.MAIN)
    since = models.DateField(gettext_lazy("từ ngày"))
    until = models.DateField(gettext_lazy("đến hết ngày (hết nhiệm kỳ)"), null=True, blank=True)

    concerned = (Concerns.POST, Concerns.RECRUITMENT)

    class Meta:
        verbose_name = gettext_lazy("bổ nhiệm")
        indexes = [models.Index(fields=["until", "id"], name="personnel_post_until")]

    class Registry(OfFile.Registry):
        code = "personnel.appointment"
        title = gettext_lazy("Bổ nhiệm, điều động")
        columns = "file post place duty since until status"
        filters = "duty until unit status"
        find_by = "post"
        panels = (Panel(gettext_lazy("Bổ nhiệm, điều động"), "file post place duty since until decision unit"),)
        menu_order = 303

    def check_row(self) -> Mapping[str, str]:
        """A term ends after it begins."""
        wrong = {**super().check_row()}
        if self.until and self.until < self.since:
            wrong["until"] = _("Ngày hết nhiệm kỳ phải sau ngày bổ nhiệm.")
        return wrong

    def after_write(self, actor: "Actor", verb: str) -> None:  # noqa: ARG002 - asked so by the kit
        """Move the file to the unit and the post that the decision gives."""
        from tinhso.government.personnel.services.careers import take_post

        if verb != "end":
            take_post(self)


class SalaryStep(OfFile):
    """Một lần xếp lương: rank, step and coefficient from a day, by a decision."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định")
    )
    kind = models.CharField(gettext_lazy("lý do"), max_length=8, choices=StepKind.choices)
    rank = models.CharField(gettext_lazy("ngạch, hạng chức danh"), max_length=20, choices=salary.rank_choices)
    step = models.PositiveSmallIntegerField(
        gettext_lazy("bậc"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    coefficient = models.DecimalField(gettext_lazy("hệ số"), max_digits=4, decimal_places=2)
    over_percent = models.PositiveSmallIntegerField(
        gettext_lazy("thâm niên vượt khung (%)"), default=0, validators=[MaxValueValidator(60)]
    )
    effective_on = models.DateField(gettext_lazy("hưởng từ ngày"))
    counts_from = models.DateField(gettext_lazy("mốc tính nâng bậc lần sau"))

    concerned = (Concerns.SALARY, Concerns.RECRUITMENT)

    class Meta:
        verbose_name = gettext_lazy("xếp lương")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "effective_on"], condition=models.Q(status="in_force"), name="personnel_step_once",
                violation_error_message=gettext_lazy("Hồ sơ này đã có lần xếp lương từ ngày đó."),
            ),
        ]  # fmt: skip

    class Registry(OfFile.Registry):
        code = "personnel.salary"
        title = gettext_lazy("Ngạch, bậc lương")
        icon = "coins"
        columns = "file rank step coefficient over_percent effective_on counts_from status"
        filters = "rank kind effective_on unit status"
        find_by = "rank"
        panels = (
            Panel(
                gettext_lazy("Ngạch, bậc lương"),
                "file kind rank step coefficient over_percent effective_on counts_from decision unit",
            ),
        )
        menu_order = 304

    def check_row(self) -> Mapping[str, str]:
        """The coefficient is that of the table on the day; more than it only at the last step."""
        wrong = {**super().check_row()}
        try:
            stands = salary.coefficient(self.rank, self.step, self.effective_on)
        except ValueError as error:
            return {**wrong, "step": str(error)}
        if self.coefficient != stands:
            wrong["coefficient"] = _("Hệ số của ngạch này bậc {step} là {stands}.").format(
                step=self.step, stands=f"{stands:.2f}".replace(".", ",")
            )
        if self.over_percent and self.step < salary.group_of(self.rank, self.effective_on).steps:
            wrong["over_percent"] = _("Chỉ bậc cuối cùng của ngạch mới có thâm niên vượt khung.")
        if self.kind == StepKind.EARLY:
            from tinhso.government.personnel.queries.careers import too_early

            refused = too_early(self)
            if refused:
                wrong["effective_on"] = refused
        if self.counts_from > self.effective_on:
            wrong["counts_from"] = _("Mốc tính nâng bậc không thể sau ngày hưởng.")
        return wrong

    def after_write(self, actor: "Actor", verb: str) -> None:  # noqa: ARG002 - asked so by the kit
        """Reckon anew when the next step of the file is due."""
        _settle(self.file_id)


BY_COEFFICIENT = (AllowanceKind.POST, AllowanceKind.REGION, AllowanceKind.CHARGE)
BY_PERCENT = (
    AllowanceKind.CHARGE,
    AllowanceKind.SERVICE,
    AllowanceKind.PROFESSION,
    AllowanceKind.SENIORITY,
    AllowanceKind.ATTRACTION,
)
"""What is a coefficient and what a share of the pay; an allowance for a charge is the one or the other."""
_FROM_MEMORY = gettext_lazy(
    "Loại nào tính theo hệ số, loại nào theo phần trăm: NĐ 204/2004/NĐ-CP Điều 6, NĐ 34/2012/NĐ-CP [theo trí nhớ]."
)


class Allowance(OfFile):
    """Phụ cấp: a coefficient, or a percentage of the pay, for a time, by a decision."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định")
    )
    kind = models.CharField(gettext_lazy("loại"), max_length=12, choices=AllowanceKind.choices)
    coefficient = models.DecimalField(
        gettext_lazy("hệ số"), max_digits=4, decimal_places=2, null=True, blank=True, help_text=_FROM_MEMORY
    )
    percent = models.PositiveSmallIntegerField(
        gettext_lazy("phần trăm"), null=True, blank=True, validators=[MaxValueValidator(100)], help_text=_FROM_MEMORY
    )
    since = models.DateField(gettext_lazy("từ ngày"))
    until = models.DateField(gettext_lazy("đến hết ngày"), null=True, blank=True)

    concerned = (Concerns.SALARY, Concerns.POST, Concerns.RECRUITMENT)

    class Meta:
        verbose_name = gettext_lazy("phụ cấp")

    class Registry(OfFile.Registry):
        code = "personnel.allowance"
        title = gettext_lazy("Phụ cấp")
        icon = "cash"
        columns = "file kind coefficient percent since until status"
        filters = "kind unit status"
        find_by = "kind"
        panels = (Panel(gettext_lazy("Phụ cấp"), "file kind coefficient percent since until decision unit"),)
        depends = (
            When("kind", BY_COEFFICIENT, fields="coefficient"),
            When("kind", BY_PERCENT, fields="percent"),
        )
        menu_order = 305

    def check_row(self) -> Mapping[str, str]:
        """Either a coefficient or a percentage."""
        wrong = {**super().check_row()}
        if (self.coefficient is None) == (self.percent is None):
            asked = "coefficient" if self.kind in BY_COEFFICIENT else "percent"
            wrong[asked] = _("Ghi hệ số, hoặc phần trăm, một trong hai.")
        if self.until and self.until < self.since:
            wrong["until"] = _("Ngày cuối phải sau ngày đầu.")
        return wrong


class NextStep(Record):
    """What comes next for a file: reckoned from its salary steps, disciplines and appraisals, never written by hand."""

    file = models.OneToOneField(PersonFile, on_delete=models.CASCADE, related_name="next_step")
    current = models.ForeignKey(SalaryStep, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    to_step = models.PositiveSmallIntegerField()
    to_over_percent = models.PositiveSmallIntegerField(default=0)
    delay_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = gettext_lazy("lần nâng bậc tới")
        indexes = [models.Index(fields=["due_on", "id"], name="personnel_next_due")]

    def __str__(self) -> str:
        return f"{self.file}: {self.due_on}"

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        from tinhso.kernel.foundation import clock

        return self.due_on < clock.today()


def _settle(file_id: Any) -> None:
    from tinhso.government.personnel.services.careers import settle

    settle(file_id)
