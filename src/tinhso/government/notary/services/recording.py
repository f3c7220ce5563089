"""Recording an act: one transaction that locks the property and the persons, and of two sales lets one stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.government.notary import audit_events as happened
from tinhso.government.notary import events, permissions
from tinhso.government.notary.locks import lock_keys, lock_property
from tinhso.government.notary.models import Act, ActParty, Notary, Preparation, Property, Search
from tinhso.government.notary.persons import Asked, is_same, kept
from tinhso.government.notary.queries.found import blocking, told_act, told_notice, transfers_of
from tinhso.government.notary.words import FREE, REFERRING, TRANSFERS, Role
from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, Refused
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers import services as registers
from tinhso.kits.registers import validation
from tinhso.kits.registers.models import Status

SEARCH_HOLDS = timedelta(hours=24)
"""How old a search may be when its act is recorded: our choice."""
TYPED = ("number", "signed_on", "kind", "notary", "summary", "value", "explanation")
"""What is typed of an act; property and persons come from its search."""
_TOLD = {"blocked", "conflict", "seller-unknown"}


@dataclass(frozen=True)
class Party:
    """A person of the search with a role in the act."""

    person: Asked
    role: str


def record_act(
    actor: Actor, search: Search, values: Mapping[str, Any], roles: Sequence[str], *, refers_to: Act | None = None
) -> Act:
    """Record an act after ``search`` and return it; ``values`` are raw (``TYPED``), ``roles`` one for each person.

    Raise ``Forbidden`` without the right at the office's unit; ``Invalid`` by field; ``Refused`` (``blocked``) while
    a notice is in effect, (``search-old``) for a search of yesterday, (``seller-unknown``) when who sells is not who
    was the last to get it and nobody explains; ``Conflict`` when the property passed to another since the search,
    the search has its act already, or the number is taken. What is refused for somebody's sake is audited.
    """
    try:
        return _record(actor, search, values, roles, refers_to)
    except Refused as refused:
        if refused.code in _TOLD:
            record(
                actor, happened.REFUSED, subject_kind="notary.search", subject_id=search.pk,
                subject_label=search.office.name,
                unit_id=search.office.unit_id, why=refused.message[:500], search=str(search.pk),
            )  # fmt: skip
        raise


@transaction.atomic
def _record(
    actor: Actor, search: Search, values: Mapping[str, Any], roles: Sequence[str], refers_to: Act | None
) -> Act:
    actor.demand(permissions.RECORD, search.office.unit)
    parties = _parties(search, roles)
    clean = _clean(search, values, parties)
    _check_search(search)
    _check_reference(search, clean["kind"], refers_to)

    lock_keys([*search.keys, *(key for party in parties for key in party.person.keys)])
    # Read after the locks: whatever another transaction has committed up to here is seen.
    row = lock_property(search.keys) if search.keys else None
    people = [party.person for party in parties]
    _check_blocks(clean["kind"], row, people)
    _check_transfers(search, clean, row, parties)
    if row is None and search.keys:
        row = _new_property(actor, search)
    if row is not None:
        row.learn(search.keys)

    act = _write(actor, search, clean, row, parties, refers_to)
    Preparation.objects.filter(search=search, until__gt=clock.now()).update(until=clock.now())
    record(
        actor, happened.RECORDED, subject_kind=Act.definition.code, subject_id=act.pk,
        subject_label=f"{act.number} · {search.office.name}", unit_id=act.unit_id, number=act.number, kind=act.kind,
        search=str(search.pk), digest=act.digest,
    )  # fmt: skip
    publish(
        events.ACT_RECORDED, act.pk, actor=actor, office=str(act.office_id), kind=act.kind,
        property=str(act.property_id or ""),
    )  # fmt: skip
    return act


def _parties(search: Search, roles: Sequence[str]) -> list[Party]:
    people = kept(search.asked.get("persons", []))
    wrong = {
        f"role-{place}": _("Chọn vai trò của người này.")
        for place in range(len(people))
        if place >= len(roles) or roles[place] not in Role.values
    }
    if wrong:
        raise Invalid(wrong)
    return [Party(person, role) for person, role in zip(people, roles, strict=False)]


def _clean(search: Search, values: Mapping[str, Any], parties: Sequence[Party]) -> dict[str, Any]:
    """Return what was typed, read by the register's own rules."""
    definition = Act.definition
    clean: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in TYPED:
        try:
            clean[name] = validation.clean_value(definition.field(name), values.get(name))
        except ValueError as error:
            wrong[name] = str(error)
    notary: Notary | None = clean.get("notary")
    if notary is not None and (notary.office_id != search.office_id or notary.status != Status.IN_FORCE):
        wrong["notary"] = _("Công chứng viên này không hành nghề tại {office}.").format(office=search.office.name)
    if clean.get("signed_on") and clean["signed_on"] > clock.today():
        wrong["signed_on"] = _("Ngày công chứng không thể sau hôm nay.")
    held = {party.role for party in parties}
    if clean.get("kind") in TRANSFERS:
        if not search.keys:
            wrong["kind"] = _("Loại văn bản này cần tài sản. Hãy tra cứu lại, có nhập tài sản.")
        elif Role.GIVER not in held:
            wrong["role-0"] = _("Chọn ít nhất một người là bên chuyển.")
        elif Role.TAKER not in held:
            wrong["role-0"] = _("Chọn ít nhất một người là bên nhận.")
    elif not parties and "kind" in clean:
        wrong["kind"] = _("Văn bản cần ít nhất một người. Hãy tra cứu lại, có nhập người.")
    if wrong:
        raise Invalid(wrong)
    return clean


def _check_search(search: Search) -> None:
    if not search.for_act:
        raise Refused(_("Lần tra cứu này chỉ để xem. Hãy tra cứu để lập văn bản."), code="search-only")
    if search.created_at < clock.now() - SEARCH_HOLDS:
        raise Refused(_("Lần tra cứu này đã quá 24 giờ. Hãy tra cứu lại rồi ghi văn bản."), code="search-old")
    if Act.objects.filter(search=search).exists():
        raise Conflict(_("Văn bản của lần tra cứu này đã được ghi. Mỗi văn bản cần một lần tra cứu."))


def _check_reference(search: Search, kind: str, refers_to: Act | None) -> None:
    if kind in REFERRING and refers_to is None:
        raise Invalid({"refers_to": _("Chọn văn bản được hủy bỏ, sửa hoặc chấm dứt.")})
    if refers_to is not None and refers_to.office_id != search.office_id:
        raise Forbidden(_("Chỉ tổ chức đã lập văn bản mới hủy bỏ hoặc sửa văn bản đó."))


def _check_blocks(kind: str, row: Property | None, people: Sequence[Asked]) -> None:
    if kind in FREE:
        return
    notices = blocking([row] if row else [], people)
    if notices:
        told = told_notice(notices[0])
        what = _("Tài sản này") if notices[0].property_id else told["person"]
        raise Refused(
            _(
                "{what} đang bị ngăn chặn theo văn bản số {number} ngày {issued_on} của {issuer}, có hiệu lực từ "
                "{since}. Không ghi được văn bản cho đến khi có văn bản giải tỏa."
            ).format(what=what, **{name: told[name] for name in ("number", "issued_on", "issuer", "since")}),
            code="blocked", notice=told["number"], issuer=told["issuer"], since=told["since"],
        )  # fmt: skip


def _check_transfers(search: Search, clean: Mapping[str, Any], row: Property | None, parties: Sequence[Party]) -> None:
    """Refuse what the property's own story does not allow: sold since the search, or sold by who no longer has it."""
    if row is None or clean["kind"] in FREE or clean["kind"] in REFERRING:
        return
    transfers = transfers_of(row)
    if not transfers:
        return
    last = transfers[0]
    told = told_act(last)
    words = {name: told[name] for name in ("kind", "number", "office", "recorded")}
    people = "; ".join(told["people"])
    # Not by the clock: an act may be younger in the database than the moment that stands in it.
    if str(last.pk) not in search.found.get("transfers", []):
        raise Conflict(
            _(
                "Sau khi quý vị tra cứu, tài sản này đã được chuyển: {kind} số {number} của {office}, ghi lúc "
                "{recorded} ({people}). Hãy tra cứu lại."
            ).format(people=people, **words),
            act=told["number"], office=told["office"], at=told["recorded"],
        )  # fmt: skip
    givers = [party.person for party in parties if party.role == Role.GIVER]
    takers = [person for person in last.people.all() if person.role == Role.TAKER]
    known = any(is_same(giver, t.number, t.folded, t.birth_year) for giver in givers for t in takers)
    if givers and not known and not clean["explanation"]:
        raise Refused(
            _(
                "Tài sản này đã được chuyển theo {kind} số {number} của {office}, ghi lúc {recorded} ({people}); bên "
                "chuyển lần này không phải bên nhận của văn bản đó. Nếu đúng, hãy ghi giải trình và căn cứ."
            ).format(people=people, **words),
            code="seller-unknown", act=told["number"], office=told["office"],
        )  # fmt: skip


def _new_property(actor: Actor, search: Search) -> Property:
    """Keep a property that nobody knew; its keys are locked, so nobody keeps it at the same time."""
    given = {"kind": "other", **search.asked.get("property", {}), "unit": search.office.unit}
    row: Property = registers.add(actor, Property.definition, given, reason=_("Lập văn bản công chứng"))
    return row


def _write(
    actor: Actor, search: Search, clean: Mapping[str, Any], row: Property | None, parties: Sequence[Party],
    refers_to: Act | None,
) -> Act:  # fmt: skip
    definition = Act.definition
    people = [
        {"role": party.role, "name": party.person.name, "number": party.person.number, "year": party.person.birth_year}
        for party in parties
    ]
    act = Act(
        office=search.office, property=row, unit=search.office.unit, search=search, refers_to=refers_to,
        book_year=clean["signed_on"].year, changed_by=actor.name[:120],
        parties="\n".join(_in_words(party) for party in parties)[:4000] or "–", **clean,
    )  # fmt: skip
    act.search_text = validation.search_text(definition, {**clean})
    act.sort_key = ""
    act.digest = act.seal(people)
    if Act.objects.filter(office=act.office, book_year=act.book_year, number=act.number).exists():
        raise Invalid({"number": _("Số này đã có trong sổ năm {year} của tổ chức.").format(year=act.book_year)})
    try:
        with transaction.atomic():
            act.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Một người khác vừa ghi văn bản mang số này, hoặc của lần tra cứu này.")) from error
    ActParty.objects.bulk_create(
        ActParty(
            act=act, role=party.role, name=party.person.name, folded=fold(party.person.name)[:200],
            number=party.person.number, birth_year=party.person.birth_year,
        )
        for party in parties
    )  # fmt: skip
    return act


def _in_words(party: Party) -> str:
    person = party.person
    said = [str(Role(party.role).label), person.name]
    if person.number:
        said.append(_("số định danh {number}").format(number=person.number))
    if person.birth_year:
        said.append(_("sinh năm {year}").format(year=person.birth_year))
    return " · ".join(said)
