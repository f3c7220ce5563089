"""Pages of the templates of papers and messages."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.forms.templates import MessageWords, PaperSource
from tinhso.desks.administration.queries import messages as message_queries
from tinhso.desks.administration.views.common import actor_of, carry_out, told
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.notify import queries as notify
from tinhso.kernel.notify.permissions import EDIT_TEMPLATES as EDIT_MESSAGES
from tinhso.kernel.papers import queries as papers
from tinhso.kernel.papers import services as paper_services
from tinhso.kernel.papers.permissions import EDIT_TEMPLATES as EDIT_PAPERS
from tinhso.kernel.papers.templates_known import TEMPLATES, KnownTemplate


@requires(EDIT_PAPERS)
@require_safe
def paper_index(request: HttpRequest) -> HttpResponse:
    """List the templates of papers."""
    return render(request, "administration/templates/papers.html", {"templates": papers.templates()})


def _known(code: str) -> KnownTemplate:
    if code not in TEMPLATES:
        raise NotFound
    return TEMPLATES[code]


_LINE = re.compile(r"main\.typ:(\d+):\d+")
_AROUND = 2


def _fault(form: PaperSource) -> list[tuple[int, str, bool]]:
    """Return the lines around a fault of the source: number, text, whether it is the faulty one."""
    found = _LINE.search(" ".join(form.errors.get("source", ()))) if form.is_bound else None
    if found is None:
        return []
    lines, here = form.data.get("source", "").splitlines(), int(found[1])
    return [
        (number, lines[number - 1], number == here)
        for number in range(max(1, here - _AROUND), min(len(lines), here + _AROUND) + 1)
    ]


def _paper_page(request: HttpRequest, known: KnownTemplate, form: PaperSource, status: int = 200) -> HttpResponse:
    context = {
        "known": known,
        "form": form,
        "history": papers.history(known.code),
        "keys": sorted(known.sample),
        "fault": _fault(form),
    }
    return render(request, "administration/templates/paper.html", context, status=status)


@requires(EDIT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Edit a template; it is kept only when it sets its sample."""
    actor, known = actor_of(request), _known(code)
    if request.method != "POST":
        source, version = papers.template_source(code)
        initial: dict[str, Any] = {"source": source, "based_on": version}
        earlier = next((one for one in papers.history(code) if str(one.version) == request.GET.get("ban")), None)
        if earlier is not None:
            words = _("Trở lại bản {number}").format(number=earlier.version)
            initial |= {"source": earlier.source, "note": words}
        return _paper_page(request, known, PaperSource(initial=initial))
    form = PaperSource(request.POST)
    done, saved = carry_out(
        form,
        lambda given: paper_services.save_template(
            code, given["source"], actor=actor, note=given["note"], based_on=given["based_on"]
        ),
    )
    if done:
        words = _("Đã lưu phiên bản {number} của mẫu.").format(number=saved.version)
        return told(request, words, "administration:paper-template", code=code)
    return _paper_page(request, known, form, status=422)


@requires(EDIT_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_preview(request: HttpRequest, code: str) -> HttpResponse:
    """Set the sample with the source that is being edited, or with the one in force; nothing is kept."""
    known = _known(code)
    if request.method != "POST":
        pdf = paper_services.render(code, known.sample)
        return _pdf(pdf, code)
    form = PaperSource({**request.POST.dict(), "note": request.POST.get("note") or "-"})
    done, pdf = carry_out(form, lambda given: paper_services.render(code, known.sample, source=given["source"]))
    return _pdf(pdf, code) if done else _paper_page(request, known, form, status=422)


def _pdf(content: bytes, code: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires(EDIT_PAPERS)
@require_POST
def paper_default(request: HttpRequest, code: str) -> HttpResponse:
    """Go back to the template that comes with the software; the province's versions stay in the history."""
    known = _known(code)
    paper_services.restore_default(code, actor=actor_of(request))
    return told(request, _("“{name}” trở về mẫu mặc định.").format(name=known.name), "administration:paper-templates")


@requires(EDIT_MESSAGES)
@require_safe
def message_index(request: HttpRequest) -> HttpResponse:
    """List the templates of messages."""
    return render(request, "administration/templates/messages.html", {"templates": message_queries.templates()})


@requires(EDIT_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, code: str, channel: str) -> HttpResponse:
    """Edit the words of a message; a look at them with the sample's data is one button away."""
    actor = actor_of(request)
    template = message_queries.template(code, channel)
    initial = {"subject": template.subject, "body": template.body}
    versions = message_queries.versions(template)
    earlier = next((one for one in versions if str(one.number) == request.GET.get("ban")), None)
    if earlier is not None:
        initial = {"subject": earlier.subject, "body": earlier.body}
    form, status = MessageWords(initial=initial), 200
    shown = notify.preview(template, **initial)
    if request.method == "POST":
        form = MessageWords(request.POST)
        if "xem" in request.POST:
            done, result = carry_out(form, lambda given: notify.preview(template, **given))
            shown = result if done else shown
        else:
            done, _saved = carry_out(
                form, lambda given: services.change_message(actor, code=code, channel=channel, **given)
            )
            if done:
                messages.success(request, _("Đã lưu mẫu thông báo."))
                return redirect("administration:message-template", code=code, channel=channel)
        status = 200 if done else 422
    context = {
        "template": template,
        "form": form,
        "shown": shown,
        "keys": sorted(template.sample),
        "versions": versions,
    }
    return render(request, "administration/templates/message.html", context, status=status)
