"""Editors of what a procedure says once: the head, the rules of the clock, the result, what must be checked."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors.base import LONG, SHORT, Editor, lines
from tinhso.desks.administration.builder.editors.dossier import BASIS_HELP
from tinhso.desks.administration.queries.procedures import fields as known_fields
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.web.inputs import Chooser
from tinhso.kits.procedures.definition import ClockRules, Result
from tinhso.kits.procedures.life_events import LIFE_EVENTS

AUDIENCES = [("citizen", _("Cá nhân")), ("business", _("Doanh nghiệp, hộ kinh doanh")), ("organization", _("Tổ chức"))]
TIERS = [("province", _("Cấp tỉnh")), ("commune", _("Cấp xã"))]
DELIVERIES = [("electronic", _("Bản điện tử")), ("counter", _("Tại bộ phận một cửa")), ("post", _("Qua bưu chính"))]
CODE_HELP = _("Mã trên Cơ sở dữ liệu quốc gia về thủ tục hành chính, ví dụ 1.004616.")


class SectionEditor(Editor):
    """An editor of what a procedure says once; ``keys`` are the parts of the content that it touches."""

    keys: ClassVar[tuple[str, ...]]

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows: by default the content's own values."""
        return {key: item[key] for key in self.keys if key in item}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the content."""
        for key in self.keys:
            item[key] = given[key]

    def made(self) -> Content:
        """Return the whole content with the form's values in it; raise ``Invalid``."""
        item: Content = {**(self.item or {})}
        self.write(self.cleaned_data, item)
        self.check(item)
        return item


class GeneralEditor(SectionEditor):
    """The head of a procedure."""

    kind, slug, tab, noun = "general", "chung", "general", _("thông tin chung")
    keys = (
        *("name", "plain_name", "summary", "field", "tier", "audience", "online_level", "partial_reason"),
        *("assurance", "agency", "keywords", "life_events"),
    )
    name = forms.CharField(
        label=_("Tên thủ tục"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Đúng như quyết định công bố."),
    )
    plain_name = forms.CharField(
        label=_("Tên thường gọi"), max_length=SHORT, help_text=_("Người dân vẫn gọi việc này là gì.")
    )
    summary = forms.CharField(
        label=_("Tóm tắt"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Một, hai câu: ai cần, để làm gì."),
    )
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    tier = forms.ChoiceField(label=_("Cấp thực hiện"), choices=TIERS, widget=forms.RadioSelect)
    agency = forms.ChoiceField(
        label=_("Cơ quan giải quyết"),
        required=False,
        widget=Chooser,
        help_text=_("Bỏ trống: UBND cấp xã nơi người dân chọn."),
    )
    audience = forms.MultipleChoiceField(label=_("Dành cho"), choices=AUDIENCES, widget=forms.CheckboxSelectMultiple)
    online_level = forms.ChoiceField(
        label=_("Làm trực tuyến"),
        widget=forms.RadioSelect,
        initial="full",
        choices=[("full", _("Toàn trình")), ("partial", _("Một phần: có bước phải đến nơi"))],
    )
    assurance = forms.TypedChoiceField(
        label=_("Người nộp trực tuyến phải định danh"),
        coerce=int,
        empty_value=0,
        required=False,
        choices=[(0, _("Không cần")), (1, _("Từ mức độ 1")), (2, _("Mức độ 2"))],
    )
    partial_reason = forms.CharField(
        label=_("Vì sao chưa toàn trình"), max_length=SHORT, required=False, help_text=_("NĐ 224/2026/NĐ-CP Điều 14.")
    )
    keywords = forms.CharField(
        label=_("Từ khóa để tìm"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một từ khóa, cả cách gọi của địa phương."),
    )
    life_events = forms.MultipleChoiceField(
        label=_("Sự kiện trong đời"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(event.code, event.label) for event in LIFE_EVENTS.values()],
    )
    groups: ClassVar = ((_("Giúp người dân tìm thấy"), ("keywords", "life_events")),)

    def prepare(self) -> None:
        """Offer fields and agencies."""
        self.fields["field"].choices = [(row.code, row.name) for row in known_fields()]  # type: ignore[attr-defined]
        communes = ("", _("UBND cấp xã nơi người dân chọn"))
        self.fields["agency"].choices = [communes, *queries.fixed_units()]  # type: ignore[attr-defined]
        kept = (self.content.get("agency") or {}).get("identifier", "")
        if kept and kept not in dict(self.fields["agency"].choices):  # type: ignore[attr-defined]
            self.fields["agency"].choices += [(kept, kept)]  # type: ignore[attr-defined]

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of the head."""
        agency = item.get("agency") or {}
        return {
            **super().read(item),
            "agency": agency.get("identifier", "") if agency.get("place") == "unit" else "",
            "keywords": "\n".join(item.get("keywords", ())),
        }

    def clean(self) -> dict[str, Any]:
        """What is not wholly online says why; a province's procedure names its agency."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("online_level") == "partial" and not given.get("partial_reason", "").strip():
            self.add_error("partial_reason", _now("Hãy ghi lý do chưa làm trọn vẹn trên mạng được."))
        if given.get("tier") == "province" and not given.get("agency"):
            raise ValidationError({"agency": _now("Thủ tục cấp tỉnh do một cơ quan giải quyết: hãy chọn cơ quan ấy.")})
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the head."""
        super().write(given, item)
        item["keywords"] = lines(given["keywords"])
        if given["online_level"] == "full":
            item["partial_reason"] = ""
        if given["agency"]:
            item["agency"] = {"place": "unit", "identifier": given["agency"]}
        else:
            item.pop("agency", None)


class ClockEditor(SectionEditor):
    """The rules of the clock."""

    kind, slug, tab, noun, keys = "clock", "dong-ho", "terms", _("cách tính thời hạn"), ("clock",)
    cutoff = forms.TimeField(
        label=_("Giờ chốt nhận trong ngày"),
        required=False,
        help_text=_("Nhận từ giờ này tính sang ngày làm việc sau, ví dụ 15:00."),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "input-day"}),
    )
    whole_days = forms.BooleanField(label=_("Đến hạn vào cuối ngày làm việc, không theo giờ nhận"), required=False)
    basis = forms.CharField(label=_("Căn cứ của cách tính"), max_length=SHORT, required=False, help_text=BASIS_HELP)
    effect = forms.ChoiceField(
        label=_("Khi yêu cầu người dân bổ sung, thời hạn"),
        widget=forms.RadioSelect,
        choices=[("pause", _("Tạm dừng, rồi tính tiếp")), ("restart", _("Tính lại từ đầu khi đã đủ"))],
    )
    most = forms.IntegerField(label=_("Được yêu cầu bổ sung mấy lần"), min_value=0, max_value=9)
    ask_within = forms.IntegerField(
        label=_("Phải yêu cầu trong (ngày làm việc)"), required=False, min_value=1, max_value=400
    )
    answer_within = forms.IntegerField(
        label=_("Người dân bổ sung trong (ngày làm việc)"), required=False, min_value=1, max_value=400
    )
    unanswered = forms.ChoiceField(
        label=_("Quá hạn không bổ sung thì"),
        widget=forms.RadioSelect,
        initial="wait",
        choices=[("wait", _("Tiếp tục chờ")), ("stop", _("Dừng giải quyết"))],
    )
    supplement_basis = forms.CharField(
        label=_("Căn cứ của việc yêu cầu bổ sung"), max_length=SHORT, help_text=BASIS_HELP
    )
    extension = forms.BooleanField(label=_("Được gia hạn một lần kèm thư xin lỗi"), required=False)

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of the clock."""
        clock = item.get("clock") or {}
        supplement = clock.get("supplement") or {}
        return {
            "cutoff": clock.get("cutoff"),
            "whole_days": clock.get("whole_days", False),
            "basis": clock.get("basis", ""),
            "effect": supplement.get("effect"),
            "most": supplement.get("most"),
            "ask_within": supplement.get("ask_within_working_days"),
            "answer_within": supplement.get("answer_within_working_days"),
            "unanswered": supplement.get("unanswered", "wait"),
            "supplement_basis": supplement.get("basis", ""),
            "extension": (clock.get("extension") or {}).get("allowed", True),
        }

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the clock; what it does not know stays."""
        clock = {**(item.get("clock") or {})}
        clock["cutoff"] = given["cutoff"].isoformat() if given["cutoff"] else None
        clock["whole_days"], clock["basis"] = given["whole_days"], given["basis"]
        clock["supplement"] = {
            **(clock.get("supplement") or {}),
            "effect": given["effect"],
            "most": given["most"],
            "ask_within_working_days": given["ask_within"],
            "answer_within_working_days": given["answer_within"],
            "unanswered": given["unanswered"],
            "basis": given["supplement_basis"],
        }
        clock["extension"] = {**(clock.get("extension") or {}), "allowed": given["extension"]}
        item["clock"] = clock

    def check(self, item: Content) -> None:
        """The kit's own check."""
        ClockRules.model_validate(item["clock"])


class ResultEditor(SectionEditor):
    """What the citizen receives."""

    kind, slug, tab, noun, keys = "result", "ket-qua", "result", _("kết quả"), ("result",)
    name = forms.CharField(
        label=_("Tên kết quả"), max_length=SHORT, help_text=_("Ví dụ “Giấy xác nhận tình trạng hôn nhân”.")
    )
    paper = forms.ChoiceField(label=_("Mẫu giấy"), initial="ket-qua")
    symbol = forms.CharField(
        label=_("Ký hiệu sau số"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ GXN-{unit}; {unit} là ký hiệu của cơ quan, máy tự điền."),
    )
    delivered = forms.MultipleChoiceField(
        label=_("Trả kết quả bằng"), choices=DELIVERIES, widget=forms.CheckboxSelectMultiple
    )
    repeated = forms.MultipleChoiceField(
        label=_("Ghi lại vào kết quả các câu trả lời"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer the templates and the questions."""
        self.fields["paper"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name) for one in sorted(TEMPLATES.values(), key=lambda one: one.name)
        ]
        properties = contents.properties(self.content)
        names = [name for page in self.content.get("pages", ()) for name in page.get("fields", ())]
        self.fields["repeated"].choices = [  # type: ignore[attr-defined]
            (name, properties[name].get("title", name)) for name in names if name in properties
        ]

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of the result."""
        result = item.get("result") or {}
        kept = {key: result[key] for key in ("name", "paper", "symbol") if key in result}
        delivered = result.get("delivered", ["electronic", "counter"])
        return {**kept, "delivered": delivered, "repeated": result.get("fields", [])}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the result; places of the template stay as they are."""
        result = {**(item.get("result") or {})}
        result.update({key: given[key] for key in ("name", "paper", "symbol", "delivered")})
        result["fields"] = given["repeated"]
        if "kind" not in result:
            result["kind"] = contents.code_for(given["name"])
        item["result"] = result

    def check(self, item: Content) -> None:
        """The kit's own check."""
        Result.model_validate(item["result"])


class CertaintyEditor(SectionEditor):
    """What must be checked before publishing."""

    kind, slug, tab, noun, keys = "certainty", "kiem-tra", "legal", _("điều cần kiểm tra"), ("certainty",)
    check_lines = forms.CharField(
        label=_("Điều còn phải đối chiếu trước khi công bố"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một điều. Người công bố phải xác nhận đã đối chiếu."),
    )

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows."""
        return {"check_lines": "\n".join((item.get("certainty") or {}).get("check", ()))}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the lines into the content."""
        item["certainty"] = {**(item.get("certainty") or {}), "check": lines(given["check_lines"])}
