"""Person files, in the form of the 2C record (sơ yếu lý lịch)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.government.personnel.words import Degree, Employment, Sex, Theory
from tinhso.kits.registers.definition import Panel, Retention
from tinhso.kits.registers.fields import NameField, PartialDateField, PersonalNumberField, PhoneField
from tinhso.kits.registers.models import Register

if TYPE_CHECKING:
    from tinhso.kernel.identity.actor import Actor

LEAST_AGE = 15
"""Nobody works younger (Bộ luật Lao động 2019 Điều 3)."""
DECIDED = ("unit", "position")
"""What changes only by a decision: see ``Appointment``."""


class PersonFile(Register):
    """Hồ sơ cán bộ, công chức, viên chức: one person who works for the province.

    The unit and the position follow from appointments; ranks and coefficients stand in salary steps, each with its
    decision. The form is that of the 2C record; retention after Thông tư 06/2023/TT-BNV is for good.
    """

    full_name = NameField(gettext_lazy("họ và tên"), max_length=120)
    file_number = models.CharField(
        gettext_lazy("số hiệu hồ sơ"), max_length=20, help_text=gettext_lazy("Ví dụ: TH-0012345.")
    )
    other_name = NameField(gettext_lazy("tên gọi khác"), max_length=120, blank=True, personal=True)
    sex = models.CharField(gettext_lazy("giới tính"), max_length=6, choices=Sex.choices)
    birth = PartialDateField(gettext_lazy("ngày sinh"), personal=True)
    personal_number = PersonalNumberField(gettext_lazy("số định danh cá nhân"), blank=True)
    birth_place = models.CharField(gettext_lazy("nơi sinh"), max_length=200, blank=True)
    home_town = models.CharField(gettext_lazy("quê quán"), max_length=200, blank=True)
    ethnicity = models.CharField(gettext_lazy("dân tộc"), max_length=30, blank=True)
    religion = models.CharField(gettext_lazy("tôn giáo"), max_length=40, blank=True)
    residence = models.CharField(gettext_lazy("nơi thường trú"), max_length=250, blank=True)
    phone = PhoneField(gettext_lazy("điện thoại"), blank=True, personal=True)
    email = models.EmailField(gettext_lazy("thư công vụ"), blank=True)
    insurance_number = models.CharField(gettext_lazy("số sổ bảo hiểm xã hội"), max_length=10, blank=True)
    employment = models.CharField(gettext_lazy("diện"), max_length=16, choices=Employment.choices)
    position = models.CharField(gettext_lazy("chức vụ, chức danh"), max_length=160, blank=True)
    duty = models.CharField(gettext_lazy("công việc chính được giao"), max_length=250, blank=True)
    earlier_work = models.CharField(gettext_lazy("nghề nghiệp khi được tuyển dụng"), max_length=160, blank=True)
    recruited_on = models.DateField(gettext_lazy("ngày tuyển dụng"), null=True, blank=True)
    recruited_by = models.CharField(gettext_lazy("cơ quan tuyển dụng"), max_length=200, blank=True)
    schooling = models.CharField(gettext_lazy("giáo dục phổ thông"), max_length=20, blank=True)
    degree = models.CharField(gettext_lazy("trình độ cao nhất"), max_length=12, choices=Degree.choices)
    speciality = models.CharField(gettext_lazy("chuyên ngành"), max_length=160, blank=True)
    it_trained = models.BooleanField(gettext_lazy("có trình độ chuyên môn về CNTT"), default=False)
    it_duty = models.BooleanField(gettext_lazy("chuyên trách, phụ trách CNTT"), default=False)
    theory = models.CharField(gettext_lazy("lý luận chính trị"), max_length=12, choices=Theory.choices, blank=True)
    state_management = models.CharField(gettext_lazy("quản lý nhà nước"), max_length=80, blank=True)
    languages = models.CharField(gettext_lazy("ngoại ngữ"), max_length=120, blank=True)
    computing = models.CharField(gettext_lazy("tin học"), max_length=80, blank=True)
    joined_party_on = models.DateField(gettext_lazy("ngày vào Đảng"), null=True, blank=True)
    full_party_on = models.DateField(gettext_lazy("ngày chính thức"), null=True, blank=True)
    organisations = models.CharField(gettext_lazy("tham gia tổ chức chính trị – xã hội"), max_length=250, blank=True)
    enlisted_on = models.DateField(gettext_lazy("ngày nhập ngũ"), null=True, blank=True)
    discharged_on = models.DateField(gettext_lazy("ngày xuất ngũ"), null=True, blank=True)
    military_rank = models.CharField(gettext_lazy("quân hàm cao nhất"), max_length=40, blank=True)
    highest_title = models.CharField(gettext_lazy("danh hiệu được phong tặng cao nhất"), max_length=120, blank=True)
    strength = models.CharField(gettext_lazy("sở trường công tác"), max_length=160, blank=True)
    health = models.CharField(gettext_lazy("tình trạng sức khỏe"), max_length=40, blank=True)
    height = models.PositiveSmallIntegerField(
        gettext_lazy("chiều cao (cm)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(230)],
    )
    weight = models.PositiveSmallIntegerField(
        gettext_lazy("cân nặng (kg)"), null=True, blank=True, validators=[MinValueValidator(25), MaxValueValidator(250)]
    )
    blood_group = models.CharField(gettext_lazy("nhóm máu"), max_length=3, blank=True)
    invalid_class = models.CharField(gettext_lazy("hạng thương binh"), max_length=10, blank=True)
    policy_family = models.CharField(gettext_lazy("con gia đình chính sách"), max_length=120, blank=True)
    earlier_life = models.TextField(gettext_lazy("đặc điểm lịch sử bản thân"), max_length=3000, blank=True)
    foreign_ties = models.TextField(gettext_lazy("quan hệ với nước ngoài"), max_length=2000, blank=True)
    family = models.TextField(gettext_lazy("quan hệ gia đình"), max_length=4000, blank=True)
    source = models.CharField(gettext_lazy("nguồn"), max_length=200, blank=True)

    class Meta:
        verbose_name = gettext_lazy("hồ sơ cán bộ")
        indexes = [
            # Who reaches the age of retirement is one range of this index.
            models.Index(fields=["sex", "birth", "id"], name="personnel_file_births"),
            # Whether somebody has a file already is asked of every new one.
            models.Index(
                fields=["personal_number"], name="personnel_file_person", condition=models.Q(status="in_force")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file_number"], condition=~models.Q(status="merged"), name="personnel_file_number_once",
                violation_error_message=gettext_lazy("Số hiệu hồ sơ này đã có."),
            ),
        ]  # fmt: skip

    class Registry:
        code = "personnel.file"
        title = gettext_lazy("Hồ sơ cán bộ, công chức, viên chức")
        icon = "id-badge"
        columns = "full_name file_number birth sex employment position unit degree"
        filters = "unit employment degree sex it_trained status"
        find_by = "full_name file_number"
        personal = (
            "birth_place home_town ethnicity religion residence insurance_number joined_party_on full_party_on "
            "organisations enlisted_on discharged_on military_rank health height weight blood_group invalid_class "
            "policy_family earlier_life foreign_ties family earlier_work"
        )
        panels = (
            Panel(
                gettext_lazy("Công việc"),
                "full_name file_number employment position unit duty recruited_on recruited_by earlier_work email",
            ),
            Panel(
                gettext_lazy("Nhân thân"),
                "other_name sex birth personal_number birth_place home_town ethnicity religion residence phone "
                "insurance_number",
            ),
            Panel(
                gettext_lazy("Trình độ"),
                "schooling degree speciality it_trained it_duty theory state_management languages computing strength "
                "highest_title",
            ),
            Panel(
                gettext_lazy("Tổ chức, quân ngũ"),
                "joined_party_on full_party_on organisations enlisted_on discharged_on military_rank invalid_class "
                "policy_family",
            ),
            Panel(gettext_lazy("Sức khỏe"), "health height weight blood_group"),
            Panel(gettext_lazy("Bản thân, gia đình"), "earlier_life foreign_ties family source"),
        )
        card = "position unit degree"
        keys = "file_number, personal_number"
        alike = "full_name birth"
        retention = Retention(70, gettext_lazy("Hồ sơ gốc cán bộ: bảo quản 70 năm (TT 10/2022/TT-BNV) [theo trí nhớ]"))
        menu_order = 300

    def check_row(self) -> Mapping[str, str]:
        """Days stand in their order; the unit and the position change only by a decision."""
        return self.check_rows([self])[0]

    @classmethod
    def check_rows(cls, rows: Sequence[Any]) -> list[Mapping[str, str]]:
        """Ask of all files at once which of their changes a decision gives."""
        from tinhso.government.personnel.queries.careers import undecided

        found = undecided([row for row in rows if row.revision > 1])
        wrong: list[Mapping[str, str]] = [row.check_days() for row in rows]
        if not found:
            return wrong
        words = _("Chỉ đổi theo quyết định: hãy ghi quyết định và việc bổ nhiệm, điều động trước.")
        told = zip(rows, wrong, strict=True)
        return [{**days, **dict.fromkeys(found.get(row.pk, ()), words)} for row, days in told]

    def check_days(self) -> dict[str, str]:
        """Return what is wrong in the file by itself."""
        wrong = {}
        if self.recruited_on and self.recruited_on.year - int(self.birth[:4]) < LEAST_AGE:
            wrong["recruited_on"] = _("Ngày tuyển dụng phải sau khi đủ {age} tuổi.").format(age=LEAST_AGE)
        if _before(self.full_party_on, self.joined_party_on):
            wrong["full_party_on"] = _("Ngày chính thức không thể trước ngày vào Đảng.")
        if _before(self.discharged_on, self.enlisted_on):
            wrong["discharged_on"] = _("Ngày xuất ngũ không thể trước ngày nhập ngũ.")
        if self.it_trained and self.degree in {Degree.NONE, Degree.ELEMENTARY}:
            wrong["it_trained"] = _("Có trình độ chuyên môn thì trình độ cao nhất phải từ trung cấp trở lên.")
        return wrong

    followed = frozenset({"merge", "split"})

    def after_write(self, actor: "Actor", verb: str) -> None:  # noqa: ARG002 - asked so by the kit
        """What comes next is reckoned anew for files that were merged or split: their steps went along."""
        if verb in {"merge", "split"}:
            from tinhso.government.personnel.services.careers import settle

            for key in type(self).objects.filter(merged_into=self).values_list("pk", flat=True):
                settle(key)
            settle(self.pk)

    def person_key(self) -> UUID | None:
        """Return whose file it is, for the log of who looked: the person with the same personal number."""
        return self.person_keys([self])[0]

    @classmethod
    def person_keys(cls, rows: Sequence[Any]) -> list[UUID | None]:
        """Return whose files they are, asked at once."""
        from tinhso.government.personnel.queries.careers import persons_of

        found = persons_of(rows)
        return [found.get(row.personal_number) for row in rows]


def _before(later: date | None, earlier: date | None) -> bool:
    return bool(later and earlier and later < earlier)
