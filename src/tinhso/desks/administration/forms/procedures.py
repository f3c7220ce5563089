"""Forms around procedures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.definitions import read_yaml
from tinhso.kernel.foundation import clock
from tinhso.kernel.web.inputs import DayField

_MOST_BYTES = 1024 * 1024


class ProcedureFilter(forms.Form):
    """The filter of the list."""

    tim = forms.CharField(label=_("Tên hoặc mã"), required=False, max_length=100)
    linh_vuc = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Mọi tình trạng")),
            ("in-force", _("Đang áp dụng")),
            ("draft", _("Có dự thảo")),
            ("never", _("Chưa công bố")),
            ("check", _("Còn điều cần kiểm tra")),
        ],
    )

    def __init__(self, *args: Any, fields: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["linh_vuc"].choices = [("", _("Mọi lĩnh vực")), *((row.code, row.name) for row in fields)]  # type: ignore[attr-defined]


class NewDraft(forms.Form):
    """A draft as YAML: a file, or text. What was read stays in the text, so that it can be mended in place."""

    file = forms.FileField(label=_("Tệp YAML"), required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))
    text = forms.CharField(
        label=_("Hoặc dán nội dung"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "ts-source"}),
    )
    valid_from = DayField(label=_("Dự kiến áp dụng từ ngày"), initial=clock.today)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        given = files.get("file") if files else None
        self.unreadable = ""
        if given is not None and data is not None:
            try:
                text = given.read(_MOST_BYTES + 1).decode("utf-8-sig")
            except UnicodeDecodeError:
                text, self.unreadable = "", _now("Tệp không phải chữ UTF-8; hãy lưu lại theo UTF-8.")
            if len(text) > _MOST_BYTES:
                text, self.unreadable = "", _now("Tệp lớn hơn 1 MB, không phải định nghĩa thủ tục.")
            data = data.copy()
            data["text"] = text
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.unreadable:
            raise ValidationError({"file": self.unreadable})
        text = cleaned.get("text", "")
        if not text.strip():
            raise ValidationError({"text": _now("Hãy chọn tệp hoặc dán nội dung thủ tục.")})
        content, problems = read_yaml(text)
        if problems:
            raise ValidationError({"text": [f"{place}: {words}" for place, words in problems[:40]]})
        return {**cleaned, "content": content}


class Withdrawal(forms.Form):
    """The decision that ends a procedure."""

    decision = forms.CharField(
        label=_("Quyết định bãi bỏ"), max_length=300, help_text=_("Số, ngày, cơ quan ban hành."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    last_day = DayField(label=_("Ngày áp dụng cuối cùng"), initial=clock.today)


class Publication(forms.Form):
    """The decision that puts a draft into force."""

    number = forms.CharField(label=_("Số quyết định công bố"), max_length=60, help_text=_("Ví dụ 1234/QĐ-UBND"))
    day = DayField(label=_("Ngày ký quyết định"))
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=100, initial=_("Chủ tịch UBND tỉnh"))
    valid_from = DayField(label=_("Áp dụng từ ngày"))
    checked = forms.BooleanField(
        label=_("Tôi đã đối chiếu các điều “cần kiểm tra” với văn bản"), required=True,
        error_messages={"required": _("Hãy đối chiếu các điều cần kiểm tra trước khi công bố.")},
    )  # fmt: skip

    def decision(self) -> str:
        """Return the decision as one line."""
        return _now("Quyết định số {number} ngày {day:%d/%m/%Y} của {issuer}").format(
            **{name: self.cleaned_data[name] for name in ("number", "day", "issuer")}
        )
