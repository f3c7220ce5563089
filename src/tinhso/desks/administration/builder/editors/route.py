"""Editors of the route: its steps, and the units that a step asks for their opinion."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tinhso.desks.administration.builder import content as contents
from tinhso.desks.administration.builder import queries
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.builder.editors.base import LONG, SHORT, ConditionalEditor
from tinhso.desks.administration.builder.editors.dossier import BASIS_HELP
from tinhso.kernel.web.inputs import Chooser
from tinhso.kits.procedures.definition import Asked, Step


@dataclass(frozen=True)
class KindOfStep:
    """A kind of step, as the builder offers it; ``many`` asks several units at once."""

    code: str
    name: Any
    hint: Any
    kind: str
    icon: str
    doer: str = "agency"
    many: bool = False


STEP_KINDS = {
    one.code: one
    for one in (
        KindOfStep("assign", _("Phân công"), _("Trưởng phòng giao cho chuyên viên"), "assign", icon="user-check"),
        KindOfStep("do", _("Xử lý, thẩm định"), _("Chuyên viên xem xét hồ sơ"), "do", icon="file-search"),
        KindOfStep(
            "ask",
            _("Lấy ý kiến nhiều đơn vị"),
            _("Hỏi song song, mỗi nơi một hạn"),
            "consult",
            icon="users-group",
            many=True,
        ),
        KindOfStep(
            "consult", _("Một đơn vị cho ý kiến"), _("Đơn vị khác làm bước này"), "consult", icon="message-question"
        ),
        KindOfStep("propose", _("Trình kết quả"), _("Chuyên viên soạn kết quả, trình ký"), "propose", icon="writing"),
        KindOfStep("initial", _("Ký nháy"), _("Trước chữ ký của lãnh đạo"), "initial", icon="pencil-check"),
        KindOfStep("sign", _("Ký"), _("Lãnh đạo ký số kết quả"), "sign", icon="signature"),
        KindOfStep("seal", _("Đóng dấu"), _("Chữ ký số của cơ quan, sau lãnh đạo"), "seal", icon="rubber-stamp"),
        KindOfStep(
            "hand_over",
            _("Trả kết quả"),
            _("Một cửa trả cho người dân; luôn là bước cuối"),
            "hand_over",
            icon="package",
            doer="desk",
        ),
    )
}


def kind_of_step(item: Content) -> KindOfStep:
    """Return what kind of step an item is."""
    if item.get("kind") == "consult" and "consultation" in item:
        return STEP_KINDS["ask"]
    return STEP_KINDS.get(str(item.get("kind")), STEP_KINDS["do"])


def doer_of(unit: Content | None) -> str:
    """Return a rule of units as one word for a select."""
    unit = unit or {}
    place = unit.get("place", "agency")
    if place == "division":
        return f"division:{unit.get('division', '')}"
    return f"unit:{unit.get('identifier', '')}" if place == "unit" else str(place)


def unit_rule(doer: str) -> Content:
    """Return the rule of units that the select's word stands for."""
    place, _colon, rest = doer.partition(":")
    if place == "division":
        return {"place": place, "division": rest}
    return {"place": place, "identifier": rest} if place == "unit" else {"place": place}


class DoerField(forms.ChoiceField):
    """Who does something: the desk, the agency, one of its divisions, another unit."""

    widget = Chooser

    def offer(self, content: Content, kept: str) -> None:
        """Fill in the choices; what stands in the item is always among them."""
        choices = queries.doers(content)
        known = {"desk", "agency", *(value for _title, group in choices[2:] for value, _name in group)}
        if kept and kept not in known:
            choices.append((kept, kept.partition(":")[2] or kept))
        self.choices = choices


class StepEditor(ConditionalEditor):
    """A step of the route; its kind was chosen before."""

    kind, slug, tab, noun, model = "step", "buoc", "route", _("bước"), Step
    defaults: ClassVar = {"doer": "agency"}
    bears: ClassVar = ("consultation", "asked")
    name = forms.CharField(label=_("Tên bước"), max_length=200)
    doer = DoerField(label=_("Ai làm bước này"))
    working_hours = forms.IntegerField(
        label=_("Thời gian của bước (giờ làm việc)"),
        required=False,
        min_value=1,
        max_value=2000,
        help_text=_("Một ngày làm việc là 8 giờ. Bỏ trống thì chỉ theo hạn chung của hồ sơ."),
    )
    beside = forms.BooleanField(
        label=_("Chạy song song với bước ngay trước"),
        required=False,
        help_text=_("Hai bước mở cùng lúc; bước sau chờ cả hai xong."),
    )
    question = forms.CharField(
        label=_("Hỏi các đơn vị điều gì"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
    silence = forms.ChoiceField(
        label=_("Quá hạn mà không trả lời thì"),
        widget=forms.RadioSelect,
        initial="wait",
        choices=[("wait", _("Nhắc, và tiếp tục chờ")), ("agree", _("Coi như đồng ý (chỉ khi luật cho phép)"))],
    )
    clock = forms.ChoiceField(
        label=_("Trong lúc chờ ý kiến, thời hạn của hồ sơ"),
        widget=forms.RadioSelect,
        initial="runs",
        choices=[("runs", _("Vẫn tính")), ("pause", _("Tạm dừng"))],
    )
    basis = forms.CharField(
        label=_("Căn cứ pháp lý của việc lấy ý kiến"), max_length=SHORT, required=False, help_text=BASIS_HELP
    )
    quorum = forms.IntegerField(
        label=_("Đủ mấy ý kiến thì đi tiếp"),
        required=False,
        min_value=1,
        max_value=30,
        help_text=_("Bỏ trống là chờ tất cả."),
    )
    groups: ClassVar = ((_("Thêm: số ý kiến cần có"), ("quorum",)),)

    @property
    def step_kind(self) -> KindOfStep:
        """The kind of the step."""
        return STEP_KINDS[self.variant or "do"]

    def prepare(self) -> None:
        """Leave the fields that the kind has."""
        super().prepare()
        if self.item is not None and not self.variant:
            self.variant = kind_of_step(self.item).code
        if not self.step_kind.many:
            for name in ("question", "silence", "clock", "basis", "quorum"):
                del self.fields[name]
        route = self.content.get("route", ())
        if not route or (self.item is not None and route[0] is self.item):
            del self.fields["beside"]
        kept = doer_of(self.item.get("unit")) if self.item else ""
        self.fields["doer"].offer(self.content, kept)  # type: ignore[attr-defined]
        if self.item is None:
            self.initial.update(
                {"name": self.initial.get("name") or str(self.step_kind.name), "doer": self.step_kind.doer}
            )

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a step."""
        asking = item.get("consultation") or {}
        return {
            **super().read(item),
            "name": item.get("name"),
            "doer": doer_of(item.get("unit")),
            "working_hours": item.get("working_hours"),
            "beside": self._beside(item),
            "question": asking.get("question", ""),
            "silence": asking.get("silence", "wait"),
            "clock": asking.get("clock", "runs"),
            "basis": asking.get("basis", ""),
            "quorum": asking.get("quorum"),
        }

    def _beside(self, item: Content) -> bool:
        before = self._before(item)
        return bool(before and item.get("together") and before.get("together") == item.get("together"))

    def _before(self, item: Content | None) -> Content | None:
        route = self.content.get("route", [])
        place = next((index for index, one in enumerate(route) if item is not None and one is item), len(route))
        before: Content | None = route[place - 1] if place else None
        return before

    def clean(self) -> dict[str, Any]:
        """Silence is agreement only where a law says so."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("silence") == "agree" and not given.get("basis", "").strip():
            self.add_error("basis", _now("Coi im lặng là đồng ý phải có căn cứ: hãy ghi điều, khoản và tên văn bản."))
        if given.get("working_hours") is None and self.step_kind.kind != "hand_over" and "working_hours" in self.errors:
            raise ValidationError(_now("Hãy xem lại thời gian của bước."))
        return given

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the step."""
        super().write(given, item)
        item["name"], item["kind"], item["unit"] = given["name"], self.step_kind.kind, unit_rule(given["doer"])
        item["working_hours"] = given["working_hours"]
        item.setdefault("code", contents.free_code(self.content, "step", contents.code_for(given["name"])))
        if "beside" in given:
            before = self._before(self.item)
            together = (before or {}).get("together") or (before or {}).get("code", "")
            item["together"] = together if given["beside"] else ""
        if self.step_kind.many:
            asking = item.setdefault("consultation", {"asked": []})
            for name in ("question", "silence", "clock", "basis", "quorum"):
                asking[name] = given[name]
                if given[name] in ("", None):
                    asking.pop(name)
        else:
            item.pop("consultation", None)


class AskedEditor(ConditionalEditor):
    """A unit that is asked for its opinion."""

    kind, slug, tab, noun, model = "asked", "duoc-hoi", "route", _("đơn vị được hỏi"), Asked
    doer = DoerField(label=_("Hỏi đơn vị nào"))
    question = forms.CharField(
        label=_("Câu hỏi riêng cho đơn vị này"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bỏ trống thì hỏi như câu chung của bước."),
    )
    count = forms.IntegerField(label=_("Trả lời trong"), min_value=1, max_value=400, initial=3)
    measure = forms.ChoiceField(
        label=_("Tính bằng"),
        choices=[("working_days", _("ngày làm việc")), ("working_hours", _("giờ làm việc"))],
        widget=forms.RadioSelect,
        initial="working_days",
    )
    fields_of: ClassVar = {"working_days": "count", "working_hours": "count", "unit": "doer"}

    def prepare(self) -> None:
        """Offer the units."""
        super().prepare()
        self.fields["doer"].offer(self.content, doer_of(self.item.get("unit")) if self.item else "")  # type: ignore[attr-defined]

    def title_of(self, item: Content) -> str:
        """A unit that is asked goes by its name in the select."""
        return dict(flat(queries.doers(self.content))).get(doer_of(item.get("unit")), doer_of(item.get("unit")))

    def read(self, item: Content) -> dict[str, Any]:
        """Return what the form shows of a unit that is asked."""
        measure = "working_hours" if item.get("working_hours") else "working_days"
        return {
            **super().read(item),
            "doer": doer_of(item.get("unit")),
            "question": item.get("question", ""),
            "measure": measure,
            "count": item.get(measure),
        }

    def write(self, given: dict[str, Any], item: Content) -> None:
        """Put the form into the unit that is asked."""
        super().write(given, item)
        item["unit"], item["question"] = unit_rule(given["doer"]), given["question"]
        item["working_days"] = item["working_hours"] = None
        item[given["measure"]] = given["count"]


def flat(choices: list[Any]) -> list[tuple[str, str]]:
    """Return choices without their groups."""
    found: list[tuple[str, str]] = []
    for value, label in choices:
        if isinstance(label, list):
            found += label
        else:
            found.append((value, str(label)))
    return found
