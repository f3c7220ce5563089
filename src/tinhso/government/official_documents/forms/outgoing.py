"""Forms of documents of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.forms import Typed, choice, day, text
from tinhso.government.official_documents.forms.incoming import SECRECY
from tinhso.government.official_documents.services.drafting import To
from tinhso.government.official_documents.states import Opinion, Outgoing, Urgency

_VALUES = (
    "kind_code", "subject", "urgency", "drafting_symbol", "addressee", "grounds", "text", "signer_authority",
    "signer_title", "signer_name", "archive_mark", "due_on", "note", "replace_reason",
)  # fmt: skip


class ListFilters(forms.Form):
    """What the list of one's own documents is narrowed to."""

    text = forms.CharField(label=_("Tìm trong văn bản"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", _("Mọi trạng thái")), *Outgoing.choices]
    )
    kind = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    mine = forms.BooleanField(label=_("Chỉ văn bản tôi soạn"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("Mọi loại")), *((kind.code, kind.name) for kind in kinds.kinds())]  # type: ignore[attr-defined]


class DraftForm(Typed):
    """A draft: what it is, its words, who signs, where it goes."""

    def __init__(self, units: list[tuple[str, str]], *args: Any, replaces: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if units:
            self.fields["drafting_unit"] = choice(_("Đơn vị soạn thảo"), units, blank=len(units) != 1)
            self.fields["internal"] = forms.BooleanField(label=_("Văn bản nội bộ, chỉ trong cơ quan"), required=False)
        kind_choices = [(kind.code, kind.name) for kind in kinds.kinds()]
        self.fields["kind_code"] = choice(_("Loại văn bản"), kind_choices)
        self.fields["subject"] = text(
            _("Trích yếu"), required=True, rows=2, hint=_("Không ghi “V/v”, không có dấu chấm cuối.")
        )
        self.fields["urgency"] = forms.ChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, required=False)
        self.fields["drafting_symbol"] = text(
            _("Ký hiệu đơn vị soạn thảo"), most=30, hint=_("Cho công văn, ví dụ VX trong 12/UBND-VX")
        )
        self.fields["addressee"] = text(_("Kính gửi"), rows=2, most=4000, hint=_("Mỗi nơi một dòng."))
        self.fields["grounds"] = text(_("Căn cứ"), rows=3, most=8000, hint=_("Mỗi căn cứ một dòng; dấu câu tự thêm."))
        self.fields["text"] = text(
            _("Nội dung"), rows=12, most=200_000,
            hint=_("Mỗi đoạn một dòng. “Điều 1.” ở đầu dòng được in đậm; dòng toàn chữ hoa thành tiêu đề. "
                "Bỏ trống nếu tải tệp PDF."),
        )  # fmt: skip
        self.fields["signer_authority"] = text(
            _("Thẩm quyền ký"), rows=2, most=200, hint=_("Ví dụ TM. ỦY BAN NHÂN DÂN; dòng dưới KT. CHỦ TỊCH")
        )
        self.fields["signer_title"] = text(_("Chức vụ người ký"), required=True, most=120)
        self.fields["signer_name"] = text(_("Họ tên người ký"), required=True, most=120)
        self.fields["recipients"] = text(
            _("Nơi nhận"), rows=4, most=20_000,
            hint=_("Mỗi nơi một dòng. Ghi mã định danh trước tên để gửi qua trục, ví dụ H56.15 Sở Giáo dục và Đào tạo"),
        )  # fmt: skip
        self.fields["archive_mark"] = text(_("Lưu"), most=60, hint=_("Ví dụ VT, QLXD"))
        self.fields["due_on"] = day(_("Thời hạn trả lời"))
        self.fields["secrecy"] = forms.ChoiceField(label=_("Độ mật"), choices=SECRECY, required=False)
        if replaces:
            self.fields["replace_reason"] = text(_("Lý do thay thế"), required=True, rows=2)
        self.fields["note"] = text(_("Điều đã sửa ở phiên bản này"), most=300)

    def values(self) -> dict[str, Any]:
        """Return what was typed."""
        return {name: self.cleaned_data[name] for name in _VALUES if name in self.cleaned_data}

    def recipients(self) -> list[To]:
        """Return the recipients, one of each line."""
        found = []
        for line in self.cleaned_data["recipients"].splitlines():
            words = line.strip(" -;.")
            first, _space, rest = words.partition(" ")
            # An identifier holds a dot or a digit and no small letter: H56.15, 000.05.50.H15.
            if rest and any(char.isdigit() for char in first) and first.upper() == first:
                found.append(To(rest.strip(" -–"), first))
            elif words:
                found.append(To(words))
        return found


class SubmitForm(Typed):
    """Who puts initials and who signs."""

    def __init__(self, signers: Any, initialers: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["initials"] = forms.MultipleChoiceField(
            label=_("Ký nháy, theo thứ tự"), choices=initialers, required=False,
            widget=forms.SelectMultiple(attrs={"size": "4"}),
        )  # fmt: skip
        self.fields["signer"] = choice(_("Người ký ban hành"), signers)


class SignForm(Typed):
    """The secret that opens a key, when it asks for one."""

    def __init__(self, *args: Any, asks: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if asks:
            self.fields["secret"] = forms.CharField(
                label=_("Mã PIN hoặc mật khẩu chứng thư số"), required=False, widget=forms.PasswordInput
            )


class IssueForm(Typed):
    """Into which book, under which number, with the seal or without."""

    def __init__(self, books: Any, held: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["book"] = choice(
            pgettext_lazy("official document", "Sổ"),
            [(str(row.id), row.name) for row in books],
            required=False,
            blank=not books,
        )
        if held:
            offered = [(str(row.id), f"{row.number:02d} – {row.reason}") for row in held]
            self.fields["reserved"] = choice(_("Dùng số đang giữ"), offered, required=False)
        self.fields["unsealed"] = forms.BooleanField(
            label=_("Không ký số của cơ quan (đóng dấu trên giấy, không gửi qua trục)"), required=False
        )


class CommentForm(Typed):
    """A comment."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quote"] = text(_("Đoạn văn"), hint=_("Chép đoạn muốn góp ý, nếu có."))
        self.fields["text"] = text(_("Góp ý"), required=True, rows=2, most=4000)


class AskForm(Typed):
    """A slip on which an opinion is asked."""

    def __init__(self, groups: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = choice(_("Xin ý kiến của"), groups)
        self.fields["question"] = text(_("Điều xin ý kiến"), required=True, rows=2, most=2000)
        self.fields["due_on"] = day(_("Hạn trả lời"))


class AnswerForm(Typed):
    """An opinion."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opinion"] = forms.ChoiceField(label=_("Ý kiến"), choices=Opinion.choices, widget=forms.RadioSelect)
        self.fields["answer"] = text(_("Nội dung"), rows=2, most=4000)
