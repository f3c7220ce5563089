"""Businesses and who may act for them: recorded from an identity platform, authorised by the legal representative.

A business has an account of its own, with which nobody signs in: its drafts and dossiers belong to that account,
and everybody who represents it sees them while he acts for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.identifiers import check_personal_number, check_tax_code
from tinhso.kernel.identity.models import (
    Account,
    AccountKind,
    Assurance,
    LegalEntity,
    Person,
    Representation,
    RepresentationKind,
)


def _number_of(actor: Actor) -> str:
    """Return the actor's personal number when an identity platform has proven it, else nothing."""
    if actor.kind != "citizen" or actor.assurance < Assurance.LEVEL_2 or actor.person_id is None:
        return ""
    return Person.objects.filter(pk=actor.person_id).values_list("personal_number", flat=True).first() or ""


def represented_by(actor: Actor) -> list[Representation]:
    """Return the businesses for which somebody may act today, by the alphabet."""
    number = _number_of(actor)
    if not number:
        return []
    rows = Representation.objects.on().filter(personal_number=number).select_related("entity__account")
    return sorted(rows, key=lambda row: fold(row.entity.name))


def acting_for(actor: Actor, entity_id: UUID) -> Actor | None:
    """Return the actor as the business for which he acts, or none when he may not today."""
    number = _number_of(actor)
    if not number:
        return None
    row = (
        Representation.objects.on()
        .filter(personal_number=number, entity_id=entity_id)
        .select_related("entity__account__person")
        .first()
    )
    if row is None or not row.entity.account.is_active:
        return None
    account = row.entity.account
    return replace(
        actor,
        account_id=account.pk,
        person_id=account.person_id,
        name=_shown(row.entity.name, actor.name),
        representative_id=actor.account_id,
    )


def _shown(business: str, person: str) -> str:
    """Return who acts as the house shows and keeps it, in at most 120 characters: the person is never cut off."""
    return f"{business[: 117 - min(len(person), 80)]} ({person[:80]})"


@transaction.atomic
def record_business(
    *,
    tax_code: str,
    name: str,
    source: str,
    representative: Account,
    kind: str = RepresentationKind.LEGAL,
    address: str = "",
) -> LegalEntity:
    """Keep what a platform says: this business exists and ``representative`` stands for it. Raise ``Invalid``."""
    try:
        tax_code = check_tax_code(tax_code)
    except ValueError as error:
        raise Invalid({"tax_code": str(error)}) from error
    name = " ".join(name.split())[:120]
    if not name:
        raise Invalid({"name": _("Thiếu tên doanh nghiệp.")})
    entity = LegalEntity.objects.select_for_update(of=("self",)).filter(tax_code=tax_code).first()
    if entity is None:
        person = Person.objects.create(full_name=name, folded=fold(name)[:120], address=address[:250])
        account = Account(username=f"dn-{tax_code}", kind=AccountKind.CITIZEN, person=person)
        account.set_unusable_password()
        account.save(force_insert=True)
        entity = LegalEntity.objects.create(tax_code=tax_code, name=name, account=account, source=source)
    elif entity.name != name:
        entity.name = name
        entity.save(update_fields=["name"])
        Person.objects.filter(pk=entity.account.person_id).update(full_name=name, folded=fold(name)[:120])
    person = representative.person
    standing = Representation.objects.on().filter(entity=entity, personal_number=person.personal_number).first()
    if standing is None:
        Representation.objects.create(
            entity=entity,
            personal_number=person.personal_number,
            full_name=person.full_name,
            kind=kind,
            source=source,
            valid_from=clock.today(),
        )
        _note(SYSTEM, happened.BUSINESS_RECORDED, entity, person_id=person.pk, source=source)
    return entity


@transaction.atomic
def keep_only(representative: Account, tax_codes: Iterable[str], *, source: str) -> None:
    """End what ``source`` said before about somebody's businesses and says no more."""
    rows = Representation.objects.on().filter(
        personal_number=representative.person.personal_number, source=source, given_by__isnull=True
    )
    for row in rows.exclude(entity__tax_code__in=list(tax_codes)).select_related("entity"):
        row.valid_to = clock.today() - timedelta(days=1)
        row.save(update_fields=["valid_to"])
        _note(SYSTEM, happened.REPRESENTATION_ENDED, row.entity, person_id=representative.person_id)


def note_acting(actor: Actor) -> None:
    """Record that somebody begins to act for a business; ``actor`` is the business acting."""
    entity = LegalEntity.objects.get(account_id=actor.own_id)
    _note(actor, happened.ACTING_FOR, entity)


def entity_of(actor: Actor) -> LegalEntity | None:
    """Return the business as which somebody acts."""
    if actor.representative_id is None:
        return None
    return LegalEntity.objects.filter(account_id=actor.own_id).select_related("account__person").first()


def applicant_of(actor: Actor) -> Mapping[str, str]:
    """Return what an application in a business's name says of it besides name and address."""
    entity = entity_of(actor)
    if entity is None or actor.representative_id is None:
        return {}
    own = Account.objects.select_related("person").get(pk=actor.representative_id).person
    return {"tax_code": entity.tax_code, "representative": own.full_name, "representative_number": own.personal_number}


def _demand_legal(actor: Actor) -> LegalEntity:
    """Return the business as which a legal representative acts; raise ``Forbidden`` for everybody else."""
    entity, number = entity_of(actor), None
    if actor.representative_id is not None:
        own = Account.objects.filter(pk=actor.representative_id)
        number = own.values_list("person__personal_number", flat=True).first()
    rows = Representation.objects.on().filter(entity=entity, personal_number=number, kind=RepresentationKind.LEGAL)
    if entity is None or not number or not rows.exists():
        raise Forbidden(_("Chỉ người đại diện theo pháp luật ủy quyền được cho người khác."))
    return entity


@transaction.atomic
def authorise(actor: Actor, *, personal_number: str, full_name: str, until: date | None) -> Representation:
    """Let another person act for the business until a day, both included.

    Raises ``Forbidden``, ``Invalid`` naming the fields, ``Conflict`` when that person represents it already.
    """
    entity = _demand_legal(actor)
    LegalEntity.objects.select_for_update().get(pk=entity.pk)
    wrong: dict[str, str] = {}
    try:
        personal_number = check_personal_number(personal_number)
    except ValueError as error:
        wrong["personal_number"] = str(error)
    name = " ".join(full_name.split())
    if not name or len(name) > 120:
        wrong["full_name"] = _("Hãy nhập họ và tên người được ủy quyền.")
    if until is None or not clock.today() <= until <= clock.today() + timedelta(days=1096):
        wrong["until"] = _("Hãy chọn ngày hết ủy quyền, từ hôm nay đến tối đa ba năm nữa.")
    if wrong:
        raise Invalid(wrong)
    if Representation.objects.on().filter(entity=entity, personal_number=personal_number).exists():
        raise Conflict(_("Người này đang đại diện cho doanh nghiệp."))
    row = Representation.objects.create(
        entity=entity,
        personal_number=personal_number,
        full_name=name,
        kind=RepresentationKind.AUTHORISED,
        source=_("Người đại diện theo pháp luật ủy quyền"),
        given_by_id=actor.representative_id,
        valid_from=clock.today(),
        valid_to=until,
    )
    _note(actor, happened.REPRESENTATIVE_AUTHORISED, entity, until=until.isoformat() if until else "")
    return row


@transaction.atomic
def end_authorisation(actor: Actor, representation_id: UUID) -> None:
    """End what was authorised, at once; raise ``Forbidden``, ``Conflict``."""
    entity = _demand_legal(actor)
    row = Representation.objects.select_for_update().filter(pk=representation_id, entity=entity).first()
    if row is None or not row.holds_on() or row.given_by_id is None:
        raise Conflict(_("Ủy quyền này không còn hiệu lực, hoặc do cơ quan đăng ký ghi nhận nên không bỏ ở đây được."))
    row.valid_to = clock.today() - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    _note(actor, happened.REPRESENTATION_ENDED, entity)


def standing_page(actor: Actor) -> dict[str, Any]:
    """Return what the page of the business shows: the business, who represents it, whether the reader may authorise."""
    entity = entity_of(actor)
    rows = Representation.objects.on().filter(entity=entity).order_by("kind", "full_name") if entity else []
    try:
        _demand_legal(actor)
        may = True
    except Forbidden:
        may = False
    return {"entity": entity, "rows": list(rows), "may_authorise": may}


def _note(actor: Actor, code: str, entity: LegalEntity, **details: Any) -> None:
    audit.record(
        actor, code, subject_kind="legal-entity", subject_id=entity.pk, subject_label=entity.tax_code, **details
    )
