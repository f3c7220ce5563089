"""Deciding about a pair: one person, so the records are merged by the kit; two people; or undone again."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.masterdata import audit_events as happened
from tinhso.government.masterdata.models import DuplicatePair, Person, Verdict
from tinhso.government.masterdata.queries import duplicates as queries
from tinhso.kernel.audit.services import Row, record_many
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.services.merging import merge as merge_rows
from tinhso.kits.registers.services.merging import split as split_rows

TAKEN = (
    "birth", "sex", "personal_number", "old_number", "phone", "area", "address", "household", "household_role",
    "other_names", "died",
)  # fmt: skip
"""What the record that stays may take from the one that goes."""


@transaction.atomic
def note_comparing(actor: Actor, pair: DuplicatePair) -> None:
    """Write that the actor sees the personal data of both; each person can see it. Raise ``Forbidden``."""
    for row in (pair.first, pair.second):
        actor.demand(Person.definition.rights.see_personal, row.unit)
    record_many(
        Row(
            actor, happened.COMPARED, Person.definition.code, row.pk, row.full_name, row.unit_id, row.person_key(),
            _("Đối chiếu hồ sơ có thể trùng"),
        )
        for row in (pair.first, pair.second)
    )  # fmt: skip


@transaction.atomic
def same(actor: Actor, pair_id: UUID, *, stays: UUID, take: list[str], reason: str) -> DuplicatePair:
    """Say that both are one person: the other goes over into ``stays``, which takes the fields in ``take`` from it.

    Raise ``Invalid`` for a record outside the pair, ``Conflict`` when it was decided before, and as the kit's merge.
    """
    pair = _open_pair(actor, pair_id)
    rows = {pair.first_id: pair.first, pair.second_id: pair.second}
    if stays not in rows:
        raise Invalid({"stays": _("Chọn bản ghi được giữ lại.")})
    keeps = rows.pop(stays)
    goes = next(iter(rows.values()))
    values = {name: getattr(goes, name) for name in TAKEN if name in take}
    if not keeps.account_person_id and goes.account_person_id:
        raise Invalid({"stays": _("Hãy giữ bản ghi đã nối với tài khoản của công dân.")})
    made = merge_rows(actor, keeps, [goes], values, reason=reason)
    return _decide(actor, pair, Verdict.SAME, reason, merge_id=made.pk)


@transaction.atomic
def different(actor: Actor, pair_id: UUID, *, reason: str) -> DuplicatePair:
    """Say that these are two people: the pair does not come back. Raise ``Invalid`` without a reason, ``Conflict``."""
    if not reason.strip():
        raise Invalid({"reason": _("Nhập căn cứ: vì sao là hai người khác nhau.")})
    pair = _open_pair(actor, pair_id)
    for row in (pair.first, pair.second):
        actor.demand(Person.definition.rights.merge, row.unit)
    return _decide(actor, pair, Verdict.DIFFERENT, reason)


@transaction.atomic
def undo(actor: Actor, pair_id: UUID) -> DuplicatePair:
    """Take a decision back: merged records are split, and the pair waits again. Raise ``Conflict`` when it waits."""
    pair = queries.pair_for(actor, pair_id, lock=True)
    if pair.verdict == Verdict.OPEN:
        raise Conflict(_("Cặp này chưa có kết luận nào để hoàn tác."))
    for row in (pair.first, pair.second):
        actor.demand(Person.definition.rights.merge, row.unit)
    if pair.merge_id is not None:
        split_rows(actor, Person.definition, pair.merge_id)
    return _decide(actor, pair, Verdict.OPEN, _("Hoàn tác kết luận"))


def _open_pair(actor: Actor, pair_id: UUID) -> DuplicatePair:
    pair = queries.pair_for(actor, pair_id, lock=True)
    if pair.verdict != Verdict.OPEN:
        raise Conflict(
            _("{who} đã kết luận cặp này: {verdict}. Hãy mở lại danh sách.").format(
                who=pair.decided_by, verdict=pair.get_verdict_display()
            )
        )
    return pair


def _decide(
    actor: Actor, pair: DuplicatePair, verdict: Verdict, reason: str, *, merge_id: UUID | None = None
) -> DuplicatePair:
    reason = " ".join(reason.split())[:300]
    pair.verdict, pair.reason, pair.merge_id = verdict, reason, merge_id
    pair.decided_at, pair.decided_by = clock.now(), actor.name[:120]
    pair.save(update_fields=["verdict", "reason", "merge_id", "decided_at", "decided_by"])
    record_many(
        Row(
            actor, happened.JUDGED, Person.definition.code, row.pk, row.full_name, row.unit_id, row.person_key(),
            details={"verdict": verdict.value, "other": str(other.pk), "reason": reason},
        )
        for row, other in ((pair.first, pair.second), (pair.second, pair.first))
    )  # fmt: skip
    return pair
