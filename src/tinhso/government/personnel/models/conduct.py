"""Conduct: training, appraisal, discipline, awards and initiatives."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.personnel.models.careers import OfFile, _settle
from tinhso.government.personnel.models.decisions import Decision
from tinhso.government.personnel.words import Concerns, Fulfilment, Honour, Measure
from tinhso.kits.registers.definition import Panel

if TYPE_CHECKING:
    from tinhso.kernel.identity.actor import Actor


class Training(OfFile):
    """Đào tạo, bồi dưỡng: a course that somebody took."""

    course = models.CharField(gettext_lazy("khóa học"), max_length=200)
    school = models.CharField(gettext_lazy("cơ sở đào tạo"), max_length=200, blank=True)
    since = models.DateField(gettext_lazy("từ ngày"))
    until = models.DateField(gettext_lazy("đến ngày"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(gettext_lazy("số tiết"), null=True, blank=True)
    certificate = models.CharField(gettext_lazy("văn bằng, chứng chỉ"), max_length=160, blank=True)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("quyết định cử đi"),
        null=True,
        blank=True,
    )
    concerned = (Concerns.TRAINING,)

    class Meta:
        verbose_name = gettext_lazy("đào tạo, bồi dưỡng")

    class Registry(OfFile.Registry):
        code = "personnel.training"
        title = gettext_lazy("Đào tạo, bồi dưỡng")
        icon = "school"
        columns = "file course school since until certificate"
        filters = "since unit status"
        find_by = "course school"
        panels = (Panel(gettext_lazy("Khóa học"), "file course school since until hours certificate decision unit"),)
        menu_order = 306


class Appraisal(OfFile):
    """Đánh giá, xếp loại chất lượng hằng năm (NĐ 90/2020/NĐ-CP)."""

    year = models.PositiveSmallIntegerField(
        gettext_lazy("năm"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    result = models.CharField(gettext_lazy("kết quả"), max_length=12, choices=Fulfilment.choices)
    appraised_on = models.DateField(gettext_lazy("ngày kết luận"))
    remark = models.CharField(gettext_lazy("nhận xét"), max_length=400, blank=True)

    class Meta:
        verbose_name = gettext_lazy("đánh giá")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "year"], condition=models.Q(status="in_force"), name="personnel_appraisal_once",
                violation_error_message=gettext_lazy("Năm này đã có kết quả đánh giá."),
            ),
        ]  # fmt: skip

    class Registry(OfFile.Registry):
        code = "personnel.appraisal"
        title = gettext_lazy("Đánh giá, xếp loại")
        icon = "checklist"
        columns = "file year result appraised_on"
        filters = "year result unit status"
        find_by = "result"
        personal = "remark"
        panels = (Panel(gettext_lazy("Đánh giá"), "file year result appraised_on remark unit"),)
        menu_order = 307

    def after_write(self, actor: "Actor", verb: str) -> None:  # noqa: ARG002 - asked so by the kit
        """A year that was not fulfilled puts the next step off."""
        _settle(self.file_id)


class Discipline(OfFile):
    """Kỷ luật: a measure, from a day, by a decision."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định")
    )
    measure = models.CharField(gettext_lazy("hình thức"), max_length=20, choices=Measure.choices)
    since = models.DateField(gettext_lazy("có hiệu lực từ"))
    grounds = models.CharField(gettext_lazy("hành vi vi phạm"), max_length=400, blank=True)
    concerned = (Concerns.DISCIPLINE,)

    class Meta:
        verbose_name = gettext_lazy("kỷ luật")

    class Registry(OfFile.Registry):
        code = "personnel.discipline"
        title = gettext_lazy("Kỷ luật")
        icon = "gavel"
        columns = "file measure since decision status"
        filters = "measure since unit status"
        find_by = "measure"
        personal = "grounds"
        panels = (Panel(gettext_lazy("Kỷ luật"), "file measure since grounds decision unit"),)
        menu_order = 308

    def after_write(self, actor: "Actor", verb: str) -> None:  # noqa: ARG002 - asked so by the kit
        """A measure puts the next step off."""
        _settle(self.file_id)


class Award(OfFile):
    """Danh hiệu thi đua, hình thức khen thưởng, sáng kiến."""

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("quyết định")
    )
    honour = models.CharField(gettext_lazy("danh hiệu, hình thức"), max_length=20, choices=Honour.choices)
    year = models.PositiveSmallIntegerField(
        gettext_lazy("năm"), validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    title = models.CharField(gettext_lazy("thành tích, tên sáng kiến"), max_length=400, blank=True)
    concerned = (Concerns.AWARD,)

    class Meta:
        verbose_name = gettext_lazy("khen thưởng, sáng kiến")

    class Registry(OfFile.Registry):
        code = "personnel.award"
        title = gettext_lazy("Khen thưởng, sáng kiến")
        icon = "medal"
        columns = "file honour year title"
        filters = "honour year unit status"
        find_by = "honour title"
        panels = (Panel(gettext_lazy("Khen thưởng, sáng kiến"), "file honour year title decision unit"),)
        menu_order = 309

    def check_row(self) -> Mapping[str, str]:
        """An initiative has a name; one merit counts once."""
        wrong = {**super().check_row()}
        if self.honour.startswith("initiative") and not self.title:
            wrong["title"] = _("Hãy ghi tên sáng kiến.")
        from tinhso.government.personnel.queries.careers import award_exists

        if award_exists(self):
            wrong["honour"] = _("Hồ sơ này đã được ghi danh hiệu, hình thức này cho năm đó với cùng thành tích.")
        return wrong
