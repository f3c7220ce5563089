"""Linked procedures come into force: loaded, checked against the procedures they join, published."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as event_log
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures import versions
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.linked import events
from tinhso.kits.procedures.linked.audit_events import VERSION_PUBLISHED
from tinhso.kits.procedures.linked.definition import FORM, Branch, LinkedDefinition
from tinhso.kits.procedures.linked.models import LinkedProcedure, LinkedVersion
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.queries import version_in_force
from tinhso.kits.procedures.states import VersionState


def parse(content: Mapping[str, Any]) -> LinkedDefinition:
    """Return the definition that ``content`` holds; raise ``Invalid`` naming each place and what is wrong there."""
    try:
        return LinkedDefinition.model_validate(content)
    except ValidationError as error:
        problems = {
            ".".join(str(step) for step in problem["loc"]) or "definition": problem["msg"] for problem in error.errors()
        }
        raise Invalid(problems, _("Nội dung thủ tục liên thông chưa hợp lệ.")) from error


def check_branches(definition: LinkedDefinition) -> None:
    """Raise ``Invalid`` unless every branch's procedure is in force and its form can be filled in."""
    problems: dict[str, str] = {}
    for branch in definition.branches:
        place = f"branches.{branch.code}"
        try:
            procedure = versions.definition_of(version_in_force(branch.procedure))
        except NotFound as missing:
            problems[place] = missing.message
            continue
        problems |= {f"{place}.{key}": words for key, words in _gaps(definition, branch, procedure)}
    if problems:
        raise Invalid(problems, _("Thủ tục liên thông chưa khớp với các thủ tục của nó."))


def _gaps(definition: LinkedDefinition, branch: Branch, procedure: Definition) -> Iterable[tuple[str, str]]:
    names, known = set(procedure.form["properties"]), set(definition.form["properties"])
    for name in sorted(set(branch.fill) - names):
        yield f"fill.{name}", _("Tờ khai của thủ tục {code} không có mục này.").format(code=procedure.code)
    always = {name for page in procedure.pages if not page.when for name in page.fields}
    for name in sorted(always & set(procedure.form.get("required", ())) - set(branch.fill) - known):
        words = _("Mục bắt buộc này của thủ tục {code} chưa được điền từ đâu.")
        yield f"fill.{name}", words.format(code=procedure.code)
    for code in sorted(set(branch.parts) - {part.code for part in procedure.parts}):
        yield f"parts.{code}", _("Thủ tục {code} không có giấy tờ này.").format(code=procedure.code)
    handed_in = {f"{FORM}{part.code}" for part in definition.parts}
    for part in procedure.parts:
        source = branch.parts.get(part.code, f"{FORM}{part.code}")
        always_asked = part.required and not part.to_show and not part.when
        if always_asked and source not in handed_in and not source.endswith(".result"):
            words = _("Giấy tờ bắt buộc này của thủ tục {code} chưa lấy từ đâu.")
            yield f"parts.{part.code}", words.format(code=procedure.code)


@transaction.atomic
def publish(actor: Actor, content: Mapping[str, Any], *, valid_from: date, decision: str) -> LinkedVersion:
    """Put a linked procedure into force from a day on; the version before it ends on the day before."""
    actor.demand(PUBLISH)
    if not decision.strip():
        raise Invalid({"decision": _("Hãy ghi quyết định công bố: số, ngày, cơ quan ban hành.")})
    definition = parse(content)
    check_branches(definition)
    procedure, _created = LinkedProcedure.objects.select_for_update().get_or_create(
        code=definition.code, defaults=_summary(definition)
    )
    last = procedure.versions.order_by("-number").first()
    for earlier in procedure.versions.filter(state=VersionState.PUBLISHED, valid_to__isnull=True):
        if earlier.valid_from >= valid_from:
            raise Refused(
                _("Phiên bản đang áp dụng có hiệu lực từ {day}; phiên bản mới phải có hiệu lực sau ngày đó.").format(
                    day=earlier.valid_from.strftime("%d/%m/%Y")
                ),
                code="valid-from",
            )
        earlier.valid_to = valid_from - timedelta(days=1)
        earlier.save(update_fields=["valid_to"])
    version = LinkedVersion(
        procedure=procedure,
        number=(last.number if last else 0) + 1,
        state=VersionState.PUBLISHED,
        definition=definition.model_dump(mode="json", exclude_defaults=True),
        valid_from=valid_from,
        decision=decision,
        published_at=clock.now(),
        published_by_id=actor.account_id,
    )
    version.save(force_insert=True)
    LinkedProcedure.objects.filter(id=procedure.id).update(in_force=True, **_summary(definition))
    event_log.publish(events.VERSION_PUBLISHED, version.id, actor=actor, code=procedure.code, number=version.number)
    audit.record(
        actor,
        VERSION_PUBLISHED,
        subject_kind="linked.version",
        subject_id=version.id,
        subject_label=str(version),
        number=version.number,
    )
    return version


def load_definition(content: Mapping[str, Any], *, valid_from: date, decision: str, actor: Actor) -> LinkedVersion:
    """Load and publish a definition from a pack; the same content again changes nothing."""
    definition = parse(content).model_dump(mode="json", exclude_defaults=True)
    standing = (
        LinkedVersion.objects.filter(procedure__code=definition["code"], state=VersionState.PUBLISHED)
        .order_by("-number")
        .first()
    )
    if standing is not None and standing.definition == definition:
        return standing
    return publish(actor, content, valid_from=valid_from, decision=decision)


def _summary(definition: LinkedDefinition) -> dict[str, Any]:
    words = [
        definition.name,
        definition.plain_name,
        *definition.keywords,
        *(event.replace("-", " ") for event in definition.life_events),
        *(branch.name for branch in definition.branches),
    ]
    return {
        "name": definition.name,
        "plain_name": definition.plain_name,
        "summary": definition.summary,
        "life_events": list(definition.life_events),
        "search_text": fold(" ".join(words)),
    }
