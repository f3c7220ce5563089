"""The only place that writes parcels: ordered, followed, and what follows for the dossier when they arrive.

The result reaches the citizen when the postman hands it over (NĐ 61/2018/NĐ-CP Điều 20, from memory): only then is the
dossier closed.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.government.post import audit_events as happened
from tinhso.government.post import inbox_kinds, permissions, queries
from tinhso.government.post.models import Parcel, ParcelMark
from tinhso.government.post.states import AFTER, ENDED, Direction, ParcelState
from tinhso.government.post.vendors import POST, Asked, Forged, Mark, PostVendor
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound, Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.inbox import services as inbox
from tinhso.kernel.outside import queries as outside
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.queries import get_dossier
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.states import OPEN, Status

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ASK_EVERY = timedelta(minutes=30)


def vendor_of(code: str = "") -> PostVendor:
    """Return the postal service in use, or the one through which a parcel was sent."""
    vendor = outside.vendor_named(POST, code) if code else outside.active(POST)
    if not isinstance(vendor, PostVendor):
        raise TypeError(vendor)
    return vendor


def send_result(actor: Actor, dossier_id: UUID, *, name: str, address: str, phone: str) -> Parcel:
    """Order the carrying of a signed result; raise ``Forbidden``, ``Refused``, ``Conflict``, ``Invalid`` or
    ``VendorFailed``."""
    dossier = get_dossier(actor, dossier_id)
    actor.demand(permissions.SEND, dossier.reception_unit)
    if dossier.status != Status.FINISHED:
        raise Refused(_("Hồ sơ {code} chưa có kết quả để gửi.").format(code=dossier.code), code="wrong-status")
    return _order(actor, dossier, Direction.RESULT, name=name, address=address, phone=phone)


def fetch_papers(actor: Actor, dossier_id: UUID, *, name: str, address: str, phone: str) -> Parcel:
    """Order that the postman fetches papers from the citizen, who asks himself or at the desk."""
    dossier = get_dossier(actor, dossier_id)
    if actor.kind != "citizen":
        actor.demand(permissions.SEND, dossier.reception_unit)
    if dossier.status not in OPEN:
        raise Refused(_("Hồ sơ đã kết thúc, không nhận thêm giấy tờ."), code="wrong-status")
    return _order(actor, dossier, Direction.PAPERS, name=name, address=address, phone=phone)


def _order(actor: Actor, dossier: Dossier, direction: Direction, *, name: str, address: str, phone: str) -> Parcel:
    wrong = {
        field: words
        for field, value, words in (
            ("name", name, _("Ghi họ tên.")),
            ("address", address, _("Ghi địa chỉ: số nhà, thôn, xã, tỉnh.")),
            ("phone", phone, _("Ghi số điện thoại để bưu tá gọi.")),
        )
        if not value.strip()
    }
    if wrong:
        raise Invalid(wrong)
    vendor = vendor_of()
    parcel = _kept(actor, dossier, direction, vendor.code, name=name, address=address, phone=phone)
    place(parcel)
    parcel.refresh_from_db()
    return parcel


def _kept(actor: Actor, dossier: Dossier, direction: Direction, vendor: str, **whom: str) -> Parcel:
    """Keep the parcel before the postal service is asked; the one that is not ordered yet is taken up again."""
    with transaction.atomic():
        Dossier.objects.select_for_update().values_list("id").get(id=dossier.id)
        standing = dossier.parcels.filter(direction=direction).exclude(state__in=ENDED).first()
        if standing is not None and standing.state != ParcelState.ASKED:
            raise Conflict(_("Đã có bưu gửi {number} đang trên đường.").format(number=standing))
        parcel = standing or Parcel(
            dossier=dossier,
            direction=direction,
            reference=f"BG{timezone.localdate(clock.now()):%y%m%d}"
            + "".join(secrets.choice(_LETTERS) for _place in range(8)),
            unit=dossier.reception_unit,
        )
        parcel.vendor, parcel.ordered_by_id = vendor, actor.account_id
        parcel.name, parcel.address, parcel.phone = (whom[key].strip() for key in ("name", "address", "phone"))
        parcel.save()
        # The pages of a dossier ask for parcels only where there are any; its row is locked.
        held = Dossier.objects.values_list("delivery", flat=True).get(id=dossier.id)
        Dossier.objects.filter(id=dossier.id).update(delivery={**held, "parcels": True})
    return parcel


def asked_of(parcel: Parcel) -> Asked:
    """Return what the postal service is asked."""
    desk = parcel.unit
    own = (desk.name, desk.address or desk.name, desk.phone)
    theirs = (parcel.name, parcel.address, parcel.phone)
    start, end = (own, theirs) if parcel.direction == Direction.RESULT else (theirs, own)
    return Asked(
        parcel.reference,
        *start,
        *end,
        words=_("Hồ sơ {code}").format(code=parcel.dossier.code),
        notice_url=f"{settings.BASE_URL}/api/v1/post/notices/{parcel.vendor}",
    )


def place(parcel: Parcel) -> None:
    """Order a kept parcel, again when it failed before: under its own reference it is one order there."""
    try:
        taken = vendor_of(parcel.vendor).order(asked_of(parcel))
    except VendorFailed as failed:
        Parcel.objects.filter(id=parcel.id).update(trouble=failed.message[:300])
        raise
    with transaction.atomic():
        Parcel.objects.filter(id=parcel.id, state=ParcelState.ASKED).update(
            state=ParcelState.ORDERED, number=taken.number, price=taken.price, trouble=""
        )
        audit.record(
            SYSTEM,
            happened.ORDERED,
            subject_kind="post.parcel",
            subject_id=parcel.id,
            subject_label=parcel.reference,
            unit_id=parcel.unit_id,
            number=taken.number,
            direction=parcel.direction,
        )


def take_notice(vendor_code: str, headers: Mapping[str, str], body: bytes) -> str:
    """Take a message of the postal service; a forged one changes nothing. Raise ``Forged`` or ``NotFound``."""
    if not outside.was_used(POST, vendor_code):
        raise NotFound
    try:
        mark = vendor_of(vendor_code).read_notice(headers, body)
    except Forged:
        audit.record(SYSTEM, happened.FORGED, subject_kind="post.notice", subject_id=None, vendor=vendor_code)
        raise
    return "applied" if follow(vendor_code, mark) else "nothing"


def follow(vendor_code: str, mark: Mark) -> bool:
    """Keep a mark, once, and let the parcel's state follow from all its marks; return whether it was new."""
    parcel_id = Parcel.objects.filter(vendor=vendor_code, reference=mark.reference).values_list("id", flat=True).first()
    if parcel_id is None:
        return False
    try:
        with transaction.atomic():
            Parcel.objects.select_for_update().values_list("id").get(id=parcel_id)
            parcel = Parcel.objects.select_related("unit", "dossier").get(id=parcel_id)
            ParcelMark.objects.create(
                parcel=parcel,
                event_id=mark.event_id[:80],
                kind=mark.kind,
                at=mark.at,
                place=mark.place[:150],
                words=mark.words[:300],
            )
            _settle(parcel)
    except IntegrityError:
        return False
    if parcel.state == ParcelState.DELIVERED:
        close_delivered(parcel)
    return True


def _settle(parcel: Parcel) -> None:
    before = parcel.state
    # Messages come in any order; what counts is when things happened. What has arrived has arrived.
    marks = list(parcel.marks.order_by("at", "created_at").values_list("kind", flat=True))
    parcel.state = AFTER["delivered" if "delivered" in marks else marks[-1]]
    if parcel.state == before:
        return
    parcel.save(update_fields=["state"])
    troubled = parcel.state in (ParcelState.RETURNED, ParcelState.LOST)
    arrived = parcel.state == ParcelState.DELIVERED and parcel.direction == Direction.PAPERS
    if troubled or arrived:
        inbox.put(
            inbox_kinds.TROUBLE if troubled else inbox_kinds.EXPECTED,
            subject_id=parcel.id,
            title=f"{parcel.dossier.code} · {parcel.name}",
            detail=f"{parcel.get_state_display()} – {parcel}",
            unit=parcel.unit,
            permission=permissions.SEND,
        )


def close_delivered(parcel: Parcel) -> bool:
    """Hand over, by the postman's hand, the result that a parcel carried; return whether the dossier was closed now."""
    if parcel.direction != Direction.RESULT:
        return False
    try:
        outcome.hand_over(
            SYSTEM, parcel.dossier_id, note=_("Bưu chính đã phát, bưu gửi {number}").format(number=parcel)
        )
    except Refused as refused:
        # Closed before, or a fee is still owed: the clerk sees it on the parcel.
        if refused.code != "wrong-status":
            Parcel.objects.filter(id=parcel.id).update(trouble=refused.message[:300])
        return False
    Parcel.objects.filter(id=parcel.id).update(trouble="")
    return True


def close_trouble(actor: Actor, parcel_id: UUID) -> None:
    """Take a returned or lost parcel off the inbox: the clerk has spoken with the citizen."""
    if queries.visible_to(actor).filter(id=parcel_id).values_list("id").first() is None:
        raise NotFound
    with transaction.atomic():
        parcel = Parcel.objects.select_related("unit").get(id=parcel_id)
        actor.demand(permissions.SEND, parcel.unit)
        inbox.close(parcel.id, actor=actor)


def ask(parcel: Parcel) -> Parcel:
    """Ask the postal service where a parcel is; raise ``VendorFailed``."""
    Parcel.objects.filter(id=parcel.id).update(asked_at=clock.now())
    for mark in vendor_of(parcel.vendor).track(parcel.reference):
        follow(parcel.vendor, mark)
    parcel.refresh_from_db()
    return parcel


def ask_silent(most: int = 100) -> int:
    """Order what could not be ordered, and ask about parcels on their way; return how many calls went well."""
    well = 0
    now = clock.now()
    rows = Parcel.objects.exclude(state__in=ENDED).select_related("unit", "dossier").order_by("asked_at")
    for parcel in rows.exclude(asked_at__gt=now - ASK_EVERY)[:most]:
        try:
            if parcel.state == ParcelState.ASKED:
                Parcel.objects.filter(id=parcel.id).update(asked_at=now)
                place(parcel)
            else:
                ask(parcel)
        except VendorFailed:
            continue
        well += 1
    waiting = Parcel.objects.filter(
        state=ParcelState.DELIVERED, direction=Direction.RESULT, dossier__status=Status.FINISHED
    )
    for parcel in waiting[:most]:
        close_delivered(parcel)
    return well
