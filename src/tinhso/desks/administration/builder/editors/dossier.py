"""Editors of what is handed in, what it costs and how long it takes."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors.base import LONG, SHORT, ConditionalEditor, Editor, lines, renamed
from tinhso.kernel.web.inputs import MoneyField
from tinhso.kits.procedures.definition import Exemption, Fee, FeeCase, LegalBasis, Part, TermCase

COPIES = ("original", "certified", "copy", "electronic")
CHANNELS = [("online", _("Trực tuyến")), ("counter", _("Trực tiếp tại một cửa")), ("post", _("Qua bưu chính"))]
BASIS_HELP = _("Điều, khoản và tên văn bản.")


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=20)


class PartEditor(ConditionalEditor):
    """A part of the dossier."""

    kind, slug, tab, noun, model = "part", "giay-to", "parts", _("giấy tờ"), Part
    defaults: ClassVar = {"copy": 1}
    name = forms.CharField(label=_("Tên giấy tờ"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    plain = forms.CharField(
        label=_("Nói cho dễ hiểu"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    required = forms.BooleanField(label=_("Bắt buộc phải có"), required=False, initial=True)
    to_show = forms.BooleanField(label=_("Chỉ xuất trình tại quầy, không phải nộp"), required=False)
    original = _count(_("Số bản chính"))
    certified = _count(_("Số bản sao chứng thực"))
    copy = _count(_("Số bản sao"))
    electronic = _count(_("Số bản điện tử"))
    alternatives = forms.CharField(
        label=_("Giấy tờ thay thế được"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một giấy tờ có thể nộp thay cho giấy tờ này."),
    )
    accept = forms.MultipleChoiceField(
        label=_("Nhận tệp"),
        choices=[("pdf", "PDF"), ("image", _("Ảnh chụp")), ("office", "Word, Excel")],
        widget=forms.CheckboxSelectMultiple,
        initial=["pdf", "image"],
    )
    most_mb = forms.IntegerField(label=_("Mỗi tệp lớn nhất (MB)"), min_value=1, max_value=200, initial=10)
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=SHORT, required=False, help_text=BASIS_HELP)
    groups: ClassVar = (
        (_("Giấy tờ thay thế"), ("alternatives",)),
        (_("Tệp nhận khi nộp trực tuyến"), ("accept", "most_mb")),
    )

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a part."""
        copies = {one["form"]: one.get("count", 1) for one in item.get("copies", [{"form": "copy"}])}
        return {
            **super().read(item),
            **{name: item[name] for name in ("name", "plain", "to_show", "basis", "most_mb", "accept") if name in item},
            **{form: copies.get(form) for form in COPIES},
            "required": item.get("required", True),
            "alternatives": "\n".join(one["name"] for one in item.get("alternatives", ())),
        }

    def clean(self) -> dict[str, Any]:
        """Some copy is handed in or shown."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(given.get(form) for form in COPIES):
            raise ValidationError({"copy": _now("Hãy ghi số bản phải nộp hoặc xuất trình, ít nhất một bản.")})
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the part."""
        super().write(given, item)
        for name in ("name", "plain", "required", "to_show", "basis", "most_mb", "accept"):
            item[name] = given[name]
        item["copies"] = [{"form": form, "count": given[form]} for form in COPIES if given[form]]
        kept = {one["code"]: one["name"] for one in item.get("alternatives", ())}
        pairs = renamed(lines(given["alternatives"]), kept)
        item["alternatives"] = [{"code": code.replace("_", "-"), "name": name} for code, name in pairs]
        item.setdefault("code", contents.free_code(self.content, "part", contents.code_for(given["name"])))


DUES = [
    ("any_time", _("Lúc nào cũng được")),
    ("reception", _("Tiếp nhận hồ sơ nộp từ xa")),
    ("step", _("Một bước của quy trình (thời hạn tạm dừng trong lúc chờ)")),
    ("hand_over", _("Trả kết quả")),
]


class FeeEditor(Editor):
    """A fee or charge; its amounts are items of their own."""

    kind, slug, tab, noun, model = "fee", "phi", "fees", _("khoản phí, lệ phí"), Fee
    name = forms.CharField(label=_("Tên khoản thu"), max_length=SHORT)
    sort = forms.ChoiceField(
        label=_("Là"), choices=[("phi", _("Phí")), ("le-phi", _("Lệ phí"))], widget=forms.RadioSelect, initial="le-phi"
    )
    amount = MoneyField(label=_("Mức thu thông thường (đồng)"), help_text=_("Các mức khác và miễn giảm thêm sau."))
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=SHORT, help_text=BASIS_HELP)
    due = forms.ChoiceField(label=_("Phải nộp trước khi"), choices=DUES, widget=forms.RadioSelect, initial="any_time")
    step = forms.ChoiceField(label=_("Bước chờ tiền"), required=False, help_text=_("Chỉ khi phải nộp trước một bước."))
    fields_of: ClassVar = {"kind": "sort", "": "step"}
    bears: ClassVar = ("cases",)
    groups: ClassVar = ((_("Thêm: khi nào phải nộp"), ("due", "step")),)

    def prepare(self) -> None:
        """The first amount is asked for once."""
        steps = [(step["code"], step.get("name", "")) for step in self.content.get("route", ())]
        self.fields["step"].choices = [("", _now("Không chờ ở bước nào")), *steps]  # type: ignore[attr-defined]
        if self.item is not None:
            del self.fields["amount"]

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a fee."""
        kept = {"name": item.get("name"), "sort": item.get("kind"), "basis": item.get("basis")}
        return {**kept, "due": item.get("due", "any_time"), "step": item.get("step", "")}

    def clean(self) -> dict[str, Any]:
        """A fee that a step waits for names the step."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("due") == "step" and not given.get("step"):
            self.add_error("step", _now("Hãy chọn bước mà hồ sơ chờ tiền."))
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the fee."""
        item["name"], item["kind"], item["basis"] = given["name"], given["sort"], given["basis"]
        item["due"], item["step"] = given["due"], given["step"] if given["due"] == "step" else ""
        item.setdefault("code", contents.free_code(self.content, "fee", contents.code_for(given["name"])))
        if "amount" in given:
            item["cases"] = [{"label": _now("Mức thông thường"), "amount": given["amount"]}]


class CaseEditor(ConditionalEditor):
    """An amount for a case; the first that holds is charged."""

    kind, slug, tab, noun, model = "case", "muc-thu", "fees", _("mức thu"), FeeCase
    label = forms.CharField(
        label=_("Trường hợp"), max_length=SHORT, help_text=_("Ví dụ “Miễn: hộ nghèo, người khuyết tật”.")
    )
    amount = MoneyField(label=_("Số tiền (đồng)"), help_text=_("Ghi 0 khi được miễn."))
    channels = forms.MultipleChoiceField(
        label=_("Chỉ áp dụng khi nộp"),
        required=False,
        choices=CHANNELS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn gì là mọi cách nộp."),
    )

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of an amount."""
        return {**super().read(item), **{name: item.get(name) for name in ("label", "amount", "channels")}}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the amount."""
        super().write(given, item)
        item.update({name: given[name] for name in ("label", "amount", "channels")})


class ExemptionEditor(ConditionalEditor):
    """Who pays less, or nothing."""

    kind, slug, tab, noun, model = "exemption", "mien-giam", "fees", _("trường hợp miễn, giảm"), Exemption
    label = forms.CharField(
        label=_("Ai được miễn, giảm"), max_length=SHORT, help_text=_("Ví dụ “Người thuộc hộ nghèo”.")
    )
    percent = forms.IntegerField(
        label=_("Được giảm (%)"), min_value=1, max_value=100, initial=100, help_text=_("100 là miễn hết.")
    )
    proof = forms.CharField(
        label=_("Giấy tờ chứng minh"),
        max_length=SHORT,
        required=False,
        help_text=_("Bỏ trống: câu trả lời trong tờ khai là đủ."),
    )
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=SHORT, help_text=BASIS_HELP)

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a remission."""
        return {
            **super().read(item),
            **{name: item.get(name, "") for name in ("label", "proof", "basis")},
            "percent": item.get("percent", 100),
        }

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the remission."""
        super().write(given, item)
        item.update({name: given[name] for name in ("label", "percent", "proof", "basis")})
        item.setdefault("code", contents.code_for(given["label"]))


MEASURES = [
    ("working_days", _("ngày làm việc")),
    ("working_hours", _("giờ làm việc")),
    ("calendar_days", _("ngày (tính cả ngày nghỉ)")),
    ("same_day", _("trong ngày làm việc")),
]


class TermEditor(ConditionalEditor):
    """How long a case may take."""

    kind, slug, tab, noun, model = "term", "truong-hop", "terms", _("trường hợp thời hạn"), TermCase
    label = forms.CharField(label=_("Trường hợp"), max_length=SHORT, help_text=_("Ví dụ “Phải xác minh tại thôn”."))
    measure = forms.ChoiceField(
        label=_("Tính bằng"), choices=MEASURES, widget=forms.RadioSelect, initial="working_days"
    )
    count = forms.IntegerField(label=_("Bao nhiêu"), required=False, min_value=1, max_value=800)
    basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=SHORT, help_text=BASIS_HELP)
    fields_of: ClassVar = {name: "count" for name, _label in MEASURES}

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a term."""
        measure = next((name for name, _label in MEASURES if item.get(name)), "working_days")
        count = item.get(measure) if measure != "same_day" else None
        return {
            **super().read(item),
            "label": item.get("label"),
            "measure": measure,
            "count": count,
            "basis": item.get("basis"),
        }

    def clean(self) -> dict[str, Any]:
        """Only “within the day” needs no number."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("measure") != "same_day" and not given.get("count") and "count" not in self.errors:
            raise ValidationError({"count": _now("Hãy ghi số ngày hoặc số giờ.")})
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the term."""
        super().write(given, item)
        for name, _label in MEASURES:
            item.pop(name, None)
        item[given["measure"]] = True if given["measure"] == "same_day" else given["count"]
        item["label"], item["basis"] = given["label"], given["basis"]


class BasisEditor(Editor):
    """A legal basis."""

    kind, slug, tab, noun, model = "basis", "van-ban", "legal", _("căn cứ pháp lý"), LegalBasis
    document = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=SHORT, help_text=_("Ví dụ “60/2014/QH13”."))
    title = forms.CharField(
        label=_("Tên văn bản"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    articles = forms.CharField(label=_("Điều, khoản"), max_length=SHORT, required=False)

    def title_of(self, item: Content) -> str:
        """A document goes by its number."""
        return str(item.get("document", ""))

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a basis."""
        return {name: item.get(name, "") for name in ("document", "title", "articles")}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the basis."""
        item.update({name: given[name] for name in ("document", "title", "articles")})
