"""Registering the systems that sign people in here, and consenting; one transaction each, in the audit log."""

import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Audience, Consent, RelyingSystem
from tinhso.kernel.identity.permissions import MANAGE_SYSTEMS
from tinhso.kernel.identity.provider.claims import scopes_for
from tinhso.kernel.organizations.models import OrganizationUnit

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MOST_ADDRESSES = 20


@transaction.atomic
def register_system(
    actor: Actor,
    *,
    name: str,
    unit: OrganizationUnit,
    audience: str,
    redirect_uris: Iterable[str],
    logout_uris: Iterable[str] = (),
    scopes: Iterable[str] = ("openid", "profile"),
    confidential: bool = True,
    trusted: bool = False,
) -> tuple[RelyingSystem, str]:
    """Register another system of ``unit``; return it and its secret, which is shown once and kept nowhere.

    A system that cannot keep a secret (``confidential`` false: a page, a phone application) gets none and must
    use PKCE. Raises ``Forbidden``, ``Invalid`` naming the fields.
    """
    actor.demand(MANAGE_SYSTEMS, unit)
    values = _checked(name, audience, redirect_uris, logout_uris, scopes)
    client = Client(name=values["name"], type=Client.Type.CONFIDENTIAL if confidential else Client.Type.PUBLIC)
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_response_types(["code"])
    secret = secrets.token_urlsafe(36) if confidential else ""
    client.set_secret(secret or secrets.token_urlsafe(36))
    _write(client, values)
    system = RelyingSystem.objects.create(
        client_id=client.pk,
        name=values["name"],
        unit=unit,
        audience=audience,
        trusted=trusted,
        registered_by_id=actor.account_id,
    )
    _note(actor, happened.SYSTEM_REGISTERED, system, addresses=values["redirect_uris"], scopes=values["scopes"])
    return system, secret


@transaction.atomic
def change_system(
    actor: Actor,
    system: RelyingSystem,
    *,
    name: str,
    audience: str,
    redirect_uris: Iterable[str],
    logout_uris: Iterable[str],
    scopes: Iterable[str],
    trusted: bool,
) -> RelyingSystem:
    """Change a standing system; consents to scopes that it no longer asks stay as they were given.

    Raises ``Forbidden``, ``Invalid``, or ``Conflict`` when it was ended.
    """
    locked, client = _standing(actor, system)
    values = _checked(name, audience, redirect_uris, logout_uris, scopes)
    _write(client, values)
    locked.name, locked.audience, locked.trusted = values["name"], audience, trusted
    locked.save(update_fields=["name", "audience", "trusted"])
    _note(actor, happened.SYSTEM_CHANGED, locked, addresses=values["redirect_uris"], scopes=values["scopes"])
    return locked


@transaction.atomic
def renew_secret(actor: Actor, system: RelyingSystem) -> str:
    """Return a system's new secret; the old one is worth nothing at once. Raise ``Forbidden``, ``Conflict``."""
    locked, client = _standing(actor, system)
    if client.type != Client.Type.CONFIDENTIAL:
        raise Conflict(_("Phần mềm này không dùng khóa bí mật."))
    secret = secrets.token_urlsafe(36)
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    _note(actor, happened.SYSTEM_SECRET_RENEWED, locked)
    return secret


@transaction.atomic
def end_system(actor: Actor, system: RelyingSystem) -> None:
    """Stop a system at once, with every token it holds; raise ``Forbidden``, or ``Conflict`` when it was ended."""
    locked, client = _standing(actor, system)
    client.delete()
    locked.ended_at = system.ended_at = clock.now()
    locked.save(update_fields=["ended_at"])
    _note(actor, happened.SYSTEM_ENDED, locked)


@transaction.atomic
def give_consent(actor: Actor, client_id: str, scopes: Iterable[str]) -> Consent:
    """Remember that the actor agreed to a system's receiving what ``scopes`` open."""
    system = RelyingSystem.objects.select_for_update().filter(client_id=client_id, ended_at__isnull=True).first()
    if system is None:
        raise NotFound
    standing = Consent.objects.filter(account_id=actor.own_id, system=system, withdrawn_at__isnull=True).first()
    wanted = sorted({*scopes, *(standing.scopes if standing else ())})
    if standing is not None and standing.scopes == wanted:
        return standing
    if standing is None:
        standing = Consent.objects.create(account_id=actor.own_id, system=system, scopes=wanted)
    else:
        standing.scopes = wanted
        standing.save(update_fields=["scopes"])
    _note(actor, happened.CONSENT_GIVEN, system, scopes=wanted)
    return standing


@transaction.atomic
def withdraw_consent(actor: Actor, consent_id: UUID) -> None:
    """Take one's consent back, and with it every token the system holds about one; raise ``NotFound``."""
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("system")
        .filter(pk=consent_id, account_id=actor.own_id, withdrawn_at__isnull=True)
        .first()
    )
    if consent is None:
        raise NotFound
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    Token.objects.filter(client_id=consent.system.client_id, user_id=actor.own_id).delete()
    _note(actor, happened.CONSENT_WITHDRAWN, consent.system)


def end_tokens(account_id: UUID, client_id: str | None = None) -> None:
    """Make every token about an account worthless, or those that one system holds."""
    tokens = Token.objects.filter(user_id=account_id)
    (tokens.filter(client_id=client_id) if client_id else tokens).delete()


def _standing(actor: Actor, system: RelyingSystem) -> tuple[RelyingSystem, Client]:
    locked = RelyingSystem.objects.select_for_update(of=("self",)).select_related("unit").get(pk=system.pk)
    actor.demand(MANAGE_SYSTEMS, locked.unit)
    client = Client.objects.filter(pk=locked.client_id).first()
    if locked.ended_at is not None or client is None:
        raise Conflict(_("Phần mềm {name} đã ngừng đăng nhập một lần trước đó.").format(name=locked.name))
    return locked, client


def _checked(
    name: str, audience: str, redirect_uris: Iterable[str], logout_uris: Iterable[str], scopes: Iterable[str]
) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    name = " ".join(name.split())
    if not name or len(name) > 100 or set("<>") & set(name):
        wrong["name"] = _("Hãy đặt tên cho phần mềm, tối đa 100 ký tự; người đăng nhập nhìn thấy tên này.")
    if audience not in Audience.values:
        wrong["audience"] = _("Hãy chọn phần mềm dành cho ai.")
    back = _addresses(redirect_uris, "redirect_uris", wrong)
    if not back and "redirect_uris" not in wrong:
        wrong["redirect_uris"] = _("Hãy ghi ít nhất một địa chỉ nhận kết quả đăng nhập, mỗi dòng một địa chỉ.")
    after = _addresses(logout_uris, "logout_uris", wrong)
    asked = {"openid", *scopes}
    if audience in Audience.values and asked - set(scopes_for(audience)):
        unknown = ", ".join(sorted(asked - set(scopes_for(audience))))
        wrong["scopes"] = _("Không dùng được phạm vi {scopes} cho đối tượng đã chọn.").format(scopes=unknown)
    if wrong:
        raise Invalid(wrong)
    return {"name": name, "redirect_uris": back, "logout_uris": after, "scopes": sorted(asked)}


def _addresses(lines: Iterable[str], field: str, wrong: dict[str, str]) -> list[str]:
    found = [line.strip() for line in lines if line.strip()]
    if len(found) > MOST_ADDRESSES:
        wrong[field] = _("Mỗi phần mềm có tối đa {most} địa chỉ.").format(most=MOST_ADDRESSES)
    for address in found:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not safe or not parts.hostname or parts.fragment or "*" in address or len(address) > 500:
            wrong[field] = _(
                "Địa chỉ “{address}” không dùng được: cần địa chỉ https đầy đủ, không có dấu * và phần sau dấu # "
                "(máy thử nghiệm được dùng http://localhost hoặc http://127.0.0.1)."
            ).format(address=address[:120])
    return list(dict.fromkeys(found))


def _write(client: Client, values: dict[str, Any]) -> None:
    client.name = values["name"]
    client.set_redirect_uris(values["redirect_uris"])
    client.set_post_logout_redirect_uris(values["logout_uris"])
    client.set_scopes(values["scopes"])
    client.set_default_scopes(["openid"])
    client.save()


def _note(actor: Actor, code: str, system: RelyingSystem, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind="relying-system",
        subject_id=system.pk,
        subject_label=system.name,
        unit_id=system.unit_id,
        **details,
    )
