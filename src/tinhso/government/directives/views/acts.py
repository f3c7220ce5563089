"""What is done on a directive: each act with its form, its words and whoever may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.government.directives import permissions, queries
from tinhso.government.directives.forms import (
    BlockForm,
    DueForm,
    HandForm,
    HandOnForm,
    LinkForm,
    ReportForm,
    TextForm,
    people,
)
from tinhso.government.directives.models import Directive
from tinhso.government.directives.queries import rows
from tinhso.government.directives.services import assigning, deciding, work
from tinhso.government.directives.states import OPEN, Phase
from tinhso.government.directives.views.common import actor_of, ask, key_of, told, unit_of
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation.errors import Forbidden, NotFound
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.identity.requests import safe_next
from tinhso.kernel.web.inputs import uploaded

_AT_WORK = (Phase.WAITING, Phase.DOING)


@dataclass(frozen=True)
class ActPage:
    """One act: its address, words, form, what it calls, and who may."""

    slug: str
    title: Any
    submit: Any
    icon: str
    form: Callable[[Directive, Actor, Any], forms.Form]
    run: Callable[[HttpRequest, Actor, Directive, dict[str, Any], int | None], Any]
    may: Callable[[Actor, Directive], bool]
    done: Any
    danger: bool = False
    primary: bool = False


def _text(label: Any) -> Callable[[Directive, Actor, Any], forms.Form]:
    return lambda _directive, _actor, data: TextForm(label, data)


def _due(label: Any) -> Callable[[Directive, Actor, Any], forms.Form]:
    def form(directive: Directive, _actor: Actor, data: Any) -> forms.Form:
        made = DueForm(label, data)
        if directive.asked_due_at and data is None:
            made.initial["due"] = timezone.localdate(directive.asked_due_at)
        return made

    return form


def _works(*phases: str) -> Callable[[Actor, Directive], bool]:
    return lambda actor, directive: directive.phase in phases and rows.may_work(actor, directive)


def _leads(*phases: str) -> Callable[[Actor, Directive], bool]:
    return lambda actor, directive: directive.phase in phases and actor.may(permissions.HAND, directive.lead)


def _decides(*phases: str) -> Callable[[Actor, Directive], bool]:
    return lambda actor, directive: directive.phase in phases and actor.may(permissions.CONFIRM, directive.unit)


def _report(request: HttpRequest, actor: Actor, directive: Directive, data: dict[str, Any], seen: int | None) -> Any:
    keys = uploaded(request.POST, "file")
    stored = files.claim_upload(keys[0], actor) if keys else None
    if stored is None and data.get("file"):
        stored = files.store(data["file"], data["file"].name, actor=actor)
    product = work.Product(data["kind"], data["label"], file=stored)
    return work.report(actor, directive.pk, data["text"], [product], seen=seen)


def _hand(_request: HttpRequest, actor: Actor, directive: Directive, data: dict[str, Any], seen: int | None) -> Any:
    account = account_by_key(UUID(data["account"]))
    if account is None:
        raise NotFound
    return assigning.hand(actor, directive.pk, account, seen=seen)


def _hand_on(_request: HttpRequest, actor: Actor, directive: Directive, data: dict[str, Any], seen: int | None) -> Any:
    account = account_by_key(UUID(data["account"])) if data["account"] else None
    return assigning.hand_on(
        actor,
        directive.pk,
        lead=unit_of(data["lead"]),
        order=data["order"],
        due_at=assigning.due_of(data["due"]) if data["due"] else None,
        account=account,
        seen=seen,
    )


def _block(_request: HttpRequest, actor: Actor, directive: Directive, data: dict[str, Any], seen: int | None) -> Any:
    by = unit_of(data["by"]) if key_of(data["by"]) else None
    return work.block(actor, directive.pk, data["text"], by=by, seen=seen)


def _worded(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _request, actor, directive, data, seen: service(actor, directive.pk, data["text"], seen=seen)


def _timed(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _request, actor, directive, data, seen: service(
        actor, directive.pk, assigning.due_of(data["due"]), data["text"], seen=seen
    )


ACTS = {
    act.slug: act
    for act in (
        ActPage("bat-dau", gettext_lazy("Bắt đầu thực hiện"), gettext_lazy("Bắt đầu"), "player-play",
                lambda _directive, _actor, data: forms.Form(data),
                lambda _request, actor, directive, _data, seen: work.start(actor, directive.pk, seen=seen),
                _works(Phase.WAITING), gettext_lazy("Đã ghi là đang thực hiện."), primary=True),
        ActPage("bao-cao", gettext_lazy("Báo cáo kết quả"), gettext_lazy("Gửi báo cáo"), "send",
                lambda _directive, _actor, data: ReportForm(_("Tóm tắt kết quả"), data), _report,
                _works(*_AT_WORK), gettext_lazy("Đã gửi báo cáo kết quả."), primary=True),
        ActPage("tien-do", gettext_lazy("Ghi tiến độ"), gettext_lazy("Ghi"), "note",
                _text(gettext_lazy("Tiến độ, kết quả phối hợp")), _worded(work.add_note),
                lambda actor, directive: directive.phase in OPEN and rows.takes_part(actor, directive),
                gettext_lazy("Đã ghi tiến độ.")),
        ActPage("vuong-mac", gettext_lazy("Báo vướng mắc"), gettext_lazy("Báo vướng mắc"), "alert-triangle",
                lambda directive, _actor, data: BlockForm(_("Vướng mắc, đề nghị"), rows.blockers(directive), data),
                _block, _works(*_AT_WORK), gettext_lazy("Đã báo vướng mắc.")),
        ActPage("go-vuong", gettext_lazy("Đã gỡ vướng mắc"), gettext_lazy("Đã gỡ"), "check",
                _text(gettext_lazy("Cách gỡ")), _worded(work.clear),
                lambda actor, directive: directive.blocked_at is not None and rows.may_work(actor, directive),
                gettext_lazy("Đã ghi là hết vướng mắc.")),
        ActPage("xin-gia-han", gettext_lazy("Đề nghị gia hạn"), gettext_lazy("Gửi đề nghị"), "calendar",
                _due(gettext_lazy("Lý do")), _timed(work.ask_extension),
                lambda actor, directive: directive.due_at is not None and _works(*_AT_WORK)(actor, directive),
                gettext_lazy("Đã gửi đề nghị gia hạn.")),
        ActPage("giao-nguoi", gettext_lazy("Giao người thực hiện"), gettext_lazy("Giao"), "user-check",
                lambda directive, _actor, data: HandForm(people(rows.doers(directive.lead), _("Chọn người")), data),
                _hand, _leads(*_AT_WORK), gettext_lazy("Đã giao người thực hiện.")),
        ActPage("giao-tiep", gettext_lazy("Giao tiếp cho phòng, ban, đơn vị"), gettext_lazy("Giao"), "users",
                lambda directive, _actor, data: HandOnForm(
                    rows.lead_choices(directive.lead),
                    people(rows.doers(directive.lead), _("Chưa giao người cụ thể")), data, {"order": directive.order},
                ),
                _hand_on, _leads(*OPEN), gettext_lazy("Đã giao tiếp.")),
        ActPage("xac-nhan", gettext_lazy("Xác nhận hoàn thành"), gettext_lazy("Xác nhận"), "circle-check",
                _text(gettext_lazy("Nhận xét")), _worded(deciding.confirm), _decides(Phase.REPORTED),
                gettext_lazy("Đã xác nhận hoàn thành."), primary=True),
        ActPage("tra-lai", gettext_lazy("Trả lại, chưa tính hoàn thành"), gettext_lazy("Trả lại"), "arrow-back-up",
                _text(gettext_lazy("Lý do")), _worded(deciding.give_back), _decides(Phase.REPORTED),
                gettext_lazy("Đã trả lại, nhiệm vụ tính là chưa hoàn thành."), danger=True),
        ActPage("gia-han", gettext_lazy("Gia hạn"), gettext_lazy("Gia hạn"), "calendar",
                _due(gettext_lazy("Lý do")), _timed(deciding.extend),
                lambda actor, directive: directive.due_at is not None and _decides(*_AT_WORK)(actor, directive),
                gettext_lazy("Đã gia hạn.")),
        ActPage("khong-gia-han", gettext_lazy("Không đồng ý gia hạn"), gettext_lazy("Không đồng ý"), "x",
                _text(gettext_lazy("Lý do")), _worded(deciding.refuse_extension),
                lambda actor, directive: directive.asked_due_at is not None and _decides(*_AT_WORK)(actor, directive),
                gettext_lazy("Đã trả lời không gia hạn."), danger=True),
        ActPage("tam-dung", gettext_lazy("Tạm dừng"), gettext_lazy("Tạm dừng"), "player-pause",
                _text(gettext_lazy("Lý do")), _worded(deciding.suspend), _decides(*OPEN),
                gettext_lazy("Đã tạm dừng nhiệm vụ và các nhiệm vụ giao tiếp.")),
        ActPage("tiep-tuc", gettext_lazy("Thực hiện tiếp"), gettext_lazy("Thực hiện tiếp"), "player-play",
                _text(gettext_lazy("Ghi chú")), _worded(deciding.resume), _decides(Phase.SUSPENDED),
                gettext_lazy("Nhiệm vụ thực hiện tiếp; hạn lùi đúng số ngày làm việc đã tạm dừng."), primary=True),
        ActPage("huy-bo", gettext_lazy("Hủy bỏ nhiệm vụ"), gettext_lazy("Hủy bỏ"), "trash",
                _text(gettext_lazy("Lý do")), _worded(deciding.cancel), _decides(*OPEN, Phase.SUSPENDED),
                gettext_lazy("Đã hủy bỏ nhiệm vụ và các nhiệm vụ giao tiếp."), danger=True),
        ActPage("gan", gettext_lazy("Gắn hồ sơ, văn bản"), gettext_lazy("Gắn"), "link",
                lambda _directive, _actor, data: LinkForm(data),
                lambda _request, actor, directive, data, _seen: work.link(
                    actor, directive.pk, kind=data["kind"], label=data["label"]
                ),
                lambda actor, directive: directive.phase in OPEN
                and (actor.may(permissions.ASSIGN, directive.unit) or rows.may_work(actor, directive)),
                gettext_lazy("Đã gắn.")),
    )
}  # fmt: skip


def open_to(actor: Actor, directive: Directive) -> list[ActPage]:
    """Return the acts that the actor may do on a directive as it stands."""
    return [act for act in ACTS.values() if act.may(actor, directive)]


@requires(permissions.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, directive_id: UUID, slug: str) -> HttpResponse:
    """Show the form of an act, or do it."""
    actor, page = actor_of(request), ACTS.get(slug)
    if page is None:
        raise NotFound
    directive = queries.get(actor, directive_id)
    if request.method != "POST" and not page.may(actor, directive):
        raise Forbidden(
            _("Nhiệm vụ {code} đang ở tình trạng “{phase}”, hoặc quý vị không được giao việc này.").format(
                code=directive.code, phase=directive.get_phase_display()
            )
        )
    form = page.form(directive, actor, request.POST if request.method == "POST" else None)
    if request.FILES:
        form.files = request.FILES
    seen = request.POST.get("seen", "")
    form.seen = seen or str(directive.position)  # type: ignore[attr-defined]
    return ask(
        request,
        form,
        lambda: page.run(request, actor, directive, form.cleaned_data, int(seen) if seen.isdigit() else None),
        title=str(page.title),
        submit=str(page.submit),
        icon=page.icon,
        danger=page.danger,
        back=(reverse("directives:directive", args=[directive.pk]), directive.code),
        then=lambda _event: told(request, str(page.done), "directives:directive", directive.pk),
        lead=directive.title,
    )


@requires(permissions.VIEW)
@require_http_methods(["POST"])
def urge(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """Urge, in one click."""
    deciding.urge(actor_of(request), directive_id, request.POST.get("text", ""))
    messages.success(request, _("Đã đôn đốc."))
    return redirect(safe_next(request, reverse("directives:directive", args=[directive_id])))
