"""Pages that try what is being written: as citizens see it, along its route, as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration.builder import invented, queries
from tinhso.desks.administration.builder import trial as trials
from tinhso.desks.administration.builder.views.writing import frame
from tinhso.desks.administration.models import WrittenProcedure
from tinhso.desks.administration.views.common import carry_out
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.organizations.queries import unit_by_identifier
from tinhso.kernel.papers import services as papers
from tinhso.kernel.papers.templates_known import TEMPLATES
from tinhso.kernel.web.inputs import Chooser, DayField
from tinhso.kits.procedures import files, rules
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.forms import check
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.questions import choices_of, page_form, read

_CHANNELS = [
    ("online", gettext_lazy("Trực tuyến")),
    ("counter", gettext_lazy("Trực tiếp tại một cửa")),
    ("post", gettext_lazy("Qua bưu chính")),
]


@requires(PUBLISH)
@require_safe
def preview(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Show the form at the width of a telephone and of a desk, side by side."""
    written = queries.written(written_id)
    ready = invented.definition_for_looking(written.content) is not None
    return render(request, "administration/builder/preview.html", frame(written, "form") | {"ready": ready})


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_page(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Show one page of the form as the citizen sees it; answers stay in the address, nothing is kept."""
    written = queries.written(written_id)
    definition = invented.definition_for_looking(written.content)
    if definition is None:
        return render(request, "administration/builder/preview_none.html", {"written": written})
    key = f"preview-{written.pk}"
    answers: dict[str, Any] = {} if "dau" in request.GET else request.session.get(key, {})
    pages = definition.pages_for(answers)
    number = _number(request.GET.get("trang", "1"), len(pages))
    if number > len(pages):
        return _preview_end(request, written, definition, answers)
    page, wrong = pages[number - 1], {}
    if request.method == "POST":
        given = read(definition, page.fields, request.POST)
        answers = {**answers, **given}
        try:
            check(definition, answers, only=page.fields)
        except Invalid as invalid:
            wrong = dict(invalid.fields)
        request.session[key] = answers
        if not wrong:
            return redirect(f"{request.path}?trang={number + 1}")
    context = {
        "written": written,
        "page": page,
        "number": number,
        "most": len(definition.pages_for(answers)),
        "form": page_form(definition, page.fields, answers, invented.APPLICANT, wrong),
        "errors": [{"id": f"id_{name}", "message": words} for name, words in wrong.items()],
    }
    return render(request, "administration/builder/preview_page.html", context, status=422 if wrong else 200)


def _number(text: str, most: int) -> int:
    return min(int(text), most + 1) if text.isdecimal() and int(text) > 0 else 1


def _preview_end(
    request: HttpRequest, written: WrittenProcedure, definition: Definition, answers: dict[str, Any]
) -> HttpResponse:
    context = {
        "written": written,
        "parts": definition.parts_for(answers),
        "fees": rules.fees_for(definition, answers, "online"),
        "term": definition.term_case(answers),
    }
    return render(request, "administration/builder/preview_end.html", context)


class TrialForm(forms.Form):
    """Where and when the invented application is made, and the answers on which something depends."""

    agency = forms.ChoiceField(label=gettext_lazy("Cơ quan giải quyết"), widget=Chooser)
    day = DayField(label=gettext_lazy("Nhận ngày"))
    hour = forms.TimeField(
        label=gettext_lazy("Lúc"), widget=forms.TimeInput(format="%H:%M", attrs={"class": "input-day"})
    )
    channel = forms.ChoiceField(label=gettext_lazy("Cách nộp"), choices=_CHANNELS, widget=forms.RadioSelect)

    def __init__(self, data: Any, definition: Definition, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["agency"].choices = queries.agencies(definition)  # type: ignore[attr-defined]
        self._questions: dict[str, str] = {}
        for number, name in enumerate(invented.deciding(definition)):
            schema = definition.form["properties"][name]
            choices = (
                [("co", _("Có")), ("khong", _("Không"))] if schema.get("type") == "boolean" else choices_of(schema)
            )
            if choices:
                field = f"cau_{number}"
                self.fields[field] = forms.ChoiceField(label=schema.get("title", name), choices=choices, required=False)
                self._questions[field] = name

    def chosen(self, definition: Definition) -> dict[str, Any]:
        """Return the answers that were chosen."""
        found: dict[str, Any] = {}
        for field, name in self._questions.items():
            schema, text = definition.form["properties"][name], self.cleaned_data.get(field, "")
            if schema.get("type") == "boolean":
                found[name] = text == "co"
            elif text:
                found[name] = next((value for value in schema["enum"] if str(value) == text), text)
        return found


@requires(PUBLISH)
@require_safe
def trial(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Let an invented application run along the route; nothing is written."""
    written = queries.written(written_id)
    definition = invented.definition_for_looking(written.content)
    context = frame(written, "route") | {"form": None, "trial": None}
    if definition is not None:
        agencies = queries.agencies(definition)
        first = {
            "agency": agencies[0][0] if agencies else "",
            "day": clock.today().strftime("%d/%m/%Y"),
            "hour": "08:30",
            "channel": "online",
        }
        form = TrialForm({**first, **request.GET.dict()}, definition)
        done, ran = carry_out(form, lambda given: _run(definition, form, given))
        context |= {"form": form, "trial": ran if done else None}
    return render(request, "administration/builder/trial.html", context)


def _run(definition: Definition, form: TrialForm, given: dict[str, Any]) -> trials.Trial:
    agency = unit_by_identifier(given["agency"])
    at = datetime.combine(given["day"], given["hour"], clock.VIETNAM)
    return trials.run(definition, agency, at=at, channel=given["channel"], chosen=form.chosen(definition))


@requires(PUBLISH)
@require_safe
def paper(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Set the result of the invented application in its template; nothing is issued."""
    definition = invented.definition_for_looking(queries.written(written_id).content)
    if definition is None or definition.result.paper not in TEMPLATES:
        raise NotFound
    pdf = papers.render(definition.result.paper, invented.paper(definition), title=definition.result.name)
    headers = {"Content-Disposition": 'inline; filename="giay-thu.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@requires(PUBLISH)
@require_safe
def export(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """Give what is written as a file."""
    written = queries.written(written_id)
    text = files.as_yaml(written.content, valid_from=written.valid_from or clock.today(), decision="")
    headers = {"Content-Disposition": f'attachment; filename="{written.code}.yaml"'}
    return HttpResponse(text, content_type="text/yaml; charset=utf-8", headers=headers)
