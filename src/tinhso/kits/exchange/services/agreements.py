"""Agreements: asked for, approved or refused, ended. Without one nothing is answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.exchange import audit_events, events, permissions
from tinhso.kits.exchange.access import demand_at, everywhere
from tinhso.kits.exchange.models import Agreement, AgreementState, Service, Subsystem


@transaction.atomic
def ask(
    actor: Actor,
    *,
    consumer: Subsystem,
    service: Service,
    fields: Sequence[str],
    purpose: str,
    legal_ground: str,
    valid_from: date,
    valid_to: date | None = None,
    per_minute: int = 600,
    per_day: int = 100_000,
) -> Agreement:
    """Ask that ``consumer`` may call ``service`` for some fields; raise ``Invalid`` naming what is missing."""
    demand_at(actor, permissions.ASK, consumer.participant.unit)
    wrong = {}
    known = known_fields(service)
    if not purpose.strip():
        wrong["purpose"] = _("Hãy ghi mục đích khai thác.")
    if not legal_ground.strip():
        wrong["legal_ground"] = _("Hãy ghi căn cứ pháp lý.")
    if known and not fields:
        wrong["fields"] = _("Hãy chọn ít nhất một trường dữ liệu.")
    unknown = set(fields) - set(known)
    if unknown:
        wrong["fields"] = _("Dịch vụ không có trường {names}.").format(names=", ".join(sorted(unknown)))
    if valid_to is not None and valid_to < valid_from:
        wrong["valid_to"] = _("Ngày hết hạn phải từ ngày bắt đầu trở đi.")
    if per_minute < 1 or per_day < 1:
        wrong["per_minute"] = _("Hạn mức phải từ 1 trở lên.")
    if consumer.sandbox != service.subsystem.sandbox and not service.subsystem.sandbox:
        wrong["consumer"] = _("Phần mềm thử nghiệm chỉ được gọi dịch vụ thử nghiệm.")
    if wrong:
        raise Invalid(wrong)
    made = Agreement.objects.create(
        consumer=consumer, service=service, fields=sorted(fields), purpose=purpose.strip()[:250],
        legal_ground=legal_ground.strip()[:300], valid_from=valid_from, valid_to=valid_to, per_minute=per_minute,
        per_day=per_day, asked_by=actor.name[:120], asked_by_id=actor.account_id,
    )  # fmt: skip
    _noted(actor, audit_events.AGREEMENT_ASKED, made, fields=", ".join(made.fields), purpose_asked=made.purpose)
    return made


@transaction.atomic
def decide(actor: Actor, agreement_id: UUID, *, approve: bool, reason: str = "") -> Agreement:
    """Approve or refuse what was asked; a refusal says why. Nobody approves what he himself asked for.

    Raises ``Conflict`` when it was decided before, or another agreement of the two covers some of the days.
    """
    made = _locked(agreement_id)
    demand_at(actor, permissions.APPROVE, made.service.owner)
    if made.state != AgreementState.ASKED:
        raise Conflict(_("Đề nghị này đã được {name} xử lý trước đó.").format(name=made.decided_by))
    if made.asked_by_id is not None and made.asked_by_id == actor.account_id and approve:
        raise Invalid({"reason": _("Người đề nghị không tự duyệt được. Hãy để người khác có thẩm quyền duyệt.")})
    if not approve and not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do từ chối.")})
    made.state = AgreementState.APPROVED if approve else AgreementState.REFUSED
    made.decided_at, made.decided_by, made.reason = clock.now(), actor.name[:120], reason.strip()[:300]
    try:
        with transaction.atomic():
            made.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    except IntegrityError as error:
        raise Conflict(
            _("Đã có một thỏa thuận khác của phần mềm này về dịch vụ này trong thời gian đó. Hãy chấm dứt nó trước.")
        ) from error
    _noted(actor, audit_events.AGREEMENT_DECIDED, made, approved=approve, reason=made.reason)
    events.publish_decided(made)
    return made


@transaction.atomic
def end(actor: Actor, agreement_id: UUID, *, reason: str) -> Agreement:
    """End an approved agreement at once; raise ``Invalid`` without a reason."""
    made = _locked(agreement_id)
    demand_at(actor, permissions.APPROVE, made.service.owner)
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do chấm dứt.")})
    if made.state != AgreementState.APPROVED:
        raise Conflict(_("Thỏa thuận này không còn hiệu lực."))
    made.state, made.ended_at, made.reason = AgreementState.ENDED, clock.now(), reason.strip()[:300]
    made.save(update_fields=["state", "ended_at", "reason"])
    _noted(actor, audit_events.AGREEMENT_ENDED, made, reason=made.reason)
    events.publish_decided(made)
    return made


def may_decide(actor: Actor, made: Agreement) -> bool:
    """Tell whether the actor decides over agreements of this service."""
    if made.service.owner is None:
        return everywhere(actor, permissions.APPROVE)
    return actor.may(permissions.APPROVE, made.service.owner)


def known_fields(service: Service) -> dict[str, dict[str, Any]]:
    """Return the fields of a service's published versions by path."""
    return {
        item["path"]: item
        for fields in service.versions.filter(published_at__isnull=False)
        .order_by("published_at")
        .values_list("fields", flat=True)
        for item in fields
        if not item.get("always")
    }


def _locked(agreement_id: UUID) -> Agreement:
    found = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("consumer__participant", "service__subsystem__participant", "service__owner")
        .filter(id=agreement_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _noted(actor: Actor, code: str, made: Agreement, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="exchange-agreement",
        subject_id=made.id,
        subject_label=str(made),
        **details,
    )
