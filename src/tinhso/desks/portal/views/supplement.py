"""Answering a request for a supplement: what is asked, why, files and words."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.desks.portal import queries
from tinhso.desks.portal.forms import SupplementNote
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.queries import file_by_id
from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.identity.access import signed_in
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.attachments import Attachments
from tinhso.kits.procedures.models import Dossier, Supplement
from tinhso.kits.procedures.services import supplements
from tinhso.kits.procedures.services.intake import GivenPart
from tinhso.kits.procedures.states import Status
from tinhso.kits.procedures.versions import definition_of

_SALT = "tinhso.portal.supplement"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show what is asked, item by item, and take the answer; files once taken in are never asked for again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    dossier = queries.own_dossier(actor, dossier_id)
    asked = dossier.supplement_requests.order_by("-number").first()
    if dossier.status != Status.SUPPLEMENT or asked is None:
        return redirect("portal:dossier", dossier_id=dossier.id)
    items = _items(dossier, asked)
    form = SupplementNote(request.POST if request.method == "POST" else None)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        parts = []
        for item in items:
            errors += _take(request, actor, dossier, item)
            parts += [GivenPart(code=item["part"].code, file=file) for file in item["files"]]
        if form.is_valid() and not errors:
            try:
                supplements.answer(actor, dossier.id, parts=parts, note=form.cleaned_data["note"])
            except Invalid as invalid:
                errors = [{"id": "id_note", "message": words} for words in invalid.fields.values()]
            else:
                return redirect("portal:dossier", dossier_id=dossier.id)
    context = {"dossier": dossier, "asked": asked, "items": items, "form": form, "errors": errors}
    return render(request, "portal/supplement.html", context)


def _items(dossier: Dossier, asked: Supplement) -> list[dict[str, Any]]:
    known = {part.code: part for part in definition_of(dossier.version).parts}
    items = []
    for index, item in enumerate(asked.items):
        part = known.get(item.get("part", ""))
        items.append(
            {
                "index": index,
                "name": f"tep-{index}",
                "what": item.get("what", ""),
                "reason": item.get("reason", ""),
                "article": item.get("article", ""),
                "part": part,
                "accept": ",".join(Attachments.endings(part)) if part else "",
                "kinds": Attachments.kinds(part) if part else "",
                "most": Attachments.most(part) if part else "",
                "files": [],
                "kept": [],
                "problem": "",
            }
        )
    return items


def _take(request: HttpRequest, actor: Actor, dossier: Dossier, item: dict[str, Any]) -> list[dict[str, str]]:
    """Take the files of an item, with those kept from the sending before; return what is wrong."""
    if item["part"] is None:
        return []
    taken = Attachments(request, actor, item["part"], name=item["name"])
    item["files"] = [*_kept(request, actor, dossier, item["index"]), *taken.stored]
    item["kept"] = [
        {"token": signing.dumps(_mark(dossier, actor, file), salt=_SALT), "name": file.name} for file in item["files"]
    ]
    item["problem"] = " ".join(taken.problems)
    if not taken.problems:
        return []
    label = _("{what}: {problem}").format(what=item["what"], problem=item["problem"])
    return [{"id": item["name"], "message": label}]


def _mark(dossier: Dossier, actor: Actor, file: StoredFile) -> list[str]:
    return [str(dossier.id), str(actor.account_id), str(file.id)]


def _kept(request: HttpRequest, actor: Actor, dossier: Dossier, index: int) -> list[StoredFile]:
    found = []
    for token in request.POST.getlist(f"giu-{index}"):
        try:
            dossier_id, account_id, file_id = signing.loads(token, salt=_SALT, max_age=24 * 3600)
        except (signing.BadSignature, ValueError):
            continue
        if (dossier_id, account_id) == (str(dossier.id), str(actor.account_id)):
            found.append(file_by_id(UUID(file_id)))
    return found
