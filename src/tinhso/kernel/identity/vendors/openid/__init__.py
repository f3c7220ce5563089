"""An identity platform that speaks OpenID Connect: authorization code with PKCE, signed ID token."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from pydantic import SecretStr, field_validator

from tinhso.kernel.foundation.vendors import VendorFailed, VendorOptions, register
from tinhso.kernel.identity.openid import OpenIdClient, is_safe_address
from tinhso.kernel.identity.vendors import KIND, Business, Flow, Identity, IdentityPlatform, option


class OpenIdOptions(VendorOptions):
    """How to reach the platform, and under which names it tells what it knows.

    The names are those of the stand-in: the real platform's must be taken from its own agreement.
    """

    issuer: str = option(
        _("Địa chỉ nhà phát hành (issuer)"),
        description=_("Ví dụ https://dinhdanh.example.vn, không có / ở cuối."),
    )
    client_id: str = option(_("Mã phần mềm (client_id)"), min_length=1, max_length=200)
    client_secret: SecretStr = option(_("Khóa bí mật (client_secret)"))
    scopes: str = option(_("Phạm vi xin (scope)"), "openid profile", description=_("Cách nhau bằng dấu cách."))
    claim_number: str = option(_("Tên trường số định danh cá nhân"), "personal_number")
    claim_businesses: str = option(_("Tên trường doanh nghiệp đại diện"), "businesses")
    acr_level_1: str = option(_("Giá trị acr của định danh mức độ 1"), "urn:vneid:level:1")
    acr_level_2: str = option(_("Giá trị acr của định danh mức độ 2"), "urn:vneid:level:2")

    @field_validator("issuer")
    @classmethod
    def _address(cls, value: str) -> str:
        if not is_safe_address(value) or urlsplit(value).query:
            raise ValueError(str(_("Cần địa chỉ https đầy đủ (http chỉ dùng được với chính máy này).")))
        return value.rstrip("/")

    @field_validator("scopes")
    @classmethod
    def _openid(cls, value: str) -> str:
        return value if "openid" in value.split() else f"openid {value}"


class OpenIdPlatform(IdentityPlatform):
    """Any platform with OpenID Connect Discovery."""

    Options = OpenIdOptions
    options: OpenIdOptions

    @property
    def _client(self) -> OpenIdClient:
        secret = self.options.client_secret.get_secret_value()
        return OpenIdClient(self.options.issuer, self.options.client_id, secret, name=str(self.name))

    def probe(self) -> list[str]:
        """Ask the platform for its description and its keys."""
        try:
            self._client.published_keys()
        except VendorFailed as failed:
            return [str(failed.message)]
        return []

    def authorization_url(self, flow: Flow, redirect_uri: str) -> str:
        """Return where to send the person to sign in."""
        return self._client.authorization_url(flow, redirect_uri, self.options.scopes)

    def identity(self, flow: Flow, redirect_uri: str, code: str) -> Identity:
        """Return who came back with ``code``."""
        client, options = self._client, self.options
        tokens = client.exchange(code, redirect_uri, flow.verifier)
        claims = client.verified(tokens.get("id_token"), nonce=flow.nonce, access_token=tokens.get("access_token"))
        told = claims.values | client.user_info(tokens.get("access_token"), claims.values["sub"])
        levels = {options.acr_level_1: 1, options.acr_level_2: 2}
        birth, businesses = told.get("birthdate"), told.get(options.claim_businesses)
        return Identity(
            issuer=options.issuer,
            subject=str(claims.values["sub"]),
            # The level is believed from the signed token alone.
            level=levels.get(str(claims.values.get("acr", "")), 0),
            personal_number=_text(told.get(options.claim_number)),
            full_name=_text(told.get("name")),
            birth=_birth(_text(birth)),
            sex=_text(told.get("gender")) if told.get("gender") in {"male", "female"} else "",
            phone=_text(told.get("phone_number")),
            email=_text(told.get("email")),
            address=_text((told.get("address") or {}).get("formatted"))
            if isinstance(told.get("address"), dict)
            else "",
            businesses=tuple(_business(row) for row in businesses if isinstance(row, dict))
            if isinstance(businesses, list)
            else (),
            claims={name: value for name, value in told.items() if name not in _PROTOCOL},
            digest=claims.digest,
            expires_at=claims.expires_at,
            id_token=str(tokens.get("id_token", "")),
        )

    def logout_url(self, id_token: str, return_to: str) -> str:
        """Return the platform's own address for signing out."""
        return self._client.logout_url(id_token, return_to)


_PROTOCOL = {"iss", "aud", "azp", "exp", "iat", "nonce", "at_hash", "jti", "auth_time"}


def _text(value: Any) -> str:
    return " ".join(value.replace("\x00", "").split())[:250] if isinstance(value, str) else ""


def _birth(text: str) -> tuple[int | None, int | None, int | None]:
    """Read ``1990``, ``1990-05`` or ``1990-05-12``; a part that is ``00`` or ``0000`` is not known."""
    parts = [int(part) if part.isdigit() and int(part) else None for part in text.split("-")][:3]
    year, month, day = [*parts, None, None, None][:3]
    if year is None:
        return (None, None, None)
    return (year, month, day if month else None)


def _business(row: dict[str, Any]) -> Business:
    kind = "authorised" if row.get("kind") == "authorised" else "legal"
    return Business(_text(row.get("tax_code")), _text(row.get("name")), _text(row.get("address")), kind)


@register(KIND)
class VNeId(OpenIdPlatform):
    """The national platform, by the agreement that the province signs with it."""

    code = "vneid"
    name = _("VNeID")
    sentence = _("Nền tảng định danh và xác thực điện tử, theo thông số kết nối mà cơ quan quản lý cấp cho tỉnh.")
    shown_as = _("VNeID")
