"""Forms of importing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web.inputs import Chooser, Upload
from tinhso.kits.registers.definition import Definition
from tinhso.kits.registers.imports import permissions, queries
from tinhso.kits.registers.imports.keys import key_words
from tinhso.kits.registers.imports.matching import fillable
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.sources.encodings import ENCODINGS
from tinhso.kits.registers.imports.sources.text_files import DELIMITERS


class NewImportForm(forms.Form):
    """Which file goes into which register."""

    register = forms.ChoiceField(label=_("Sổ"), widget=Chooser)
    unit: "forms.ModelChoiceField[OrganizationUnit]" = forms.ModelChoiceField(
        label=_("Đơn vị quản lý các bản ghi"),
        queryset=OrganizationUnit.objects.none(),
        widget=Chooser,
        help_text=_("Dùng cho những dòng mà tệp không ghi đơn vị."),
    )
    source = forms.CharField(
        label=_("Nguồn của tệp"),
        max_length=120,
        required=False,
        help_text=_("Ví dụ: phần mềm cũ của Sở Nội vụ. Cách ghép cột được nhớ cho lần sau cùng nguồn."),
    )
    file = forms.FileField(
        label=_("Tệp"),
        required=False,
        widget=Upload(accept=".xlsx,.ods,.csv,.tsv,.txt"),
        help_text=_(
            "XLSX, ODS hoặc CSV, kể cả bảng mã cũ TCVN3, VNI. Chưa ghi gì vào sổ khi quý vị chưa xem kết quả kiểm tra."
        ),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.registers_for(actor)
        self.fields["register"].choices = [("", _("Chọn sổ")), *((one.code, str(one.title)) for one in found)]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = queries.units_of(actor, permissions.IMPORT)  # type: ignore[attr-defined]


class ReadForm(forms.Form):
    """How the file is to be read."""

    sheet = forms.TypedChoiceField(label=_("Trang tính"), coerce=int, required=False)
    header_row = forms.IntegerField(label=_("Dòng tiêu đề"), min_value=1, max_value=40)
    encoding = forms.ChoiceField(label=_("Bảng mã"), required=False)
    delimiter = forms.ChoiceField(label=_("Dấu ngăn cột"), required=False)

    def __init__(self, preview: queries.Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(preview.sheets) > 1:
            self.fields["sheet"].choices = list(enumerate(preview.sheets))  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]
        if preview.encoding:
            self.fields["encoding"].choices = [(one.code, one.label) for one in ENCODINGS.values()]  # type: ignore[attr-defined]
            self.fields["delimiter"].choices = list(DELIMITERS.items())  # type: ignore[attr-defined]
        else:
            del self.fields["encoding"], self.fields["delimiter"]


class ColumnsForm(forms.Form):
    """Which field each column fills: one choice for each column, ``column-<place>``."""

    change_known = forms.ChoiceField(
        label=_("Dòng có khóa đã có trong sổ"),
        choices=[
            ("no", _("Không nhập: chỉ thêm bản ghi mới")),
            ("yes", _("Sửa bản ghi ấy theo các ô của dòng; ô trống giữ nguyên giá trị đang có")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="no",
    )

    def __init__(
        self,
        definition: Definition,
        columns: Sequence[queries.Column],
        *args: Any,
        may_change: bool = False,
        change_known: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if may_change:
            self.fields["change_known"].initial = "yes" if change_known else "no"
            self.fields["change_known"].help_text = _(
                "Khi sửa, tệp phải có cột khóa của sổ (%(keys)s); mục có dấu * chỉ cần cho bản ghi mới."
            ) % {"keys": key_words(definition)}
        else:
            del self.fields["change_known"]
        choices: list[tuple[str, Any]] = [("", _("— Bỏ qua cột này —"))]
        choices += [
            (field.name, f"{field.title} *" if field.required else field.title) for field in fillable(definition)
        ]
        self.columns = columns
        for column in columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=f"{column.letter}. {column.heading}",
                choices=choices,
                required=False,
                initial=column.field,
                help_text=" · ".join(column.samples),
            )

    @property
    def changes_known(self) -> bool:
        """Whether rows whose key is known change their record."""
        return bool(self.cleaned_data.get("change_known") == "yes")

    def chosen(self, width: int) -> list[str]:
        """Return the name of the field for each column of the file."""
        return [str(self.cleaned_data.get(f"column-{place}", "")) for place in range(width)]


def typed_values(run: ImportRun, data: Any) -> dict[str, dict[str, str]]:
    """Return what values stand for, as the page's form says: ``raw-<field>-<n>`` and ``value-<field>-<n>``."""
    found: dict[str, dict[str, str]] = {}
    for name, counts in run.unknown_values.items():
        for place in range(len(counts)):
            raw, value = data.get(f"raw-{name}-{place}", ""), data.get(f"value-{name}-{place}", "").strip()
            if raw in counts and value:
                found.setdefault(name, {})[raw] = value
    return found
