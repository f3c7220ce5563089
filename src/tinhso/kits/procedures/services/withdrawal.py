"""Procedures go out of force by a decision, and versions scheduled for a later day are called off or come in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.audit_events import PROCEDURE_WITHDRAWN, VERSION_CALLED_OFF
from tinhso.kits.procedures.models import Dossier, Procedure, ProcedureField, ProcedureVersion
from tinhso.kits.procedures.services.publishing import summary_of
from tinhso.kits.procedures.states import VersionState
from tinhso.kits.procedures.versions import definition_of

_LOOK_BACK_DAYS = 7
"""A server that stood still for some days catches up."""


@transaction.atomic
def withdraw(actor: Actor, version_id: UUID, *, last_day: date, decision: str) -> ProcedureVersion:
    """End a procedure after ``last_day``, by a decision; dossiers that are under way go on under their version.

    Raises ``Forbidden``; ``Invalid``; ``Refused`` when it has an end already or a later version is scheduled.
    """
    version = _locked(actor, version_id)
    if version.state != VersionState.PUBLISHED or version.valid_to is not None:
        raise Refused(_("Phiên bản này không phải là phiên bản đang áp dụng."), code="not-standing")
    if version.valid_from > clock.today():
        raise Refused(_("Phiên bản này chưa áp dụng: hãy hủy hẹn công bố thay vì bãi bỏ."), code="scheduled")
    problems = {}
    if not decision.strip():
        problems["decision"] = _("Hãy ghi quyết định bãi bỏ: số, ngày, cơ quan ban hành.")
    if last_day < max(version.valid_from, clock.today() - timedelta(days=1)):
        problems["last_day"] = _("Ngày áp dụng cuối cùng không thể trước hôm qua.")
    if problems:
        raise Invalid(problems)
    version.valid_to = last_day
    version.save(update_fields=["valid_to"])
    _note(actor, PROCEDURE_WITHDRAWN, version, last_day=last_day.isoformat(), decision=decision.strip()[:300])
    keep_in_force()
    return version


@transaction.atomic
def call_off(actor: Actor, version_id: UUID) -> ProcedureVersion:
    """Call a scheduled version off before its day; the version before it goes on without an end."""
    version = _locked(actor, version_id)
    if version.state != VersionState.PUBLISHED or version.valid_from <= clock.today():
        raise Refused(_("Chỉ hủy được phiên bản hẹn áp dụng từ một ngày chưa đến."), code="not-scheduled")
    if Dossier.objects.filter(version=version).exists():
        raise Refused(_("Đã có hồ sơ theo phiên bản này."), code="has-dossiers")
    before = version.valid_from - timedelta(days=1)
    version.procedure.versions.filter(state=VersionState.PUBLISHED, valid_to=before).update(valid_to=None)
    # A version that never held: it ends before it begins.
    version.state, version.valid_to = VersionState.REPLACED, before
    version.save(update_fields=["state", "valid_to"])
    _note(actor, VERSION_CALLED_OFF, version, number=version.number)
    keep_in_force()
    return version


def _locked(actor: Actor, version_id: UUID) -> ProcedureVersion:
    actor.demand(permissions.PUBLISH)
    version = ProcedureVersion.objects.select_for_update().filter(id=version_id).first()
    if version is None:
        raise NotFound
    return version


def _note(actor: Actor, event: str, version: ProcedureVersion, **details: Any) -> None:
    audit.record(
        actor, event, subject_kind="procedures.version", subject_id=version.id, subject_label=str(version), **details
    )


def _values(version: ProcedureVersion) -> dict[str, Any]:
    definition = definition_of(version)
    return summary_of(definition, ProcedureField.objects.get(code=definition.field))


@transaction.atomic
def keep_in_force() -> int:
    """Let every procedure say whether it is in force today, and what its version says; return how many changed.

    Versions come into force and end by their days, without anybody's doing.
    """
    today = clock.today()
    rows = ProcedureVersion.objects.on(today).filter(state=VersionState.PUBLISHED).defer("definition")
    standing = {version.procedure_id: version for version in rows.order_by("valid_from", "number")}
    changed = 0
    for procedure in Procedure.objects.all():
        version = standing.get(procedure.id)
        new = version is not None and version.valid_from >= today - timedelta(days=_LOOK_BACK_DAYS)
        if procedure.in_force == (version is not None) and not new:
            continue
        values = _values(version) if version is not None else {}
        values["in_force"] = version is not None
        if any(getattr(procedure, name) != value for name, value in values.items()):
            Procedure.objects.filter(id=procedure.id).update(**values)
            changed += 1
    return changed
