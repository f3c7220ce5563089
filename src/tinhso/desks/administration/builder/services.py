"""Every act on a procedure being written: one transaction that changes it and keeps what it said afterwards."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.desks.administration import audit_events as happened
from tinhso.desks.administration.builder.content import Content
from tinhso.desks.administration.models import Stage, Writing, WrittenProcedure
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.definition import Definition
from tinhso.kits.procedures.models import Procedure, ProcedureVersion
from tinhso.kits.procedures.permissions import PUBLISH
from tinhso.kits.procedures.services import publishing

Change = Callable[[Content], Any]
Scope = Callable[[Content], Any]


@transaction.atomic
def begin(
    actor: Actor,
    content: Content,
    *,
    words: str,
    based_on: ProcedureVersion | None = None,
    valid_from: date | None = None,
) -> WrittenProcedure:
    """Begin to write a procedure; raise ``Conflict`` when somebody is writing it already, naming who and when."""
    actor.demand(PUBLISH)
    code = str(content["code"])
    # One after the other: of two who begin at once, the second is told of the first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"written-procedure:{code}"])
    standing = WrittenProcedure.objects.filter(code=code, stage=Stage.OPEN).first()
    if standing is not None:
        raise Conflict(
            _("Thủ tục {code} đang được soạn; {who} sửa lần cuối lúc {when}. Hãy soạn tiếp bản ấy.").format(
                code=code, who=_who(standing), when=_when(standing)
            ),
            draft=str(standing.pk),
        )
    if based_on is None and Procedure.objects.filter(code=code, versions__state="published").exists():
        raise Invalid({"code": _("Mã này đã có thủ tục. Hãy mở thủ tục ấy và bấm “Soạn bản mới”.")})
    written = WrittenProcedure(
        code=code,
        name=str(content.get("name", ""))[:400],
        content=content,
        based_on=based_on,
        valid_from=valid_from,
        changed_at=clock.now(),
        changed_by_id=actor.account_id,
    )
    written.save(force_insert=True)
    _keep(actor, written, words)
    audit.record(
        actor,
        happened.WRITING_BEGUN,
        subject_kind="administration.written-procedure",
        subject_id=written.pk,
        subject_label=str(written)[:250],
    )
    return written


@transaction.atomic
def change(
    actor: Actor, key: UUID, act: Change, *, words: str, seen: int | None = None, touches: Scope | None = None
) -> tuple[WrittenProcedure, Any]:
    """Do ``act`` on what is written and keep the result; return the procedure and what ``act`` returned.

    ``seen`` is the revision that the actor looked at. When others did something in between, the act is done all the
    same unless they changed what it ``touches``: then ``Conflict`` says who and when, and nothing is lost.
    """
    actor.demand(PUBLISH)
    written = _locked(key)
    if seen is not None and seen != written.revision and touches is not None:
        _check_untouched(written, seen, touches)
    content = deepcopy(written.content)
    result = act(content)
    if content == written.content:
        return written, result
    written.content, written.name = content, str(content.get("name", ""))[:400]
    written.revision += 1
    written.changed_at, written.changed_by_id = clock.now(), actor.account_id
    written.save()
    _keep(actor, written, words)
    return written, result


def _locked(key: UUID) -> WrittenProcedure:
    written = WrittenProcedure.objects.select_for_update().filter(pk=key).first()
    if written is None:
        raise NotFound
    if written.stage != Stage.OPEN:
        raise Refused(_("Bản soạn này đã công bố hoặc đã bỏ, không sửa được nữa."), code="not-open")
    return written


def _check_untouched(written: WrittenProcedure, seen: int, touches: Scope) -> None:
    before = written.writings.filter(revision=seen).first()
    try:
        untouched = before is not None and touches(before.content) == touches(written.content)
    except NotFound:
        untouched = False
    if untouched:
        return
    later = written.writings.filter(revision__gt=seen).order_by("-revision").first()
    raise Conflict(
        _(
            "{who} vừa sửa chỗ này lúc {when} ({what}). Những gì quý vị gõ vẫn còn trên trang; "
            "hãy đối chiếu với bản mới rồi lưu lại."
        ).format(
            who=later.who if later else _who(written),
            when=timezone.localtime(later.at if later else written.changed_at).strftime("%H:%M:%S %d/%m/%Y"),
            what=later.words if later else "",
        ),
        revision=written.revision,
    )


def _keep(actor: Actor, written: WrittenProcedure, words: str) -> None:
    Writing(
        procedure=written,
        revision=written.revision,
        at=written.changed_at,
        account_id=actor.account_id,
        who=actor.name[:120],
        words=words[:300],
        content=written.content,
    ).save(force_insert=True)


def go_back(actor: Actor, key: UUID, revision: int) -> WrittenProcedure:
    """Return to what was written after an earlier act; what came after stays in the history."""
    earlier = Writing.objects.filter(procedure_id=key, revision=revision).first()
    if earlier is None:
        raise NotFound

    def restore(content: Content) -> None:
        content.clear()
        content.update(deepcopy(earlier.content))

    words = _("Trở lại lần sửa {number}: {words}").format(number=revision, words=earlier.words)
    written, _result = change(actor, key, restore, words=words)
    return written


@transaction.atomic
def discard(actor: Actor, key: UUID) -> None:
    """Put a procedure being written aside; its history stays."""
    actor.demand(PUBLISH)
    written = _locked(key)
    written.stage = Stage.DISCARDED
    written.save(update_fields=["stage"])
    audit.record(
        actor,
        happened.WRITING_DISCARDED,
        subject_kind="administration.written-procedure",
        subject_id=written.pk,
        subject_label=str(written)[:250],
    )


@transaction.atomic
def publish(actor: Actor, key: UUID, *, decision: str, valid_from: date, seen: int) -> ProcedureVersion:
    """Make a version of what is written and publish it by a decision, from a day on.

    Raises ``Conflict`` when it was changed since it was looked at, and ``Invalid`` when something is missing yet.
    """
    written = _locked(key)
    if seen != written.revision:
        _check_untouched(written, seen, lambda content: content)
    version = publishing.save_draft(actor, written.content, valid_from=valid_from, decision=decision)
    version = publishing.publish(actor, version)
    written.stage, written.version, written.valid_from = Stage.PUBLISHED, version, valid_from
    written.save(update_fields=["stage", "version", "valid_from"])
    return version


def definition_of(written: WrittenProcedure) -> Definition:
    """Return what is written as a definition; raise ``Invalid`` while something is missing."""
    return publishing.parse(written.content)


def _who(written: WrittenProcedure) -> str:
    return str(written.changed_by.person.full_name) if written.changed_by is not None else _("Hệ thống")


def _when(written: WrittenProcedure) -> str:
    return timezone.localtime(written.changed_at).strftime("%H:%M %d/%m/%Y")
