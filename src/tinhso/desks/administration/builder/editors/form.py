"""Editors of the application form: its pages and their questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors.base import LONG, SHORT, ConditionalEditor, Editor, lines, renamed
from tinhso.kits.procedures.definition import Page
from tinhso.kits.procedures.questions import choices_of, kind_of

MOST_CHOICES = 200


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question that the kit can ask, as the builder offers it."""

    code: str
    name: Any
    hint: Any
    schema: Content
    icon: str


_TEXT: Content = {"type": "string"}
QUESTION_KINDS = {
    kind.code: kind
    for kind in (
        QuestionKind(
            "text", _("Một dòng chữ"), _("Tên, địa chỉ, số giấy tờ"), {**_TEXT, "maxLength": 200}, icon="forms"
        ),
        QuestionKind("textarea", _("Đoạn văn"), _("Trình bày, lý do"), {**_TEXT, "maxLength": 2000}, icon="align-left"),
        QuestionKind("radio", _("Chọn một"), _("Vài lựa chọn, thấy hết"), _TEXT, icon="circle-dot"),
        QuestionKind("select", _("Chọn trong danh sách"), _("Nhiều lựa chọn, có ô tìm"), _TEXT, icon="select"),
        QuestionKind("checkboxes", _("Chọn nhiều"), _("Được chọn hơn một"), {"type": "array"}, icon="checkbox"),
        QuestionKind("checkbox", _("Có / không"), _("Một ô đánh dấu"), {"type": "boolean"}, icon="square-check"),
        QuestionKind("date", _("Ngày"), _("Ngày, tháng, năm đủ"), {**_TEXT, "format": "date"}, icon="calendar"),
        QuestionKind(
            "partial-date",
            _("Ngày có thể thiếu"),
            _("Chỉ nhớ năm cũng được"),
            {**_TEXT, "maxLength": 10},
            icon="calendar-question",
        ),
        QuestionKind("number", _("Số"), _("Số lượng, diện tích"), {"type": "integer"}, icon="number-123"),
        QuestionKind("money", _("Số tiền"), _("Bằng đồng"), {"type": "integer", "minimum": 0}, icon="coins"),
        QuestionKind(
            "personal-number",
            _("Số định danh cá nhân"),
            _("12 chữ số, máy tự kiểm tra"),
            {**_TEXT, "maxLength": 12},
            icon="id",
        ),
        QuestionKind("phone", _("Điện thoại"), _("Máy tự kiểm tra"), {**_TEXT, "maxLength": 15}, icon="phone"),
        QuestionKind(
            "email", _("Thư điện tử"), _("Máy tự kiểm tra"), {**_TEXT, "format": "email", "maxLength": 120}, icon="mail"
        ),
        QuestionKind(
            "area", _("Xã, phường"), _("Chọn trong danh mục của tỉnh"), {**_TEXT, "maxLength": 5}, icon="map-pin"
        ),
        QuestionKind(
            "group", _("Nhóm lặp lại"), _("Mỗi người, mỗi thửa đất một lần"), {"type": "array"}, icon="stack-2"
        ),
    )
}
CHOOSING = {"radio", "select", "checkboxes"}
PREFILL = [
    ("", _("Không điền sẵn")),
    ("applicant.full_name", _("Họ và tên người nộp")),
    ("applicant.personal_number", _("Số định danh của người nộp")),
    ("applicant.phone", _("Điện thoại của người nộp")),
    ("applicant.email", _("Thư điện tử của người nộp")),
    ("applicant.address", _("Địa chỉ của người nộp")),
]
_PREFILLED = {"text", "textarea", "personal-number", "phone", "email"}


class PageEditor(ConditionalEditor):
    """A page of the form."""

    kind, slug, tab, noun = "page", "trang", "form", _("trang")
    title = forms.CharField(
        label=_("Tiêu đề trang"), max_length=SHORT, help_text=_("Ngắn gọn, ví dụ “Người được khai sinh”.")
    )
    hint = forms.CharField(
        label=_("Lời dẫn dưới tiêu đề"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def names(self) -> Iterable[str]:
        """A page can only follow from what was asked before it."""
        for page in self.content.get("pages", ()):
            if self.item is not None and page.get("code") == self.item.get("code"):
                return
            yield from page.get("fields", ())

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a page."""
        return {**super().read(item), "title": item.get("title", ""), "hint": item.get("hint", "")}

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the page."""
        super().write(given, item)
        item["title"], item["hint"] = given["title"], given["hint"]
        item.setdefault("code", contents.free_code(self.content, "page", contents.code_for(given["title"])))

    def check(self, item: Content) -> None:
        """Check the page; that it still lacks questions is told of the whole."""
        fields = item.setdefault("fields", [])
        Page.model_validate({**item, "fields": fields or ["x"]})


class QuestionEditor(Editor):
    """A question; its kind was chosen before."""

    kind, slug, tab, noun = "question", "cau-hoi", "form", _("câu hỏi")
    title = forms.CharField(
        label=_("Câu hỏi"),
        max_length=300,
        help_text=_("Hỏi như nói với người dân, ví dụ “Cháu bé tên gì?”."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hint = forms.CharField(
        label=_("Lời giải thích"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Đứng ngay dưới câu hỏi: lấy ở đâu, viết thế nào."),
    )
    options = forms.CharField(
        label=_("Các lựa chọn"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một lựa chọn, theo thứ tự muốn hiện."),
    )
    members = forms.CharField(
        label=_("Các ô trong nhóm"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một ô chữ, ví dụ “Họ và tên”, “Năm sinh”, “Quan hệ”."),
    )
    most_rows = forms.IntegerField(label=_("Lặp lại nhiều nhất"), min_value=1, max_value=20, initial=5)
    must = forms.BooleanField(label=_("Bắt buộc trả lời"), required=False, initial=True)
    page = forms.ChoiceField(label=_("Ở trang"))
    prefill = forms.ChoiceField(label=_("Điền sẵn từ"), required=False, choices=PREFILL)
    longest = forms.IntegerField(label=_("Dài nhất (ký tự)"), required=False, min_value=1, max_value=20_000)
    fraction = forms.BooleanField(label=_("Được có phần thập phân, ví dụ 120,5"), required=False)
    least = forms.DecimalField(label=_("Nhỏ nhất"), required=False, localize=False)
    most = forms.DecimalField(label=_("Lớn nhất"), required=False, localize=False)
    past = forms.BooleanField(label=_("Không được sau hôm nay"), required=False)
    groups: ClassVar = ((_("Thêm: điền sẵn, giới hạn"), ("prefill", "longest", "fraction", "least", "most", "past")),)

    _FOR: ClassVar[dict[str, set[str]]] = {
        "options": CHOOSING,
        "members": {"group"},
        "most_rows": {"group"},
        "prefill": _PREFILLED,
        "longest": {"text", "textarea"},
        "fraction": {"number"},
        "least": {"number", "money"},
        "most": {"number", "money"},
        "past": {"date", "partial-date"},
    }

    @property
    def question_kind(self) -> QuestionKind:
        """The kind of the question."""
        return QUESTION_KINDS[self.variant or "text"]

    def prepare(self) -> None:
        """Leave the fields that the kind has."""
        if self.item is not None and not self.variant:
            known = kind_of(self.item)
            self.variant = known if known in QUESTION_KINDS else "text"
        for name, kinds in self._FOR.items():
            if self.question_kind.code not in kinds:
                del self.fields[name]
        self.fields["page"].choices = [  # type: ignore[attr-defined]
            (page["code"], page.get("title", "")) for page in self.content.get("pages", ())
        ]

    @property
    def name(self) -> str:
        """The key of the answer."""
        return next((name for name, schema in contents.properties(self.content).items() if schema is self.item), "")

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a question."""
        name = next((name for name, schema in contents.properties(self.content).items() if schema == item), "")
        schema = item.get("items", {}) if kind_of(item) == "checkboxes" else item
        members = item.get("items", {}).get("properties", {})
        return {
            "title": item.get("title", ""),
            "hint": item.get("description", ""),
            "options": "\n".join(label for _value, label in choices_of(schema)),
            "members": "\n".join(str(one.get("title", key)) for key, one in members.items()),
            "most_rows": item.get("maxItems", 5),
            "must": name in self.content["form"].get("required", ()),
            "page": (contents.page_of(self.content, name) or {}).get("code", ""),
            "prefill": item.get("x-prefill", ""),
            "longest": item.get("maxLength"),
            "fraction": item.get("type") == "number",
            "least": item.get("minimum"),
            "most": item.get("maximum"),
            "past": bool(item.get("x-past")),
        }

    def clean_options(self) -> str:
        """At least two choices, each once."""
        labels = lines(self.cleaned_data["options"])
        if len(labels) < 2:
            raise ValidationError(_now("Cần ít nhất hai lựa chọn, mỗi dòng một lựa chọn."))
        if len(labels) > MOST_CHOICES:
            raise ValidationError(_now("Không quá {most} lựa chọn.").format(most=MOST_CHOICES))
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise ValidationError(_now("Lựa chọn “{label}” viết hai lần.").format(label=twice[0]))
        return "\n".join(labels)

    def clean(self) -> dict[str, Any]:
        """The least is not more than the most."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = given.get("least"), given.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _now("Lớn nhất phải từ {least} trở lên.").format(least=least))
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the question's schema."""
        kind = self.question_kind
        changed = bool(item) and kind_of(item) != kind.code
        options = dict(choices_of(item.get("items", {}) if "items" in item else item)) if item else {}
        if changed or not item:
            item.clear()
            item.update(kind.schema)
        item["x-widget"] = kind.code
        item["title"], item["description"] = given["title"].strip(), given["hint"].strip()
        if kind.code in CHOOSING:
            self._write_choices(given, item, options)
        if kind.code == "group":
            self._write_members(given, item)
        if "prefill" in given:
            item["x-prefill"] = given["prefill"]
        if given.get("longest"):
            item["maxLength"] = given["longest"]
        if kind.code in ("number", "money"):
            item["type"] = "number" if given.get("fraction") else "integer"
            item["minimum"] = _number(given.get("least"))
            item["maximum"] = _number(given.get("most"))
        if "past" in given:
            item["x-past"] = given["past"] or None

    def _write_choices(self, given: dict[str, Any], item: Content, options: dict[str, str]) -> None:
        pairs = renamed(lines(given["options"]), options)
        values = {"enum": [code for code, _label in pairs], "x-labels": dict(pairs)}
        if self.question_kind.code == "checkboxes":
            item["items"] = {"type": "string", **values}
            item["uniqueItems"] = True
        else:
            # Values that are no texts keep their nature, so that answers already given still fit.
            kept = {str(value): value for value in item.get("enum", ())}
            item.update({**values, "enum": [kept.get(code, code) for code, _label in pairs]})

    def _write_members(self, given: dict[str, Any], item: Content) -> None:
        before = item.get("items", {}).get("properties", {})
        kept = {key: str(one.get("title", key)) for key, one in before.items()}
        pairs = renamed(lines(given["members"]), kept)
        members = {
            code: {**before.get(code, {"type": "string", "maxLength": 200}), "title": label} for code, label in pairs
        }
        item["items"] = {
            "type": "object", "properties": members, "required": [pairs[0][0]], "x-order": [code for code, _l in pairs]
        }  # fmt: skip
        item["maxItems"] = given["most_rows"]

    def check(self, item: Content) -> None:
        """What a question may say is checked with the form."""


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
