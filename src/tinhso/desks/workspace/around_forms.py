"""Forms of the acts around a step: asking and giving opinions, putting off, resting, signing notices."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.act_forms import ActForm, SignForm, long_text
from tinhso.desks.workspace.around import Around
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.definition import Part
from tinhso.kits.procedures.permissions import OPINE
from tinhso.kits.procedures.services.notices import last_day_to_extend
from tinhso.kits.procedures.states import Verdict
from tinhso.kits.procedures.terms import clock_rules

FIRST_UNITS, MORE_UNITS, MOST_UNITS = 3, 2, 20
REPLY = Part(code="van-ban", name="Văn bản trả lời", accept=("pdf", "image", "office"), most_mb=20)


class ConsultForm(ActForm):
    """What is asked, of which units, and how long they have."""

    question = long_text(_("Hỏi về việc gì?"), rows=4, missing=_("Hãy ghi nội dung cần hỏi."))

    def build(self) -> None:
        """Add the rows of units; more come with a button."""
        sent = self.request.POST if self.request is not None else {}
        try:
            rows = int(str(sent.get("rows", FIRST_UNITS)))
        except ValueError:
            rows = FIRST_UNITS
        self.count = min(MOST_UNITS, max(1, rows) + (MORE_UNITS if "them" in sent else 0))
        choices = [("", _t("Chọn đơn vị")), *queries.units_to_ask(self.dossier)]
        for index in range(self.count):
            self.fields[f"unit_{index}"] = forms.ChoiceField(
                label=_t("Đơn vị {number}").format(number=index + 1),
                choices=choices,
                required=index == 0,
                widget=inputs.Chooser(),
                error_messages={"required": _("Hãy chọn ít nhất một đơn vị để hỏi.")},
            )
        rule = clock_rules(self.dossier, self.definition).consultation
        self.fields["working_days"] = forms.IntegerField(
            label=_t("Trả lời trong mấy ngày làm việc?"), min_value=1, max_value=60, initial=rule.working_days
        )
        self.silent = rule.silence == "agree"
        self.pauses = rule.clock == "pause"
        self.basis = rule.basis

    @property
    def rows(self) -> list[Any]:
        """The fields of the units."""
        return [self[f"unit_{index}"] for index in range(self.count)]

    def values(self) -> dict[str, Any]:
        """Return the units in place of their keys."""
        given = self.cleaned_data
        keys = [given[f"unit_{index}"] for index in range(self.count) if given.get(f"unit_{index}")]
        return {
            "question": given["question"],
            "units": queries.units_of([UUID(key) for key in keys]),
            "working_days": given["working_days"],
        }

    def field_of(self, name: str) -> str | None:
        """Lead what concerns all units to the first."""
        return "unit_0" if name == "units" else super().field_of(name)


class OpinionForm(ActForm):
    """What the unit thinks, with a file when it answers by letter."""

    unit_id = forms.ChoiceField(label=_("Trả lời thay mặt đơn vị"))
    verdict = forms.ChoiceField(
        label=_("Ý kiến"),
        choices=Verdict.choices,
        widget=inputs.Cards(),
        error_messages={"required": _("Hãy chọn một câu trả lời.")},
    )
    text = long_text(
        _("Nội dung ý kiến"), required=False, rows=5, hint=_("Ghi rõ điều kiện, hoặc vì sao không đồng ý.")
    )

    def build(self) -> None:
        """List the units for which the actor may answer; with one there is nothing to choose."""
        self.asked = [opinion for opinion in Around.of(self.dossier).asked if self.actor.may(OPINE, opinion.unit)]
        choices = list({opinion.unit_id: (str(opinion.unit_id), opinion.unit.name) for opinion in self.asked}.values())
        self.fields["unit_id"].choices = choices  # type: ignore[attr-defined]
        if len(choices) <= 1:
            self.fields["unit_id"].required = False
            self.fields["unit_id"].widget = forms.HiddenInput()
        self.fields["tep-van-ban"] = forms.FileField(
            label=_t("Văn bản trả lời"),
            required=False,
            help_text=Attachments.kinds(REPLY),
            widget=inputs.Upload(accept=",".join(Attachments.endings(REPLY)), most_bytes=int(Attachments.most(REPLY))),
        )

    def clean(self) -> dict[str, Any]:
        """Take the file in."""
        given = super().clean() or {}
        self.file = None
        if self.request is not None and not self.errors:
            taken = Attachments(self.request, self.actor, REPLY)
            for problem in taken.problems:
                self.add_error("tep-van-ban", problem)
            self.file = taken.stored[0] if taken.stored else None
        return given

    def values(self) -> dict[str, Any]:
        """Return what ``answer`` takes."""
        given = self.cleaned_data
        unit_id = given.get("unit_id") or (str(self.asked[0].unit_id) if self.asked else "")
        return {
            "verdict": given["verdict"],
            "text": given["text"],
            "file": self.file,
            "unit_id": UUID(unit_id) if unit_id else None,
        }


class WithdrawQuestionForm(ActForm):
    """Why the opinions are not waited for any more."""

    reason = long_text(
        _("Vì sao không chờ nữa?"),
        hint=_("Ý kiến đã có vẫn giữ trong hồ sơ."),
        missing=_("Hãy ghi vì sao không cần chờ ý kiến nữa."),
    )


class ExtendForm(ActForm):
    """By how much the due time is put off, and why: the citizen reads it."""

    working_days = forms.IntegerField(
        label=_("Gia hạn thêm mấy ngày làm việc?"),
        min_value=1,
        max_value=400,
        error_messages={"required": _("Hãy ghi số ngày làm việc gia hạn thêm.")},
    )
    reason = long_text(
        _("Vì sao không kịp hẹn?"),
        hint=_("Lý do này nằm trong văn bản xin lỗi gửi người nộp."),
        missing=_("Hãy ghi vì sao không kịp hẹn; người dân sẽ đọc lý do này."),
    )

    def build(self) -> None:
        """Say until when the apology must have been signed."""
        rule = clock_rules(self.dossier, self.definition).extension
        self.rule = rule
        self.last = last_day_to_extend(self.dossier.due_at, rule.days_before) if self.dossier.due_at else None
        if rule.most_working_days:
            self.fields["working_days"].help_text = _t("Nhiều nhất {most} ngày làm việc.").format(
                most=rule.most_working_days
            )


class ResumeForm(ActForm):
    """Why the handling goes on."""

    reason = long_text(
        _("Vì sao tiếp tục?"),
        hint=_("Ví dụ: căn cứ tạm dừng không còn, ghi văn bản liên quan."),
        missing=_("Hãy ghi vì sao tiếp tục giải quyết: căn cứ tạm dừng không còn."),
    )


class NoticeForm(SignForm):
    """The signer's PIN, when the certificate asks for one."""

    def build(self) -> None:
        """Leave the note out: the paper says everything."""
        super().build()
        del self.fields["note"]


class DeclineForm(ActForm):
    """Why the paper is not signed."""

    reason = long_text(
        _("Vì sao không ký?"), hint=_("Người trình sẽ đọc lý do này."), missing=_("Hãy ghi vì sao không ký.")
    )
