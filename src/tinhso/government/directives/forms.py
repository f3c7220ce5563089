"""Forms of directives; refusals come from the services, in words."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tinhso.government.directives.states import EntryKind, Every, Light, ProductKind, Source, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox.models import Priority
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.web import inputs
from tinhso.kernel.worktime.queries import current_calendar

Choices = Sequence[tuple[str, Any]]


def people(accounts: Iterable[Account], empty: Any) -> list[tuple[str, Any]]:
    """Return accounts as choices, the first of which is none."""
    return [("", empty), *((str(account.pk), account.person.full_name) for account in accounts)]


class HouseForm(forms.Form):
    """A form whose refusals come from the services."""

    use_required_attribute = False

    def choose(self, name: str, choices: Choices) -> None:
        """Set the choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class ListFilters(HouseForm):
    """What the list is narrowed to, from the address: what is not right narrows nothing."""

    tim = forms.CharField(label=_("Tìm"), required=False, max_length=100)
    trang_thai = forms.ChoiceField(label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *State.choices])
    den = forms.ChoiceField(label=_("Tín hiệu"), required=False, choices=[("", _("Tất cả")), *Light.choices])
    don_vi = forms.ChoiceField(label=_("Đơn vị chủ trì"), required=False, widget=inputs.Chooser)
    nguon = forms.ChoiceField(label=_("Nguồn"), required=False, choices=[("", _("Tất cả")), *Source.choices])
    cua = forms.ChoiceField(
        label=_("Của tôi"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            ("lam", _("Tôi thực hiện")),
            ("giao", _("Tôi chỉ đạo hoặc nhập")),
            ("theo-doi", _("Tôi theo dõi")),
        ],
    )
    them = forms.ChoiceField(
        label=_("Chỉ xem"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            ("goc", _("Nhiệm vụ gốc")),
            ("gia-han", _("Đã gia hạn")),
            ("nhap-muon", _("Nhập muộn")),
        ],
    )

    def __init__(self, data: Any, units: Choices) -> None:
        super().__init__(data, auto_id="loc-%s")
        self.choose("don_vi", [("", _("Tất cả đơn vị")), *units])
        self.is_valid()


class AssignForm(HouseForm):
    """An order as it is entered, in the order in which a clerk reads it off the paper."""

    order = forms.CharField(
        label=_("Nguyên văn chỉ đạo"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        error_messages={"required": _("Hãy ghi nguyên văn chỉ đạo.")},
    )
    lead = forms.ChoiceField(
        label=_("Đơn vị chủ trì"), widget=inputs.Chooser, error_messages={"required": _("Hãy chọn đơn vị chủ trì.")}
    )
    due = inputs.DayField(label=_("Hạn hoàn thành"), required=False, help_text=_("Để trống: nhiệm vụ thường xuyên."))
    source = forms.ChoiceField(label=_("Chỉ đạo từ"), choices=Source.choices, widget=forms.RadioSelect)
    source_label = forms.CharField(label=_("Số, ký hiệu văn bản hoặc tên cuộc họp"), required=False, max_length=300)
    clause = forms.CharField(
        label=_("Trích điều, khoản giao việc"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    ordered_name = forms.CharField(
        label=_("Người chỉ đạo"), max_length=200, error_messages={"required": _("Hãy ghi người chỉ đạo.")}
    )
    ordered_on = inputs.DayField(label=_("Ngày chỉ đạo"), error_messages={"required": _("Hãy ghi ngày chỉ đạo.")})
    ordered_time = forms.CharField(
        label=_("Giờ chỉ đạo"),
        required=False,
        max_length=5,
        help_text=_("Ví dụ 14:30; để trống: lúc này, hoặc hết giờ làm việc của ngày trước."),
    )
    entry_kind = forms.ChoiceField(label=_("Loại"), choices=EntryKind.choices)
    also = forms.MultipleChoiceField(
        label=_("Giao cùng nội dung cho các đơn vị khác"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Mỗi đơn vị một nhiệm vụ riêng, tính hạn riêng."),
    )
    joint = forms.MultipleChoiceField(
        label=_("Đơn vị phối hợp"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    monitor = forms.ChoiceField(label=_("Người theo dõi"), required=False, widget=inputs.Chooser)
    priority = forms.ChoiceField(label=_("Độ khẩn"), choices=Priority.choices, required=False)
    restricted = forms.BooleanField(
        label=_("Hạn chế người xem"), required=False,
        help_text=_("Chỉ người được nêu tên và người có quyền xem nhiệm vụ hạn chế mới thấy."),
    )  # fmt: skip

    def __init__(self, leads: Choices, monitors: Choices, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.choose("lead", [("", _("Chọn đơn vị")), *leads])
        self.choose("also", leads)
        self.choose("joint", leads)
        self.choose("monitor", monitors)

    def clean_ordered_time(self) -> time | None:
        """Return the hour that was typed."""
        return _hour(self.cleaned_data["ordered_time"])

    def ordered_at(self) -> datetime:
        """Return when it was ordered: at the hour given, now if today, else at the end of that day's work."""
        day, hour = self.cleaned_data["ordered_on"], self.cleaned_data.get("ordered_time")
        if hour is not None:
            return datetime.combine(day, hour, clock.VIETNAM)
        return clock.now() if day == clock.today() else current_calendar(day).closing(day)


def _hour(text: str) -> time | None:
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{1,2})[:hg.](\d{2})?", text.strip() if re.search(r"[:hg.]", text) else f"{text.strip()}:")
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValidationError(_("Hãy ghi giờ theo dạng 14:30."))
    return time(int(found[1]), int(found[2] or 0))


class ExtractForm(HouseForm):
    """The words of a document in which orders are looked for."""

    source_label = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=300)
    ordered_name = forms.CharField(label=_("Người ký văn bản"), max_length=200)
    text = forms.CharField(
        label=_("Nội dung văn bản"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Dán phần nội dung có giao việc; mỗi khoản, điểm một dòng."),
    )  # fmt: skip


class TextForm(HouseForm):
    """Words alone: a reason, a note."""

    text = forms.CharField(label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, label: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["text"].label = label


class DueForm(TextForm):
    """A new due time with its reason."""

    due = inputs.DayField(label=_("Hạn mới"), error_messages={"required": _("Hãy ghi hạn mới.")})
    field_order = ("due", "text")


class BlockForm(TextForm):
    """What blocks the work, and which unit it waits for."""

    by = forms.ChoiceField(label=_("Chờ đơn vị"), required=False, widget=inputs.Chooser)

    def __init__(self, label: Any, units: Choices, data: Any = None) -> None:
        super().__init__(label, data)
        self.choose("by", [("", _("Không chờ đơn vị nào")), *units])


class ReportForm(TextForm):
    """The result with its product."""

    kind = forms.ChoiceField(label=_("Sản phẩm"), choices=ProductKind.choices, widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("Số, ký hiệu văn bản hoặc tên sản phẩm"),
        max_length=300,
        error_messages={"required": _("Hãy gắn sản phẩm: số văn bản, dữ liệu hoặc ảnh hiện trường.")},
    )
    file = forms.FileField(
        label=_("Tệp kèm theo"), required=False, widget=inputs.Upload(accept=".pdf,.jpg,.jpeg,.png,.xlsx,.csv,.docx")
    )
    field_order = ("kind", "label", "file", "text")


class HandForm(HouseForm):
    """To whom a directive is given."""

    account = forms.ChoiceField(
        label=_("Người thực hiện"), widget=inputs.Chooser, error_messages={"required": _("Hãy chọn người thực hiện.")}
    )

    def __init__(self, accounts: Choices, data: Any = None) -> None:
        super().__init__(data)
        self.choose("account", accounts)


class HandOnForm(HouseForm):
    """Part of a directive, for a unit below."""

    order = forms.CharField(
        label=_("Việc giao"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi việc giao.")},
    )
    lead = forms.ChoiceField(
        label=_("Giao cho"), widget=inputs.Chooser, error_messages={"required": _("Hãy chọn đơn vị.")}
    )
    account = forms.ChoiceField(label=_("Người thực hiện"), required=False, widget=inputs.Chooser)
    due = inputs.DayField(label=_("Hạn"), required=False, help_text=_("Để trống: bằng hạn của nhiệm vụ này."))

    def __init__(self, leads: Choices, accounts: Choices, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.choose("lead", leads)
        self.choose("account", accounts)


class LinkForm(HouseForm):
    """A record of another system."""

    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[
            ("dossier", _("Hồ sơ thủ tục hành chính")),
            ("document", _("Văn bản")),
            ("work_file", _("Hồ sơ công việc")),
            ("project", _("Dự án")),
            ("feedback", _("Phản ánh, kiến nghị")),
        ],
    )
    label = forms.CharField(label=_("Mã, số hoặc tên"), max_length=300)


class TemplateForm(HouseForm):
    """An order that is given again."""

    name = forms.CharField(label=_("Tên mẫu"), max_length=150)
    order = forms.CharField(label=_("Nguyên văn chỉ đạo"), widget=forms.Textarea(attrs={"rows": 3}))
    ordered_name = forms.CharField(label=_("Người chỉ đạo"), max_length=200)
    source_label = forms.CharField(label=_("Căn cứ (văn bản, cuộc họp)"), max_length=300, required=False)
    leads = forms.MultipleChoiceField(
        label=_("Đơn vị chủ trì"), required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    term_days = forms.IntegerField(label=_("Thời hạn (ngày làm việc)"), min_value=1, max_value=250, initial=5)
    every = forms.ChoiceField(label=_("Định kỳ"), required=False, choices=Every.choices)
    next_on = inputs.DayField(label=_("Ngày giao kế tiếp"), required=False)
    in_use = forms.BooleanField(label=_("Đang dùng"), required=False, initial=True)

    def __init__(self, leads: Choices, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.choose("leads", leads)


class _RuleForm(HouseForm):
    valid_from = inputs.DayField(label=_("Áp dụng từ ngày"))
    basis = forms.CharField(label=_("Văn bản quy định"), max_length=300)
    certainty = forms.CharField(label=_("Điều còn phải kiểm tra"), max_length=300, required=False)

    def content(self) -> dict[str, Any]:
        """Return the rule's content."""
        raise NotImplementedError


class EntryRuleForm(_RuleForm):
    """How soon an order must be entered."""

    urgent = forms.IntegerField(label=_("Khẩn: số phút làm việc"), min_value=1, max_value=480)
    normal = forms.IntegerField(label=_("Thường: số ngày làm việc"), min_value=1, max_value=30)
    many = forms.IntegerField(label=_("Văn bản nhiều nhiệm vụ: số ngày làm việc"), min_value=1, max_value=30)
    field_order = ("urgent", "normal", "many", "valid_from", "basis", "certainty")

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "urgent": {"minutes": data["urgent"]},
            "normal": {"days": data["normal"]},
            "many": {"days": data["many"]},
        }


class RemindersRuleForm(_RuleForm):
    """When people are reminded."""

    before = forms.CharField(label=_("Nhắc trước hạn (ngày làm việc, cách nhau bằng dấu phẩy)"), max_length=60)
    head_after = forms.IntegerField(
        label=_("Quá hạn bấy nhiêu ngày thì nhắc người đứng đầu"), min_value=0, max_value=60
    )
    office_after = forms.IntegerField(label=_("Quá hạn bấy nhiêu ngày thì nhắc Văn phòng"), min_value=0, max_value=60)
    field_order = ("before", "head_after", "office_after", "valid_from", "basis", "certainty")

    def clean_before(self) -> list[int]:
        """Return the days."""
        words = re.split(r"[,;\s]+", self.cleaned_data["before"].strip())
        if not all(word.isdigit() for word in words):
            raise ValidationError(_("Hãy ghi các số ngày, cách nhau bằng dấu phẩy, ví dụ: 5, 2, 0."))
        return sorted({int(word) for word in words}, reverse=True)

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("before", "head_after", "office_after")}


FORMULA = {
    "on_time": _("Điểm mỗi nhiệm vụ hoàn thành đúng hạn"),
    "late": _("Điểm mỗi nhiệm vụ hoàn thành quá hạn"),
    "overdue": _("Điểm mỗi nhiệm vụ quá hạn chưa hoàn thành"),
    "returned": _("Điểm trừ mỗi lần bị trả lại"),
    "extended": _("Điểm trừ mỗi lần gia hạn"),
    "late_day": _("Điểm trừ mỗi ngày làm việc quá hạn"),
    "late_days_most": _("Điểm trừ nhiều nhất vì số ngày quá hạn"),
    "least": _("Số nhiệm vụ ít nhất để được xếp hạng"),
}


class RankingRuleForm(_RuleForm):
    """The formula of the ranking."""

    field_order = (*FORMULA, "valid_from", "basis", "certainty")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in FORMULA.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100)
        self.order_fields(self.field_order)

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FORMULA}


class PinForm(HouseForm):
    """The signer's PIN, when his key asks for one."""

    pin = forms.CharField(
        label=_("Mã PIN chữ ký số"),
        max_length=64,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Để trống khi không có chứng thư số hoặc máy chủ giữ khóa."),
    )


def unit_choices(rows: Iterable[OrganizationUnit]) -> list[tuple[str, str]]:
    """Return units as choices."""
    return [(str(row.pk), row.name) for row in rows]
