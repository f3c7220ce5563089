"""What other systems are told about somebody, scope by scope: as little as the scope's sentence says."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.identity.models import Account, Audience, IdentityLink
from tinhso.kernel.identity.posts import posts_of
from tinhso.kernel.organizations.models import OrganizationUnit

SCOPES = {
    "openid": _("Biết đây là cùng một người mỗi lần đăng nhập"),
    "profile": _("Họ và tên; với cán bộ, thêm tên đăng nhập"),
    "email": _("Địa chỉ thư điện tử"),
    "phone": _("Số điện thoại"),
    "personal_number": _("Số định danh cá nhân và mức độ định danh"),
    "unit": _("Đơn vị công tác và chức vụ"),
    "roles": _("Vai trò đang giữ tại các đơn vị"),
}
"""Every scope there is, with the sentence that people read before they agree."""

_OF_OFFICIALS = {"unit", "roles"}
_OF_CITIZENS = {"personal_number"}


def scopes_for(audience: str) -> dict[str, Any]:
    """Return the scopes that make sense for a system with this audience."""
    left_out = {Audience.OFFICIALS: _OF_CITIZENS, Audience.CITIZENS: _OF_OFFICIALS}.get(Audience(audience), set())
    return {code: sentence for code, sentence in SCOPES.items() if code not in left_out}


def claims_of(account: Account, scopes: Iterable[str]) -> dict[str, Any]:
    """Return the claims about ``account`` that ``scopes`` open."""
    asked = set(scopes)
    person = account.person
    claims: dict[str, Any] = {}
    if "profile" in asked:
        claims["name"] = person.full_name
        if account.is_official:
            claims["preferred_username"] = account.username
    if "email" in asked and person.email:
        claims |= {"email": person.email, "email_verified": False}
    if "phone" in asked and person.phone:
        claims |= {"phone_number": person.phone, "phone_number_verified": False}
    if account.is_official:
        claims |= _posts(account, asked)
    elif "personal_number" in asked and person.personal_number:
        link = IdentityLink.objects.filter(account_id=account.pk).order_by("-level").first()
        claims |= {"personal_number": person.personal_number, "assurance_level": link.level if link else 0}
    return claims


def _posts(account: Account, asked: set[str]) -> dict[str, Any]:
    if not asked & _OF_OFFICIALS:
        return {}
    posts = posts_of(account.pk)
    identifiers = dict(
        OrganizationUnit.objects.filter(pk__in={post.unit_id for post in posts}).values_list("pk", "identifier")
    )
    told: dict[str, Any] = {}
    if "unit" in asked:
        units = {
            post.unit_id: {"id": identifiers[post.unit_id], "name": post.unit_name, "position": post.position}
            for post in posts
        }
        told["units"] = list(units.values())
    if "roles" in asked:
        told["roles"] = [{"role": post.role_code, "unit": identifiers[post.unit_id]} for post in posts]
    return told
