"""Forms of the portal that no procedure defines: filters, place, applicant, delivery, supplement, rating."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.desks.portal import words
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.life_events import LifeEvent
from tinhso.kits.procedures.models import ProcedureField

RELATIONS = (
    ("parent", _("Cha, mẹ")),
    ("child", _("Con")),
    ("spouse", _("Vợ, chồng")),
    ("relative", _("Người thân khác")),
    ("guardian", _("Người giám hộ")),
    ("authorised", _("Người được ủy quyền")),
    ("representative", _("Người đại diện của hộ kinh doanh, doanh nghiệp, tổ chức")),
)


class SearchFilters(forms.Form):
    """Filters of the list of procedures; the words searched for travel along."""

    tim = forms.CharField(required=False, widget=forms.HiddenInput)
    linh_vuc = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    su_kien = forms.ChoiceField(label=_("Việc trong đời"), required=False)
    cap = forms.ChoiceField(label=_("Cấp giải quyết"), required=False)
    doi_tuong = forms.ChoiceField(label=_("Ai làm"), required=False)
    muc_do = forms.ChoiceField(label=_("Làm trên mạng"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, fields: Sequence[ProcedureField], events: Sequence[LifeEvent]
    ) -> None:
        super().__init__(data, auto_id="loc-%s")
        everything = ("", _("Tất cả"))
        self._choose("linh_vuc", [everything, *((field.code, field.name) for field in fields)])
        self._choose("su_kien", [everything, *((event.code, event.label) for event in events)])
        self._choose("cap", [everything, ("province", words.TIERS["province"]), ("commune", words.TIERS["commune"])])
        self._choose("doi_tuong", [everything, *words.AUDIENCES.items()])
        self._choose("muc_do", [everything, *words.ONLINE_LEVELS.items()])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker, cannot fail
        field.choices = choices

    def chosen(self) -> dict[str, str]:
        """Return the filters that hold; an unknown value filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "tim"}


class PlaceForm(forms.Form):
    """Which agency an application goes to, when the place decides."""

    agency = forms.ChoiceField(
        label=_("Xã, phường nơi giải quyết"),
        widget=inputs.Chooser,
        error_messages={
            "required": _("Hãy chọn xã, phường nơi giải quyết hồ sơ."),
            "invalid_choice": _("Hãy chọn một xã, phường trong danh sách."),
        },
    )

    def __init__(self, agencies: Sequence[OrganizationUnit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {str(unit.id): unit for unit in agencies}
        rows = [(key, unit.area.full_name if unit.area else unit.name) for key, unit in self.agencies.items()]
        self.fields["agency"].choices = [("", _("Chọn xã, phường")), *rows]  # type: ignore[attr-defined]


class ApplicantForm(forms.Form):
    """Who applies, and for whom."""

    full_name = forms.CharField(
        label=_("Họ, chữ đệm và tên"),
        max_length=120,
        error_messages={"required": _("Hãy ghi họ và tên người nộp.")},
    )
    personal_number = inputs.PersonalNumberField(
        label=_("Số định danh cá nhân"), help_text=_("12 chữ số trên thẻ căn cước."), required=False
    )
    phone = inputs.PhoneField(
        label=_("Số điện thoại"),
        help_text=_("Cơ quan chỉ gọi khi hồ sơ có việc cần hỏi."),
        error_messages={"required": _("Hãy ghi số điện thoại để cơ quan liên hệ.")},
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_("Để nhận giấy hẹn và kết quả."),
        error_messages={"invalid": _("Thư điện tử chưa đúng dạng, ví dụ ten@example.vn.")},
    )
    address = forms.CharField(
        label=_("Nơi ở hiện nay"),
        max_length=250,
        help_text=_("Số nhà, thôn hoặc phố, xã hoặc phường, tỉnh."),
        error_messages={"required": _("Hãy ghi nơi ở hiện nay.")},
    )
    on_behalf = forms.ChoiceField(
        label=_("Quý vị nộp cho ai?"),
        choices=[("self", _("Cho chính tôi, hoặc cho gia đình tôi")), ("other", _("Nộp thay người khác"))],
        widget=forms.RadioSelect,
        initial="self",
    )
    other_name = forms.CharField(
        label=_("Họ và tên người được nộp thay"),
        max_length=120,
        required=False,
    )
    other_number = inputs.PersonalNumberField(label=_("Số định danh của người được nộp thay"), required=False)
    relation = forms.ChoiceField(
        label=_("Quý vị là ai của người đó?"), choices=[("", _("Chọn một quan hệ")), *RELATIONS], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Demand the other person's name and the relation when somebody applies for another."""
        data = super().clean() or {}
        if data.get("on_behalf") == "other":
            if not data.get("other_name"):
                self.add_error("other_name", _("Hãy ghi họ và tên người được nộp thay."))
            if not data.get("relation"):
                self.add_error("relation", _("Hãy chọn quan hệ của quý vị với người đó."))
        return data


class DeliveryForm(forms.Form):
    """How the result should come."""

    way = forms.ChoiceField(
        label=_("Quý vị muốn nhận kết quả thế nào?"),
        widget=inputs.Cards,
        error_messages={"required": _("Hãy chọn cách nhận kết quả.")},
    )
    address = forms.CharField(
        label=_("Địa chỉ nhận qua bưu chính"),
        max_length=250,
        required=False,
        help_text=_("Chỉ điền khi nhận qua bưu chính. Để trống nghĩa là nơi ở đã ghi."),
    )

    def __init__(self, ways: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way, "\n".join(str(part) for part in words.DELIVERIES[way])) for way in ways
        ]
        if "post" not in ways:
            del self.fields["address"]


class DeclarationForm(forms.Form):
    """The applicant's word that the application is true."""

    declared = forms.BooleanField(
        label=_("Tôi cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật."),
        error_messages={"required": _("Hãy đánh dấu cam đoan trước khi nộp.")},
    )


class WithdrawForm(forms.Form):
    """Why an application is taken back."""

    reason = forms.CharField(
        label=_("Vì sao quý vị rút hồ sơ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy cho biết vì sao quý vị rút hồ sơ.")},
    )


class RatingForm(forms.Form):
    """One to five, and a word."""

    score = forms.TypedChoiceField(
        label=_("Quý vị hài lòng đến mức nào?"),
        coerce=int,
        choices=[
            (5, _("5 – Rất hài lòng")),
            (4, _("4 – Hài lòng")),
            (3, _("3 – Bình thường")),
            (2, _("2 – Không hài lòng")),
            (1, _("1 – Rất không hài lòng")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    comment = forms.CharField(
        label=_("Quý vị muốn nói thêm điều gì?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Xin đừng ghi thông tin riêng tư của người khác."),
    )


class TrackForm(forms.Form):
    """A dossier's code, as printed on the receipt."""

    ma = forms.CharField(
        label=_("Mã hồ sơ"),
        max_length=60,
        help_text=_("In trên giấy hẹn, ví dụ H56.15.03-261008-0975."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Hãy ghi mã hồ sơ.")},
    )


class SupplementNote(forms.Form):
    """The applicant's own words beside what he hands in."""

    note = forms.CharField(
        label=_("Lời giải thích"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ghi khi quý vị cần giải thích, hoặc không có giấy tờ được yêu cầu."),
    )
