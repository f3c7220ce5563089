"""Forms of incoming documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.forms import Typed, choice, day, text
from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.services.incoming import FIELDS
from tinhso.government.official_documents.states import Incoming, Urgency

SECRECY = [("", _("Không")), ("Mật", _("Mật")), ("Tối mật", _("Tối mật")), ("Tuyệt mật", _("Tuyệt mật"))]


def _kinds() -> list[tuple[str, str]]:
    return [
        (kind.code, f"{kind.name} ({kind.abbreviation})" if kind.abbreviation else kind.name) for kind in kinds.kinds()
    ]


class ListFilters(forms.Form):
    """What the list of incoming documents is narrowed to."""

    text = forms.CharField(label=_("Tìm trong văn bản"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", _("Mọi trạng thái")), *Incoming.choices]
    )
    first = day(_("Đến từ ngày"))
    last = day(_("Đến hết ngày"))
    late = forms.BooleanField(label=_("Chỉ văn bản quá hạn"), required=False)


class UploadForm(Typed):
    """A document that came on paper or as a file."""

    def __init__(self, units: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = choice(_("Cơ quan nhận"), units, blank=len(units) != 1)
        self.fields["channel"] = forms.ChoiceField(
            label=_("Cách đến"), widget=forms.RadioSelect, initial="paper",
            choices=[("paper", _("Bản giấy, quét tại văn thư")), ("upload", _("Tệp điện tử"))],
        )  # fmt: skip
        self.fields["secrecy"] = forms.ChoiceField(
            label=_("Dấu chỉ độ mật trên văn bản"), choices=SECRECY, required=False,
            help_text=_("Văn bản có độ mật bị từ chối ngay: không được đưa vào hệ thống này."),
        )  # fmt: skip


class RegisterForm(Typed):
    """The fields that the clerk confirms; what was read doubtfully is marked."""

    def __init__(self, document: IncomingDocument, books: Any, held: Any, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {name: getattr(document, name) for name in FIELDS})
        super().__init__(*args, **options)
        self.proposed = document.proposed
        self.fields["sender_name"] = text(_("Cơ quan ban hành"), required=True, most=200)
        self.fields["symbol"] = text(
            _("Số, ký hiệu"), required=True, most=60, hint=_("Ví dụ 05/QĐ-UBND hoặc 12/UBND-VX")
        )
        self.fields["issued_on"] = day(_("Ngày văn bản"), required=True)
        self.fields["kind_code"] = choice(_("Loại văn bản"), _kinds(), required=False)
        self.fields["subject"] = text(_("Trích yếu"), required=True, rows=3)
        self.fields["due_on"] = day(_("Hạn xử lý"))
        self.fields["urgency"] = forms.ChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, required=False)
        self.fields["signer_name"] = text(_("Người ký"), most=120)
        self.fields["signer_position"] = text(_("Chức vụ người ký"), most=120)
        self.fields["pages"] = forms.IntegerField(label=_("Số trang"), required=False, min_value=1, max_value=30_000)
        self.fields["secrecy"] = forms.ChoiceField(label=_("Dấu chỉ độ mật"), choices=SECRECY, required=False)
        self.fields["note"] = text(_("Ghi chú"))
        self.fields["book"] = choice(
            pgettext_lazy("official document", "Sổ"),
            [(str(book.id), book.name) for book in books],
            required=False,
            blank=False,
        )
        if held:
            offered = [(str(row.id), f"{row.number:02d} – {row.reason}") for row in held]
            self.fields["reserved"] = choice(_("Dùng số đang giữ"), offered, required=False)
        for name, said in self.proposed.items():
            if name in self.fields and said.get("doubtful"):
                self.fields[name].help_text = _("Máy đọc chưa chắc, hãy xem lại trên trang văn bản.")
                self.fields[name].widget.attrs["class"] = "is-doubtful"

    @property
    def doubtful(self) -> list[Any]:
        """The labels of fields that were read doubtfully."""
        return [
            self.fields[name].label for name, said in self.proposed.items() if name in self.fields and said["doubtful"]
        ]

    def values(self) -> dict[str, Any]:
        """Return what was typed."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class ReasonForm(Typed):
    """One reason."""

    def __init__(self, label: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = text(label, required=True, rows=2)


class InstructForm(Typed):
    """An instruction: the leader's words, who leads, who joins, who is to know, until when."""

    def __init__(self, groups: list[tuple[str, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"] = text(_("Nội dung chỉ đạo"), required=True, rows=3, most=4000)
        self.fields["lead"] = choice(_("Chủ trì"), groups, required=False)
        several = forms.SelectMultiple(attrs={"size": "6"})
        self.fields["joint"] = forms.MultipleChoiceField(
            label=_("Phối hợp"), choices=groups, required=False, widget=several
        )
        self.fields["know"] = forms.MultipleChoiceField(
            label=_("Để biết"), choices=groups, required=False, widget=forms.SelectMultiple(attrs={"size": "4"})
        )
        self.fields["due_on"] = day(
            _("Hạn xử lý"), hint=_("Không sau hạn của việc cấp trên giao; bỏ trống là theo hạn đó.")
        )


class HandOverForm(Typed):
    """To whom a part goes instead."""

    def __init__(self, groups: list[tuple[str, Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = choice(_("Chuyển cho"), groups)
        self.fields["reason"] = text(_("Lý do"), required=True, rows=2)


class DueForm(Typed):
    """A new last day."""

    due_on = day(_("Hạn mới"), required=True)


class CompleteForm(Typed):
    """The result of a part."""

    def __init__(self, answers: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["result"] = text(_("Kết quả xử lý"), rows=2, most=4000)
        if answers:
            self.fields["answer"] = choice(_("Văn bản trả lời"), answers, required=False)
