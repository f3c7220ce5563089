"""Citizens who come by an identity platform: the account that is theirs, and what the platform says of them.

The platform proves the personal number; a password account only claimed it. So an account that stands under the
same number is linked when its holder proves both, and left to whoever it belongs to when he does not.
"""

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as kept

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity import businesses, services, sign_in
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.models import Account, AccountKind, Assurance, IdentityLink, Person, SpentToken
from tinhso.kernel.identity.queries import account_is_valid
from tinhso.kernel.identity.vendors import KIND, AnswerRefused, Flow, Identity, IdentityPlatform
from tinhso.kernel.outside import queries as outside

FLOW, ID_TOKEN, LEAVE = "platform_flow", "platform_id_token", "platform_leave"
FLOW_SECONDS = 900
SOURCE = kept("Nền tảng định danh điện tử")


def platform() -> IdentityPlatform | None:
    """Return the platform in use, or none."""
    chosen = outside.choice(KIND)
    if chosen is None:
        return None
    try:
        vendor = outside.made(chosen)
    except Refused:
        return None
    return vendor if isinstance(vendor, IdentityPlatform) else None


def name_of_platform() -> str:
    """Return the platform's name as people know it; nothing when none is in use."""
    found = platform()
    return str(found.shown_as) if found is not None else ""


def redirect_uri() -> str:
    """Return the address to which the platform sends people back; it is registered there."""
    return f"{settings.BASE_URL}{reverse('identity:platform-back')}"


def begin(session: MutableMapping[str, Any], flow: Flow, *, target: str) -> str:
    """Keep a sign-in on its way in the session and return where to go; raise ``VendorFailed``."""
    found = platform()
    if found is None:
        raise VendorFailed(_("Tỉnh chưa kết nối nền tảng định danh điện tử. Hãy đăng nhập bằng mật khẩu."))
    address = found.authorization_url(flow, redirect_uri())
    session[FLOW] = {"flow": asdict(flow), "next": target, "at": clock.now().timestamp()}
    return address


@dataclass(frozen=True)
class Arrival:
    """Somebody who came back: who, by which platform, and where he wanted to go."""

    identity: Identity
    platform: str
    target: str


def arrive(session: MutableMapping[str, Any], *, state: str, code: str, address: str) -> Arrival:
    """Return who came back with ``code``; the sign-in that was on its way is used up, whatever comes of it.

    Raises ``VendorFailed``; ``AnswerRefused``, which is recorded, for whatever does not belong to it or is not to be
    believed.
    """
    pending = session.pop(FLOW, None)
    found = platform()
    if found is None:
        raise VendorFailed(_("Tỉnh chưa kết nối nền tảng định danh điện tử. Hãy đăng nhập bằng mật khẩu."))
    try:
        if not pending or pending["flow"]["state"] != state or not code:
            raise AnswerRefused("state")
        if clock.now().timestamp() - pending["at"] > FLOW_SECONDS:
            raise AnswerRefused("late")
        identity = found.identity(Flow(**pending["flow"]), redirect_uri(), code)
        _spend(identity)
    except AnswerRefused as refused:
        audit.record(
            Actor(None, "", "anonymous", address=address),
            happened.PLATFORM_REFUSED,
            subject_kind="account",
            subject_id=None,
            platform=found.code,
            why=refused.why,
        )
        raise
    return Arrival(identity, found.code, str(pending["next"]))


def _spend(identity: Identity) -> None:
    """Accept a token once, in whichever process it comes."""
    if not identity.digest or identity.expires_at is None:
        return
    try:
        with transaction.atomic():
            SpentToken.objects.create(digest=identity.digest, expires_at=identity.expires_at)
    except IntegrityError as error:
        raise AnswerRefused("replay") from error


def account_of(identity: Identity) -> Account | None:
    """Return the account that is linked to the identity; raise ``Forbidden`` when it may not be used."""
    link = (
        IdentityLink.objects.select_related("account__person")
        .filter(issuer=identity.issuer, subject=identity.subject)
        .first()
    )
    if link is None:
        return None
    if not account_is_valid(link.account):
        raise Forbidden(_("Tài khoản của quý vị ở đây đang bị khoá. Hãy liên hệ Bộ phận một cửa để mở lại."))
    return link.account


def account_to_prove(identity: Identity) -> Account | None:
    """Return the password account that claims the identity's number and belongs to nobody's identity yet."""
    rows = Account.objects.select_related("person").filter(
        kind=AccountKind.CITIZEN, username=identity.personal_number, identity_links__isnull=True
    )
    found = rows.first()
    return found if found is not None and found.has_usable_password() else None


@transaction.atomic
def open_account(identity: Identity, platform_code: str) -> Account:
    """Make a person and an account for an identity that has none, and link them; raise ``Invalid``.

    The account is named by the number, or, when somebody else's stands under it, by a name of its own.
    """
    person = services.create_person(**_person_values(identity))
    taken = Account.objects.filter(username=identity.personal_number).exists()
    account = Account(
        username=f"dd-{new_id().hex[-12:]}" if taken else identity.personal_number,
        kind=AccountKind.CITIZEN,
        person=person,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    audit.record(
        SYSTEM,
        happened.ACCOUNT_CREATED,
        subject_kind="account",
        subject_id=account.pk,
        subject_label=account.username,
        person_id=person.pk,
        kind=account.kind,
    )
    _link(account, identity, platform_code)
    return account


def link_by_password(identity: Identity, platform_code: str, *, password: str, address: str) -> Account:
    """Link the password account under the identity's number to it, once its password proves that both are one's own.

    Raises ``Invalid``, ``TooManyAttempts``: the attempt counts then, so proving is no part of the transaction.
    """
    account = account_to_prove(identity)
    if account is None:
        raise Invalid({"password": _("Không còn tài khoản nào để liên kết. Hãy đăng nhập lại từ đầu.")})
    proven = sign_in.check_credentials(account.username, password, address=address)
    if proven.pk != account.pk:
        raise Invalid({"password": _("Mật khẩu chưa đúng.")})
    with transaction.atomic():
        _link(account, identity, platform_code)
    return account


@transaction.atomic
def link_own(account: Account, identity: Identity, platform_code: str) -> None:
    """Link the account that is signed in; raise ``Invalid`` when the identity is another person's or linked already."""
    if account.person.personal_number and account.person.personal_number != identity.personal_number:
        raise Invalid({"link": _("Tài khoản định danh vừa dùng mang số định danh khác với tài khoản ở đây.")})
    standing = account_of(identity)
    if standing is not None and standing.pk != account.pk:
        raise Invalid({"link": _("Tài khoản định danh này đã liên kết với một tài khoản khác ở đây.")})
    if standing is None:
        _link(account, identity, platform_code)


def _link(account: Account, identity: Identity, platform_code: str) -> None:
    now = clock.now()
    IdentityLink.objects.create(
        account=account,
        platform=platform_code,
        issuer=identity.issuer,
        subject=identity.subject,
        level=identity.level,
        claims=identity.claims,
        verified_at=now,
        last_used_at=now,
    )
    audit.record(
        SYSTEM,
        happened.PLATFORM_LINKED,
        subject_kind="account",
        subject_id=account.pk,
        subject_label=account.username,
        person_id=account.person_id,
        platform=platform_code,
        level=identity.level,
    )


@transaction.atomic
def refresh(account: Account, identity: Identity) -> None:
    """Bring what the house knows of the person to what the platform says now; raise ``Invalid``.

    Telephone and e-mail stay as the person has chosen them here.
    """
    link = IdentityLink.objects.select_for_update().get(issuer=identity.issuer, subject=identity.subject)
    now = clock.now()
    link.level, link.claims, link.verified_at, link.last_used_at = identity.level, identity.claims, now, now
    link.save(update_fields=["level", "claims", "verified_at", "last_used_at"])
    person = Person.objects.select_for_update().get(pk=account.person_id)
    told = services.build_person(**_person_values(identity))
    names = ["full_name", "folded", "personal_number", "birth_year", "birth_month", "birth_day", "sex"]
    names += [name for name in ("phone", "email", "address") if not getattr(person, name)]
    if identity.address:
        names.append("address")
    changed = [name for name in dict.fromkeys(names) if getattr(person, name) != getattr(told, name)]
    if changed:
        for name in changed:
            setattr(person, name, getattr(told, name))
        person.save(update_fields=changed)
    account.person = person
    for business in identity.businesses:
        businesses.record_business(
            tax_code=business.tax_code,
            name=business.name,
            address=business.address,
            kind=business.kind,
            source=SOURCE,
            representative=account,
        )
    businesses.keep_only(account, [business.tax_code for business in identity.businesses], source=SOURCE)


def _person_values(identity: Identity) -> dict[str, Any]:
    if identity.level < Assurance.LEVEL_1 or not identity.personal_number or not identity.full_name:
        raise Invalid(
            {
                "identity": _(
                    "Nền tảng định danh chưa cho biết đủ họ tên, số định danh và mức độ định danh. Hãy hoàn tất "
                    "định danh trên ứng dụng rồi đăng nhập lại."
                )
            }
        )
    year, month, day = identity.birth
    return {
        "full_name": identity.full_name,
        "personal_number": identity.personal_number,
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "sex": identity.sex,
        "phone": identity.phone,
        "email": identity.email,
        "address": identity.address,
    }


def link_of(account_id: Any) -> IdentityLink | None:
    """Return the account's link to a platform, the surest first: the source of what is known of its holder."""
    return IdentityLink.objects.filter(account_id=account_id).order_by("-level", "-verified_at").first()


def source_of(actor: Actor) -> dict[str, Any] | None:
    """Return where what is filled in about an applicant comes from, and when; none when he wrote it himself."""
    entity = businesses.entity_of(actor)
    if entity is not None:
        return {"source": _(entity.source), "at": None}
    link = link_of(actor.account_id)
    return {"source": _(SOURCE), "at": link.verified_at} if link is not None else None


def logout_address(session: MutableMapping[str, Any]) -> str:
    """Return where to sign out of the platform too, for a session that came by it; nothing when there is no need."""
    id_token = session.get(ID_TOKEN)
    found = platform() if id_token else None
    if found is None:
        return ""
    try:
        return found.logout_url(str(id_token), f"{settings.BASE_URL}/")
    except VendorFailed:
        return ""
