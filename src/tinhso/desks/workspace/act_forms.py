"""Forms of the acts: each draws what its service takes, and shows the service's refusals at the right field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.desks.workspace import queries
from tinhso.desks.workspace.rights import open_steps
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing.queries import person_credential
from tinhso.kernel.web import inputs
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.versions import definition_of

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 2, 2, 20
_MANY = 8


def long_text(
    label: Any, *, required: bool = True, hint: Any = "", rows: int = 3, missing: Any = ""
) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        max_length=4000,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Hãy ghi mục này.")},
    )


def _article(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Căn cứ pháp lý"),
        max_length=250,
        required=required,
        help_text=_("Điều, khoản và tên văn bản; chọn trong gợi ý hoặc ghi vào."),
        widget=forms.TextInput(attrs={"list": "can-cu", "autocomplete": "off"}),
        error_messages={"required": _("Hãy ghi căn cứ pháp lý: điều, khoản và tên văn bản.")},
    )


class ActForm(forms.Form):
    """What every act carries: the revision of the dossier that the actor looked at."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, actor: Actor, dossier: Dossier, request: HttpRequest | None = None, **options: Any) -> None:
        self.actor, self.dossier, self.request = actor, dossier, request
        self.definition: Definition = definition_of(dossier.version)
        data = request.POST if request is not None else None
        super().__init__(data, initial={"revision": dossier.revision, **self.beginnings()}, **options)
        self.build()

    def beginnings(self) -> dict[str, Any]:
        """Return what the fields begin with."""
        return {}

    def build(self) -> None:
        """Add what depends on the dossier."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Show the service's refusals at their fields; those without one above the form."""
        for name, words in problems.items():
            self.add_error(self.field_of(name), words)

    def field_of(self, name: str) -> str | None:
        """Return the field that stands for a name of the service."""
        return name if name in self.fields else None

    def typed(self) -> list[tuple[str, str]]:
        """Return what was typed, with labels: shown when somebody else was faster, so that nothing is lost."""
        shown = []
        for field in self:
            value = field.value()
            if not field.is_hidden and isinstance(value, str) and value.strip() and field.name != "pin":
                shown.append((str(field.label), value))
        return shown


class NoteForm(ActForm):
    """A note that may be left out."""

    note = long_text(_("Ghi chú"), required=False, rows=2)


class OpinionForm(ActForm):
    """What was done in a step."""

    note = long_text(
        _("Ý kiến thẩm định"),
        rows=5,
        hint=_("Người xử lý bước sau và lãnh đạo sẽ đọc ý kiến này; người dân không thấy."),
        missing=_("Hãy ghi ý kiến thẩm định hoặc nội dung đã làm."),
    )


class ReasonForm(ActForm):
    """A reason with its legal article."""

    reason = long_text(
        _("Lý do"), hint=_("Viết để người dân hiểu được."), missing=_("Hãy ghi rõ lý do để người dân hiểu.")
    )
    article = _article()


class WithdrawForm(ActForm):
    """Why the citizen takes the application back, told at the desk."""

    reason = long_text(_("Vì sao người nộp rút hồ sơ?"), missing=_("Hãy ghi lý do người nộp rút hồ sơ."))


class AssignForm(ActForm):
    """To whom the dossier goes."""

    to = forms.ChoiceField(
        label=_("Giao cho"),
        error_messages={
            "required": _("Hãy chọn người xử lý."),
            "invalid_choice": _("Hãy chọn một người trong danh sách."),
        },
    )
    note = long_text(_("Lời dặn"), required=False, rows=2)

    def build(self) -> None:
        """List who may do the next step, the freest first."""
        rows = queries.assignable(self.dossier, open_steps(self.dossier))
        many = len(rows) > _MANY
        between = " – " if many else "\n"
        choices = [
            (str(person.pk), str(person) + between + _t("đang có {count} việc").format(count=load))
            for person, load in rows
        ]
        field = self.fields["to"]
        field.widget = inputs.Chooser() if many else inputs.Cards()
        field.choices = [("", _t("Chọn người")), *choices] if many else choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the account in place of its key."""
        return {"to": queries.account_of(UUID(self.cleaned_data["to"])), "note": self.cleaned_data["note"]}


class ProposeForm(ActForm):
    """The result that the specialist proposes."""

    granted = forms.ChoiceField(
        label=_("Đề xuất"),
        choices=[("co", _("Đồng ý giải quyết")), ("khong", _("Không giải quyết"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một đề xuất.")},
    )
    text = long_text(
        _("Nội dung ghi thêm vào kết quả"), required=False, hint=_("Để trống nếu mẫu kết quả đã đủ nội dung."), rows=4
    )
    reason = long_text(_("Lý do không giải quyết"), required=False, hint=_("Chỉ ghi khi đề xuất không giải quyết."))
    article = _article(required=False)
    note = long_text(_("Tờ trình: lời gửi lãnh đạo"), required=False, hint=_("Người dân không thấy."), rows=3)

    def beginnings(self) -> dict[str, Any]:
        """Begin with what was proposed before, when it came back."""
        before = queries.result_of(self.dossier)
        if before is None:
            return {"granted": "co"}
        return {
            "granted": "co" if before.granted else "khong",
            "text": before.content.get("text", ""),
            "reason": before.reason,
            "article": before.article,
        }

    def values(self) -> dict[str, Any]:
        """Return what ``propose`` takes."""
        given = self.cleaned_data
        granted = given["granted"] == "co"
        return {
            "granted": granted,
            "content": {"text": given["text"]} if given["text"] else {},
            "note": given["note"],
            "reason": "" if granted else given["reason"],
            "article": "" if granted else given["article"],
        }


class ReturnForm(ActForm):
    """To which earlier step, and why."""

    to_step = forms.ChoiceField(
        label=_("Trả về bước"), widget=forms.RadioSelect, error_messages={"required": _("Hãy chọn bước để trả về.")}
    )
    reason = long_text(
        _("Lý do trả lại"),
        hint=_("Ghi rõ cần sửa gì; người dân không thấy."),
        missing=_("Hãy ghi rõ lý do trả lại để người xử lý biết cần sửa gì."),
    )

    def build(self) -> None:
        """List the steps before the running one, the nearest first."""
        here = max((step.position for step in open_steps(self.dossier)), default=1)
        earlier = self.definition.route_for(self.dossier.answers)[: here - 1]
        self.fields["to_step"].choices = [(step.code, step.name) for step in reversed(earlier)]  # type: ignore[attr-defined]


class SignForm(ActForm):
    """The signer's PIN, when the certificate asks for one, and a note."""

    pin = forms.CharField(
        label=_("Mã PIN chữ ký số"),
        required=False,
        max_length=64,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Mã của chứng thư số cá nhân; hệ thống không lưu mã này."),
    )
    note = long_text(_("Ghi chú"), required=False, rows=2)

    def build(self) -> None:
        """Leave the PIN out when the server holds the key."""
        credential = person_credential(self.actor.account_id)
        if credential is None or credential.options.get("passphrase") == "server":
            del self.fields["pin"]


class AskForm(ActForm):
    """What is missing: rows of part, what, reason and article; more rows come with a button."""

    def build(self) -> None:
        """Add the rows."""
        sent = self.request.POST if self.request is not None else {}
        try:
            rows = int(str(sent.get("rows", FIRST_ROWS)))
        except ValueError:
            rows = FIRST_ROWS
        self.count = min(MOST_ROWS, max(1, rows) + (MORE_ROWS if "them" in sent else 0))
        parts = [("", _t("Tờ khai, hoặc việc khác")), *((part.code, part.name) for part in self.definition.parts)]
        for index in range(self.count):
            first = index == 0
            self.fields |= {
                f"part_{index}": forms.ChoiceField(label=_t("Giấy tờ"), choices=parts, required=False),
                f"what_{index}": forms.CharField(label=_t("Cần bổ sung gì"), max_length=300, required=first),
                f"reason_{index}": long_text(_t("Vì sao"), required=first, rows=2),
                f"article_{index}": _article(required=first),
            }
            self.fields[f"article_{index}"].help_text = ""
        self.fields["note"] = long_text(_("Lời nhắn thêm"), required=False, rows=2)

    @property
    def rows(self) -> list[list[Any]]:
        """The fields row by row."""
        return [
            [self[f"{name}_{index}"] for name in ("part", "what", "reason", "article")] for index in range(self.count)
        ]

    def _filled(self) -> list[int]:
        """Return the rows in which something was written."""
        given = self.cleaned_data
        return [
            index
            for index in range(self.count)
            if any(given.get(f"{name}_{index}") for name in ("what", "reason", "article")) or index == 0
        ]

    def values(self) -> dict[str, Any]:
        """Return the rows that were filled in."""
        given = self.cleaned_data
        items = [
            {name: given.get(f"{name}_{index}", "") for name in ("part", "what", "reason", "article")}
            for index in self._filled()
        ]
        return {"items": items, "note": given["note"]}

    def field_of(self, name: str) -> str | None:
        """Find the row of an item's refusal: the service counts filled rows only."""
        if name.startswith("items."):
            _items, place, key = name.split(".")
            return f"{key}_{self._filled()[int(place)]}"
        return super().field_of(name)


class AnswerForm(ActForm):
    """A supplement handed in at the desk: scans or papers of the parts asked for, and a word."""

    def build(self) -> None:
        """Add a file and a tick for each part that was asked for."""
        request = self.dossier.supplement_requests.order_by("-number").first()
        known = {part.code: part for part in self.definition.parts}
        asked = [known[item["part"]] for item in (request.items if request else []) if item.get("part") in known]
        self.parts = list({part.code: part for part in asked}.values())
        for part in self.parts:
            self.fields[f"paper_{part.code}"] = forms.BooleanField(
                label=_t("Đã nhận bản giấy: {name}").format(name=part.name), required=False
            )
            self.fields[f"tep-{part.code}"] = forms.FileField(
                label=_t("Bản quét: {name}").format(name=part.name),
                required=False,
                help_text=Attachments.kinds(part),
                widget=inputs.Upload(
                    accept=",".join(Attachments.endings(part)), most_bytes=int(Attachments.most(part)), several=True
                ),
            )
        self.fields["note"] = long_text(_("Người nộp giải thích"), required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        """Take the files in; a file that cannot be taken is named at its field."""
        given = super().clean() or {}
        self.given: list[GivenPart] = []
        for part in self.parts:
            assert self.request is not None  # noqa: S101 - a form without a request is never judged
            taken = Attachments(self.request, self.actor, part)
            for problem in taken.problems:
                self.add_error(f"tep-{part.code}", problem)
            self.given += [GivenPart(code=part.code, file=file) for file in taken.stored]
            if given.get(f"paper_{part.code}") and not taken.stored:
                form = next((copy.form for copy in part.copies if copy.form != "electronic"), "copy")
                self.given.append(GivenPart(code=part.code, form=form, certified=form == "original"))
        return given

    def values(self) -> dict[str, Any]:
        """Return the parts handed in."""
        return {"parts": self.given, "note": self.cleaned_data["note"]}

    def field_of(self, name: str) -> str | None:
        """Lead what concerns all parts to the note."""
        return super().field_of(name) or ("note" if name == "parts" else None)
