"""Who looked at a person's data: the citizen's own page, and the page of the officer in charge."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.government.masterdata import permissions
from tinhso.government.masterdata.queries import readers as queries
from tinhso.government.masterdata.services import reading
from tinhso.kernel.identity.access import requires, signed_in
from tinhso.kernel.identity.actor import Actor


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@signed_in
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show who looked at one's own data, in whatever register, when and for what."""
    actor = _actor(request)
    rows = queries.looks_at_own(actor.person_id) if actor.person_id else []
    return render(request, "masterdata/my_readers.html", {"rows": rows, "most": queries.MOST_SHOWN})


@requires(permissions.READERS)
@never_cache
@require_safe
def of_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who looked at a person's data; that this was looked at is noted too."""
    person, rows = reading.readers_of(_actor(request), key)
    context = {"person": person, "rows": rows, "most": queries.MOST_SHOWN}
    return render(request, "masterdata/readers.html", context)
