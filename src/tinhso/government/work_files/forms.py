"""Forms of work files."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.work_files import law
from tinhso.government.work_files.models import CatalogueEntry, FileState
from tinhso.kernel.foundation import clock
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web.inputs import DayField


class FileFilter(forms.Form):
    """The filter of the list."""

    tim = forms.CharField(label=_("Tìm"), required=False)
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Mọi tình trạng")), *FileState.choices]
    )
    nam = forms.IntegerField(label=_("Năm"), required=False, min_value=1945, max_value=2200)
    mang = forms.ChoiceField(
        label=_("Xử lý trên mạng"),
        required=False,
        choices=[("", _("Tất cả")), ("yes", _("Toàn bộ trên mạng")), ("no", _("Còn bản giấy, hoặc trống"))],
    )


class OpenForm(forms.Form):
    """A new file: under an entry of the catalogue, or beside it."""

    entry = forms.ModelChoiceField(
        label=_("Mục trong danh mục hồ sơ"),
        queryset=CatalogueEntry.objects.none(),
        required=False,
        empty_label=_("Không có trong danh mục"),
        help_text=_("Chọn một mục thì số, ký hiệu và thời hạn bảo quản lấy theo mục đó."),
    )
    unit = forms.ModelChoiceField(label=_("Đơn vị"), queryset=OrganizationUnit.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Tiêu đề hồ sơ"), max_length=500, required=False)
    symbol = forms.CharField(label=_("Số, ký hiệu"), max_length=20, required=False, help_text=_("Ví dụ: 01.TCCB"))
    term = forms.ChoiceField(label=_("Thời hạn bảo quản"), required=False)

    def __init__(self, *args: object, entries: object = None, units: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["entry"].queryset = entries  # type: ignore[attr-defined]
        self.fields["entry"].label_from_instance = lambda entry: f"{entry.symbol} {entry.name} ({entry.unit})"  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["term"].choices = [("", "—"), *_terms()]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """What may be corrected in an open file."""

    title = forms.CharField(label=_("Tiêu đề hồ sơ"), max_length=500)
    term = forms.ChoiceField(label=_("Thời hạn bảo quản"))
    rights = forms.CharField(label=_("Chế độ sử dụng"), max_length=30, required=False)
    description = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["term"].choices = _terms()  # type: ignore[attr-defined]


class PutForm(forms.Form):
    """A document that somebody puts in by hand."""

    title = forms.CharField(label=_("Trích yếu"), max_length=500)
    type_name = forms.CharField(label=_("Tên loại"), max_length=100, required=False)
    number = forms.CharField(label=_("Số"), max_length=11, required=False)
    notation = forms.CharField(label=_("Ký hiệu"), max_length=30, required=False)
    issued_on = DayField(label=_("Ngày văn bản"), required=False)
    issuer = forms.CharField(label=_("Tác giả"), max_length=200, required=False)
    pages = forms.IntegerField(label=_("Số trang"), min_value=0, max_value=30000, required=False)
    file = forms.FileField(label=_("Tệp"), required=False)
    paper = forms.BooleanField(label=_("Chỉ có bản giấy"), required=False)


class ReasonForm(forms.Form):
    """Why something is taken out, opened again or returned."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class YearForm(forms.Form):
    """The year of the figures."""

    nam = forms.IntegerField(label=_("Năm"), required=False, min_value=1945, max_value=2200)


def _terms() -> list[tuple[str, str]]:
    return [(term.code, term.name) for term in law.terms(clock.today())]
