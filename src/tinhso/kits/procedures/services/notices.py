"""Papers that a leader signs in the course of a dossier: the apology that puts the due time off, the notice of a stop.

An extension takes effect when its apology is signed and goes out: once, and at least so many days before the due
day as the version says (NĐ 61/2018/NĐ-CP Điều 19 khoản 9).
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction as database
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures import events, inbox_kinds, permissions
from tinhso.kits.procedures.coordination import Notice
from tinhso.kits.procedures.models import ClockEvent, Dossier
from tinhso.kits.procedures.services.papers import issue_notice
from tinhso.kits.procedures.services.processing import WORKED_ON
from tinhso.kits.procedures.services.steps import running_steps_of
from tinhso.kits.procedures.services.transition import Transition, lock, transition
from tinhso.kits.procedures.states import ClockEventKind, NoticeKind, NoticeState, Status

_TITLES = {
    NoticeKind.STOP: "Thông báo dừng giải quyết hồ sơ",
    NoticeKind.APOLOGY: "Văn bản xin lỗi và đề nghị gia hạn",
}


def propose_extension(
    actor: Actor,
    dossier_id: UUID,
    *,
    reason: str,
    working_days: int,
    seen_revision: int | None = None,
) -> Dossier:
    """Put an apology with a new due time before the leader; raise ``Refused`` when it may not be, with why."""
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Hãy ghi vì sao không kịp hẹn; người dân sẽ đọc lý do này.")
    if working_days < 1:
        problems["working_days"] = _("Hãy ghi gia hạn thêm ít nhất 1 ngày làm việc.")
    if problems:
        raise Invalid(problems)
    with transition(
        dossier_id, actor, "propose-extension", events.EXTENSION_PROPOSED, among=WORKED_ON, seen_revision=seen_revision
    ) as change:
        _demand_processor(change)
        check_extension(change, working_days)
        if Notice.objects.filter(dossier=change.dossier, kind=NoticeKind.APOLOGY, state=NoticeState.WAITING).exists():
            raise Refused(_("Văn bản xin lỗi của hồ sơ này đang chờ ký."), code="already-proposed")
        change.reason, change.details = reason.strip(), {"working_days": working_days}
        _put(
            change.dossier, NoticeKind.APOLOGY, change.at, actor, reason=reason.strip(), working_days=working_days,
            article=change.clock.extension.basis,
        )  # fmt: skip
    return change.dossier


def _demand_processor(change: Transition) -> None:
    steps = running_steps_of(change)
    step = next((step for step in steps if change.actor.may(permissions.PROCESS, step.unit)), None)
    if step is not None:
        change.demand(permissions.PROCESS, step.unit)
        change.unit, change.step_code = step.unit, step.code
        return
    change.demand(permissions.SIGN, change.dossier.agency)
    change.unit = change.dossier.agency


def check_extension(change: Transition, working_days: int) -> None:
    """Raise ``Refused`` unless the due time may be put off by so many working days now."""
    dossier, rule = change.dossier, change.clock.extension
    if not rule.allowed:
        raise Refused(
            _("Thủ tục này không được gia hạn ({basis}).").format(basis=rule.basis), code="extension-not-allowed"
        )
    if ClockEvent.objects.filter(dossier=dossier, kind=ClockEventKind.EXTEND).exists():
        raise Refused(
            _("Hồ sơ {code} đã gia hạn một lần; mỗi hồ sơ chỉ được hẹn lại một lần ({basis}).").format(
                code=dossier.code, basis=rule.basis
            ),
            code="extended-before",
        )
    if dossier.due_at is None:
        raise Refused(_("Thời hạn của hồ sơ đang tạm dừng nên chưa có hạn trả để gia hạn."), code="clock-paused")
    if rule.most_working_days is not None and working_days > rule.most_working_days:
        raise Invalid(
            {
                "working_days": _("Thủ tục này chỉ được gia hạn nhiều nhất {most} ngày làm việc ({basis}).").format(
                    most=rule.most_working_days, basis=rule.basis
                )
            }
        )
    last = last_day_to_extend(dossier.due_at, rule.days_before)
    if timezone.localdate(change.at) > last:
        raise Refused(
            _(
                "Văn bản xin lỗi phải gửi trước ngày hẹn trả ít nhất {days} ngày, chậm nhất hết ngày {last} ({basis}); "
                "nay không gia hạn được nữa."
            ).format(days=rule.days_before, last=f"{last:%d/%m/%Y}", basis=rule.basis),
            code="too-late-to-extend",
        )


def last_day_to_extend(due_at: datetime, days_before: int) -> date:
    """Return the last day on which an apology may go out."""
    return timezone.localdate(due_at) - timedelta(days=days_before)


def ask_for_stop_notice(dossier_id: UUID) -> None:
    """Put the notice of a stop, with its reason, before the agency's leader; asked twice it is asked once."""
    with database.atomic():
        dossier = lock(SYSTEM, dossier_id)
        if Notice.objects.filter(dossier=dossier, kind=NoticeKind.STOP).exists():
            return
        line = dossier.log.filter(act="stop").order_by("-at", "-id").first()
        if line is not None:
            _put(dossier, NoticeKind.STOP, line.at, SYSTEM, reason=line.reason, article=line.article)


def _put(dossier: Dossier, kind: NoticeKind, at: datetime, actor: Actor, **values: object) -> Notice:
    notice = Notice(dossier=dossier, kind=kind, asked_at=at, asked_by_id=actor.account_id, **values)
    notice.save(force_insert=True)
    inbox.put(
        inbox_kinds.NOTICE,
        subject_id=dossier.id,
        title=f"{dossier.code} · {dossier.applicant_name}",
        detail=f"{_TITLES[kind]} – {dossier.procedure.name}",
        unit=dossier.agency,
        permission=permissions.SIGN,
        due_at=dossier.due_at,
        slot=str(kind),
    )
    return notice


def sign(actor: Actor, dossier_id: UUID, *, pin: str = "", seen_revision: int | None = None) -> Dossier:
    """Sign the paper that waits, as the leader and with the agency's seal; an apology puts the due time off."""
    with transition(
        dossier_id, actor, "sign-notice", events.NOTICE_CLOSED, among=list(Status), seen_revision=seen_revision
    ) as change:
        notice = _waiting(change)
        change.details = {"kind": str(notice.kind)}
        due_before = change.dossier.due_at
        if notice.kind == NoticeKind.APOLOGY:
            _extend(change, notice)
        notice.paper = paper = issue_notice(change, notice, due_before=due_before)
        signing.sign_paper(paper, actor=actor, role="person", pin=pin)
        signing.sign_paper(paper, actor=actor, role="agency")
        _close(change, notice, NoticeState.SIGNED)
    return change.dossier


def _extend(change: Transition, notice: Notice) -> None:
    """Put the due time off in the ledger; raise ``Refused`` when that may not be any more."""
    dossier, days = change.dossier, notice.working_days or 1
    if dossier.status not in WORKED_ON:
        raise Refused(
            _("Hồ sơ {code} không còn đang giải quyết nên không gia hạn nữa.").format(code=dossier.code),
            code="wrong-status",
        )
    check_extension(change, days)
    change.event = events.EXTENDED
    change.reason = notice.reason
    change.tick(
        ClockEventKind.EXTEND,
        kept("Gia hạn, đã có văn bản xin lỗi"),
        basis=change.clock.extension.basis,
        term={"working_days": days},
    )
    inbox.set_due(dossier.id, dossier.due_at, kind=inbox_kinds.STEP)


def decline(actor: Actor, dossier_id: UUID, *, reason: str, seen_revision: int | None = None) -> Dossier:
    """Do not sign the paper that waits, and say why to who put it forward."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi vì sao không ký.")})
    with transition(
        dossier_id, actor, "decline-notice", events.NOTICE_CLOSED, among=list(Status), seen_revision=seen_revision
    ) as change:
        notice = _waiting(change)
        change.details, change.reason = {"kind": str(notice.kind)}, reason.strip()
        notice.answer = reason.strip()
        _close(change, notice, NoticeState.DECLINED)
    return change.dossier


def _waiting(change: Transition) -> Notice:
    """Return the paper that waits for a signature, for the leader alone; raise ``Conflict`` when it is done."""
    rows = Notice.objects.filter(dossier=change.dossier).select_related("paper__unit", "closed_by__person")
    notice = rows.filter(state=NoticeState.WAITING).order_by("asked_at").first()
    if notice is None:
        last = rows.order_by("-closed_at").first()
        if last is None:
            raise NotFound
        raise Conflict(
            _("{who} đã xử lý văn bản này lúc {when}.").format(
                who=last.closed_by or _("hệ thống"),
                when=timezone.localtime(last.closed_at).strftime("%H:%M %d/%m/%Y") if last.closed_at else "",
            )
        )
    change.demand(permissions.SIGN, change.dossier.agency)
    change.unit = change.dossier.agency
    return notice


def _close(change: Transition, notice: Notice, state: NoticeState) -> None:
    notice.state, notice.closed_at, notice.closed_by_id = state, change.at, change.actor.account_id
    notice.save()
    inbox.close(change.dossier.id, inbox_kinds.NOTICE, slot=str(notice.kind), actor=change.actor)
