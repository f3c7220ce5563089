"""The list of records that may be of one person, and two of them side by side with the reasons."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.government.masterdata.queries import duplicates as queries
from tinhso.government.masterdata.services import judging
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.web.paging import keyset

MERGE = "masterdata.person.merge"
_PAGE = 25


class JudgeForm(forms.Form):
    """Why the two are one person, or two."""

    reason = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300, required=True)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@requires(MERGE)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for a decision, the likest first."""
    page = keyset(queries.pairs_for(_actor(request)), request, order=["-bits", "id"], size=_PAGE)
    lines = [(pair, queries.reasons(pair)) for pair in page]
    return render(request, "masterdata/duplicates.html", {"page": page, "lines": lines})


@requires(MERGE)
@never_cache
@require_safe
def pair(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show two records side by side; that their data were seen is noted."""
    actor = _actor(request)
    found = queries.pair_for(actor, key)
    judging.note_comparing(actor, found)
    context = {
        "pair": found,
        "likeness": queries.reasons(found),
        "lines": queries.lines(found, judging.TAKEN),
        "form": JudgeForm(),
        "open": found.verdict == "open",
    }
    return render(request, "masterdata/pair.html", context)


@requires(MERGE)
@require_POST
def same(request: HttpRequest, key: UUID) -> HttpResponse:
    """Merge the two records."""
    return _judged(request, key, "same", _("Đã gộp hai hồ sơ."))


@requires(MERGE)
@require_POST
def different(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep them as two people."""
    return _judged(request, key, "different", _("Đã ghi: hai người khác nhau."))


@requires(MERGE)
@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a decision back."""
    return _judged(request, key, "undo", _("Đã hoàn tác; cặp này lại chờ xem xét."))


def _judged(request: HttpRequest, key: UUID, verb: str, done: str) -> HttpResponse:
    actor, given = _actor(request), request.POST
    try:
        if verb == "same":
            stays = queries.pair_for(actor, key).first_id if given.get("stays") != "second" else None
            stays = stays or queries.pair_for(actor, key).second_id
            judging.same(actor, key, stays=stays, take=given.getlist("take"), reason=given.get("reason", ""))
        elif verb == "different":
            judging.different(actor, key, reason=given.get("reason", ""))
        else:
            judging.undo(actor, key)
    except Invalid as invalid:
        messages.error(request, " ".join(invalid.fields.values()))
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, done)
    return redirect("masterdata:pair", key)
