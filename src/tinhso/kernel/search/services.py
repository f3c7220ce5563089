"""Keeping views of lists."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.search.models import SavedView
from tinhso.kernel.search.places import Place

MOST_KEPT = 30
"""Views of one list that one keeps."""
_MOST_LETTERS = 80
_MOST_CONDITIONS = 2000
PASSING = frozenset({"sau", "truoc", "xuat", "muc_dich"})
"""What an address carries for one look only: the page, the file asked for and its purpose."""


def lasting(query: str) -> str:
    """Return what of an address's query is worth keeping: without the page and the file asked for."""
    return urlencode([(key, value) for key, value in parse_qsl(query) if key not in PASSING])


@transaction.atomic
def save_view(actor: Actor, place: Place, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep a list's address under a name, in place of the actor's own view of that name.

    Raises ``Forbidden`` for who may not see the list, ``Invalid`` for what cannot be kept.
    """
    actor.demand(place.permission)
    name = " ".join(name.split())
    if not name or len(name) > _MOST_LETTERS or not name.isprintable():
        raise Invalid({"name": _("Đặt tên cho cách xem, tối đa 80 ký tự.")})
    text = lasting(query)
    if len(text) > _MOST_CONDITIONS:
        raise Invalid({"name": _("Cách xem này có quá nhiều điều kiện.")})
    kept = SavedView.objects.filter(place=place.code, owner_id=actor.own_id)
    if kept.exclude(name=name).count() >= MOST_KEPT:
        raise Invalid({"name": _("Quý vị đã lưu {most} cách xem ở đây. Hãy bỏ bớt.").format(most=MOST_KEPT)})
    given = {"query": text, "shared": shared, "unit": _agency(actor, place)}
    view, _made = SavedView.objects.update_or_create(place=place.code, owner_id=actor.own_id, name=name, defaults=given)
    return view


def _agency(actor: Actor, place: Place) -> OrganizationUnit:
    """Return the agency in which the actor may see the list."""
    post = next(post for post in actor.posts if place.permission in post.permissions)
    return body_of(OrganizationUnit.objects.select_related("parent").get(pk=post.unit_id))


@transaction.atomic
def forget_view(actor: Actor, place: Place, key: UUID) -> None:
    """Remove a view of the actor's own; raise ``NotFound``."""
    gone, _kinds = SavedView.objects.filter(pk=key, place=place.code, owner_id=actor.own_id).delete()
    if not gone:
        raise NotFound
