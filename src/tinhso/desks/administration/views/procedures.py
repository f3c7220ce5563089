"""Pages of procedures: what is in force, what it says, drafts from YAML, comparing, publishing."""

from uuid import UUID

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.desks.administration import services
from tinhso.desks.administration.builder import queries as writing
from tinhso.desks.administration.definitions import compare, describe
from tinhso.desks.administration.forms.procedures import NewDraft, ProcedureFilter, Publication, Withdrawal
from tinhso.desks.administration.queries import procedures as queries
from tinhso.desks.administration.views.common import actor_of, ask, carry_out, confirm_form, told
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.access import requires
from tinhso.kernel.web.paging import keyset
from tinhso.kits.procedures import files
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.services import withdrawal
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.versions import definition_of


@requires(PUBLISH)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the procedures."""
    form = ProcedureFilter(request.GET or None, fields=queries.fields())
    wanted = form.cleaned_data if form.is_valid() else {}
    text = wanted.get("tim", "")
    rows = queries.listed(text=text, field=wanted.get("linh_vuc", ""), state=wanted.get("tinh_trang", ""))
    page = None if text else keyset(rows, request, order=("name",), size=50)
    procedures = queries.with_versions(list(rows[:100]) if page is None else page.rows)
    context = {"form": form, "page": page, "rows": procedures, "writing": writing.open_ones()[:20]}
    return render(request, "administration/procedures/list.html", context)


@requires(PUBLISH)
@require_safe
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Show what a version says."""
    shown = queries.version_for(version_id)
    definition = definition_of(shown)
    sections = describe(definition)
    context = {
        "version": shown,
        "definition": definition,
        "sections": [section for section in sections if section.code != "route"],
        "route": next(section for section in sections if section.code == "route"),
        "versions": queries.versions_of(shown.procedure),
        "before": queries.standing_before(shown),
        "is_draft": shown.state == VersionState.DRAFT,
        "is_standing": shown.state == VersionState.PUBLISHED
        and shown.valid_to is None
        and shown.valid_from <= clock.today(),
        "is_scheduled": shown.state == VersionState.PUBLISHED and shown.valid_from > clock.today(),
    }
    return render(request, "administration/procedures/version.html", context)


@requires(PUBLISH)
@require_safe
def source(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Give a version as YAML, to be changed and sent back as a draft."""
    shown = queries.version_for(version_id)
    text = files.as_yaml(shown.definition, valid_from=shown.valid_from, decision=shown.decision)
    name = f"{shown.procedure.code}-v{shown.number}.yaml"
    return HttpResponse(
        text, content_type="text/yaml; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@requires(PUBLISH)
@require_safe
def difference(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Compare a version with the one before it."""
    shown = queries.version_for(version_id)
    before = queries.standing_before(shown)
    if before is None:
        return redirect("administration:version", version_id=shown.pk)
    context = {
        "version": shown,
        "before": before,
        "differences": compare(definition_of(before), definition_of(shown)),
        "is_draft": shown.state == VersionState.DRAFT,
    }
    return render(request, "administration/procedures/difference.html", context)


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Take a draft from a YAML file or text; what is wrong is told by its place."""
    actor = actor_of(request)
    form, status = NewDraft(), 200
    if request.method == "POST":
        form = NewDraft(request.POST, request.FILES)
        done, made = carry_out(
            form, lambda given: services.save_draft(actor, given["content"], valid_from=given["valid_from"])
        )
        if done:
            return told(request, _("Đã lưu dự thảo."), "administration:version", version_id=made.pk)
        status = 422
    elif request.GET.get("tu"):
        form = NewDraft(initial={"text": _source_of(request.GET["tu"])})
    return render(request, "administration/procedures/draft.html", {"form": form}, status=status)


def _source_of(key: str) -> str:
    try:
        shown = queries.version_for(UUID(key))
    except (ValueError, Refused):
        return ""
    return yaml.safe_dump(shown.definition, allow_unicode=True, sort_keys=False, width=110)


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """End a procedure by a decision."""
    actor = actor_of(request)
    shown = queries.version_for(version_id)
    return ask(
        request,
        Withdrawal(request.POST or None),
        lambda given: withdrawal.withdraw(actor, shown.pk, **given),
        title=_("Bãi bỏ thủ tục"),
        lead=_("Sau ngày này không ai nộp được nữa; hồ sơ đã nộp vẫn được giải quyết theo phiên bản của nó."),
        submit=_("Bãi bỏ"),
        danger=True,
        icon="circle-x",
        back=(reverse("administration:version", args=[shown.pk]), str(shown)),
        facts=[(_("Thủ tục"), shown.procedure.name), (_("Áp dụng từ"), f"{shown.valid_from:%d/%m/%Y}")],
        then=lambda done: told(request, _("Đã ghi việc bãi bỏ."), "administration:version", version_id=done.pk),
    )


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Call a scheduled version off."""
    actor = actor_of(request)
    shown = queries.version_for(version_id)
    return ask(
        request,
        confirm_form()(request.POST if request.method == "POST" else None),
        lambda _given: withdrawal.call_off(actor, shown.pk),
        title=_("Hủy hẹn công bố"),
        lead=_(
            "Phiên bản này sẽ không bao giờ áp dụng; phiên bản đang áp dụng tiếp tục. "
            "Muốn công bố lại thì soạn bản mới từ nó."
        ),
        submit=_("Hủy hẹn"),
        danger=True,
        icon="circle-x",
        back=(reverse("administration:version", args=[shown.pk]), str(shown)),
        facts=[(_("Thủ tục"), shown.procedure.name), (_("Hẹn áp dụng từ"), f"{shown.valid_from:%d/%m/%Y}")],
        then=lambda done: told(request, _("Đã hủy hẹn công bố."), "administration:version", version_id=done.pk),
    )


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Put a draft into force by a decision."""
    actor = actor_of(request)
    shown = queries.version_for(version_id)
    check = definition_of(shown).certainty.check
    form = Publication(
        request.POST or None, initial={"valid_from": max(shown.valid_from, clock.today()), "day": clock.today()}
    )
    if not check:
        del form.fields["checked"]
    return ask(
        request,
        form,
        lambda given: services.publish_draft(
            actor,
            shown,
            decision=form.decision(),
            valid_from=given["valid_from"],
        ),
        title=_("Công bố thủ tục"),
        lead=_("Nội dung đã công bố không sửa được nữa; hồ sơ đã nhận vẫn theo phiên bản lúc nhận."),
        submit=_("Công bố"),
        icon="speakerphone",
        back=(reverse("administration:version", args=[shown.pk]), str(shown)),
        warnings=[_("Cần kiểm tra: {words}").format(words=words) for words in check],
        facts=[(_("Thủ tục"), shown.procedure.name), (_("Phiên bản"), str(shown.number))],
        then=lambda done: told(
            request, _("Đã công bố phiên bản {number}.").format(number=done.number), "administration:version",
            version_id=done.pk,
        ),
    )  # fmt: skip
