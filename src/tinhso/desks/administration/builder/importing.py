"""Procedures taken in from files: first what would change, then, when wanted, the change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.desks.administration import audit_events as happened
from tinhso.desks.administration.builder import queries, services
from tinhso.desks.administration.definitions import Difference, compare
from tinhso.desks.administration.models import Stage, WrittenProcedure
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.files import ProcedureFile
from tinhso.kits.procedures.models import ProcedureField
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.versions import definition_of

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True)
class Planned:
    """What taking in a file would do."""

    file: ProcedureFile
    state: str
    code: str = ""
    name: str = ""
    faults: Sequence[Any] = ()
    differences: Sequence[Difference] = field(default=())

    @property
    def fits(self) -> bool:
        """Whether there is something to take in."""
        return self.state in (NEW, CHANGED)


def plan(files: Iterable[ProcedureFile]) -> list[Planned]:
    """Return what taking in the files would do; nothing is written."""
    fields = set(ProcedureField.objects.values_list("code", flat=True))
    seen: set[str] = set()
    found = []
    for file in files:
        one = _plan(file, fields, seen)
        seen.add(one.code)
        found.append(one)
    return found


def _plan(file: ProcedureFile, fields: set[str], seen: set[str]) -> Planned:
    if file.content is None:
        return Planned(file, WRONG, faults=file.faults)
    code, name = str(file.content["code"]), str(file.content["name"])
    problem = ""
    if file.content["field"] not in fields:
        problem = _("Chưa có lĩnh vực mang mã “{code}”.").format(code=file.content["field"])
    elif code in seen:
        problem = _("Mã {code} có ở hai tệp.").format(code=code)
    if problem:
        return Planned(file, WRONG, code, name, faults=(problem,))
    standing = queries.standing_version(code)
    if standing is None:
        return Planned(file, NEW, code, name)
    if standing.definition == file.content:
        return Planned(file, SAME, code, name)
    differences = compare(definition_of(standing), Definition.model_validate(file.content))
    return Planned(file, CHANGED, code, name, differences=differences)


@transaction.atomic
def take_in(actor: Actor, planned: Sequence[Planned], *, publish: bool = False) -> tuple[int, list[str]]:
    """Take in what is new or changed; return how many, and why others were left.

    Each becomes a procedure being written; with ``publish`` it is published by the decision and from the day that
    its file names. One that somebody is writing just now is left alone.
    """
    actor.demand(PUBLISH)
    taken, left = 0, []
    for one in planned:
        if not one.fits:
            continue
        try:
            with transaction.atomic():
                _take_in(actor, one, publish=publish)
        except (Conflict, Invalid, Refused) as refused:
            details = getattr(refused, "fields", None) or {}
            words = " ".join(details.values()) or refused.message
            left.append(f"{one.code} {one.name}: {words}")
        else:
            taken += 1
    audit.record(
        actor,
        happened.PROCEDURES_IMPORTED,
        subject_kind="administration.import",
        subject_id=None,
        written=0 if publish else taken,
        published=taken if publish else 0,
    )
    return taken, left


def _take_in(actor: Actor, one: Planned, *, publish: bool) -> None:
    content = one.file.content or {}
    if publish:
        going = WrittenProcedure.objects.filter(code=one.code, stage=Stage.OPEN).first()
        if going is not None:
            raise Conflict(_("đang có người soạn; hãy công bố hoặc bỏ bản soạn ấy trước."))
        if not one.file.decision.strip() or one.file.valid_from is None:
            raise Invalid({"decision": _("tệp chưa ghi quyết định công bố (decision) và ngày áp dụng (valid_from).")})
        publishing.load_definition(content, valid_from=one.file.valid_from, decision=one.file.decision, actor=actor)
        return
    words = _("Nhập từ tệp {name}").format(name=one.file.name)
    services.begin(
        actor,
        content,
        words=words,
        based_on=queries.standing_version(one.code),
        valid_from=max(one.file.valid_from or clock.today(), clock.today()),
    )
