"""Procedures come into force: loaded as drafts, read, published; what was published never changes."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as event_log
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures import events, permissions
from tinhso.kits.procedures.audit_events import VERSION_PUBLISHED
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Procedure, ProcedureField, ProcedureVersion
from tinhso.kits.procedures.problems import problems_of
from tinhso.kits.procedures.states import VersionState


def parse(content: Mapping[str, Any]) -> Definition:
    """Return the definition that ``content`` holds; raise ``Invalid`` naming each place and what is wrong there."""
    try:
        return Definition.model_validate(content)
    except ValidationError as error:
        problems = {".".join(str(step) for step in place) or "definition": words for place, words in problems_of(error)}
        raise Invalid(problems, _("Nội dung thủ tục chưa hợp lệ.")) from error


@transaction.atomic
def load_fields(rows: Iterable[Mapping[str, str]]) -> None:
    """Add or rename fields of administration: ``code``, ``name``, ``icon``."""
    for row in rows:
        ProcedureField.objects.update_or_create(
            code=row["code"], defaults={"name": row["name"], "icon": row.get("icon", "")}
        )


@transaction.atomic
def save_draft(actor: Actor, content: Mapping[str, Any], *, valid_from: date, decision: str = "") -> ProcedureVersion:
    """Keep a new draft of a procedure, or replace the standing draft; raise ``Invalid``."""
    actor.demand(permissions.PUBLISH)
    definition = parse(content)
    field = ProcedureField.objects.filter(code=definition.field).first()
    if field is None:
        raise Invalid({"field": _("Chưa có lĩnh vực mang mã “{code}”.").format(code=definition.field)})
    procedure, _created = Procedure.objects.select_for_update().get_or_create(
        code=definition.code, defaults=summary_of(definition, field)
    )
    draft = procedure.versions.filter(state=VersionState.DRAFT).first()
    if draft is None:
        last = procedure.versions.order_by("-number").first()
        draft = ProcedureVersion(procedure=procedure, number=(last.number if last else 0) + 1)
    draft.definition = definition.model_dump(mode="json", exclude_defaults=True)
    draft.valid_from, draft.decision = valid_from, decision
    draft.save()
    return draft


@transaction.atomic
def publish(actor: Actor, version: ProcedureVersion) -> ProcedureVersion:
    """Put a draft into force from its first day; the version before it ends on the day before."""
    actor.demand(permissions.PUBLISH)
    version = ProcedureVersion.objects.select_for_update().select_related("procedure").get(id=version.id)
    if version.state != VersionState.DRAFT:
        raise Refused(_("Phiên bản này đã được công bố rồi."), code="already-published")
    if not version.decision.strip():
        raise Invalid({"decision": _("Hãy ghi quyết định công bố: số, ngày, cơ quan ban hành.")})
    definition = parse(version.definition)
    for earlier in version.procedure.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True):
        if earlier.valid_from >= version.valid_from:
            raise Invalid(
                {
                    "valid_from": _(
                        "Phiên bản đang áp dụng có hiệu lực từ {day}; phiên bản mới phải có hiệu lực sau ngày đó."
                    ).format(day=earlier.valid_from.strftime("%d/%m/%Y"))
                }
            )
        earlier.valid_to = version.valid_from - timedelta(days=1)
        earlier.save(update_fields=["valid_to"])
    version.state = VersionState.PUBLISHED
    version.published_at, version.published_by_id = clock.now(), actor.account_id
    version.save()
    field = ProcedureField.objects.get(code=definition.field)
    if version.valid_from <= clock.today():
        Procedure.objects.filter(id=version.procedure_id).update(in_force=True, **summary_of(definition, field))
    event_log.publish(
        events.VERSION_PUBLISHED, version.id, actor=actor, code=version.procedure.code, number=version.number
    )
    audit.record(
        actor,
        VERSION_PUBLISHED,
        subject_kind="procedures.version",
        subject_id=version.id,
        subject_label=str(version),
        number=version.number,
    )
    return version


def load_definition(content: Mapping[str, Any], *, valid_from: date, decision: str, actor: Actor) -> ProcedureVersion:
    """Load and publish a definition from a pack; the same content again changes nothing."""
    definition = parse(content).model_dump(mode="json", exclude_defaults=True)
    standing = (
        ProcedureVersion.objects.filter(procedure__code=definition["code"], state=VersionState.PUBLISHED)
        .order_by("-number")
        .first()
    )
    if standing is not None and standing.definition == definition:
        return standing
    with transaction.atomic():
        return publish(actor, save_draft(actor, content, valid_from=valid_from, decision=decision))


def summary_of(definition: Definition, field: ProcedureField) -> dict[str, Any]:
    """Return what a procedure itself says of its version in force: for lists and searches."""
    words = [
        definition.code,
        definition.name,
        definition.plain_name,
        field.name,
        *definition.keywords,
        *(event.replace("-", " ") for event in definition.life_events),
    ]
    return {
        "name": definition.name,
        "plain_name": definition.plain_name,
        "field": field,
        "tier": definition.tier,
        "online_level": definition.online_level,
        "audience": list(definition.audience),
        "life_events": list(definition.life_events),
        "search_text": fold(" ".join(words)),
    }
