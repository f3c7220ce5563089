"""Keeping views of lists."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.search.models import SavedView
from tinhso.kernel.search.places import Place

_MOST_LETTERS = 80
_MOST_CONDITIONS = 2000
_PASSING = frozenset({"sau", "truoc", "xuat", "muc_dich"})
"""What an address carries for one look only: the page, the file asked for and its purpose."""


@transaction.atomic
def save_view(actor: Actor, place: Place, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep a list's address under a name, in place of the actor's own view of that name.

    Raises ``Forbidden`` for who may not see the list, ``Invalid`` for what cannot be kept.
    """
    actor.demand(place.permission)
    name = " ".join(name.split())
    if not name or len(name) > _MOST_LETTERS:
        raise Invalid({"name": _("Đặt tên cho cách xem, tối đa 80 ký tự.")})
    text = urlencode([(key, value) for key, value in parse_qsl(query) if key not in _PASSING])
    if len(text) > _MOST_CONDITIONS:
        raise Invalid({"name": _("Cách xem này có quá nhiều điều kiện.")})
    view, _made = SavedView.objects.update_or_create(
        place=place.code, owner_id=actor.own_id, name=name, defaults={"query": text, "shared": shared}
    )
    return view


@transaction.atomic
def forget_view(actor: Actor, place: Place, key: UUID) -> None:
    """Remove a view of the actor's own; raise ``NotFound``."""
    gone, _kinds = SavedView.objects.filter(pk=key, place=place.code, owner_id=actor.own_id).delete()
    if not gone:
        raise NotFound
