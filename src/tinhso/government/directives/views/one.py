"""A directive's page with its tree and story; entering one."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.directives import lateness, permissions, queries, rules
from tinhso.government.directives.extraction import Proposal, find
from tinhso.government.directives.forms import AssignForm, ExtractForm, people
from tinhso.government.directives.queries import rows
from tinhso.government.directives.services import assigning, reading
from tinhso.government.directives.services.making import Order
from tinhso.government.directives.standing import moment
from tinhso.government.directives.states import TONES, Act, EntryKind, Light, Phase, RuleKind, Source, State
from tinhso.government.directives.views.acts import open_to
from tinhso.government.directives.views.common import actor_of, ask, key_of, told, unit_of
from tinhso.government.directives.views.lists import LIGHT_TONES
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden
from tinhso.kernel.identity.access import requires
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.queries import account_by_key
from tinhso.kernel.organizations.models import OrganizationUnit

_LOOKS: dict[str, tuple[str, str]] = {
    Act.ASSIGNED: ("send", "info"),
    Act.HANDED: ("user-check", "info"),
    Act.STARTED: ("player-play", "progress"),
    Act.NOTED: ("note", "neutral"),
    Act.BLOCKED: ("alert-triangle", "danger"),
    Act.CLEARED: ("check", "success"),
    Act.REPORTED: ("send", "progress"),
    Act.CONFIRMED: ("circle-check", "success"),
    Act.RETURNED: ("arrow-back-up", "danger"),
    Act.EXTENSION_ASKED: ("calendar", "waiting"),
    Act.EXTENDED: ("calendar", "waiting"),
    Act.EXTENSION_REFUSED: ("x", "danger"),
    Act.SUSPENDED: ("player-pause", "neutral"),
    Act.RESUMED: ("player-play", "progress"),
    Act.CANCELLED: ("trash", "neutral"),
    Act.URGED: ("bell", "waiting"),
    Act.LINKED: ("link", "neutral"),
}


@requires(permissions.VIEW)
@require_safe
def directive(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """Show how a directive stands, what can be done, its tree, its products and every line of its ledger."""
    actor = actor_of(request)
    found = queries.get(actor, directive_id)
    if found.restricted:
        reading.record(actor, found)
    now = clock.now()
    state, light = lateness.state_of(found, now), lateness.light_of(found, now)
    tree = rows.flat(rows.tree(actor, found))
    own = next(node for node in tree if node.directive.pk == found.pk)
    acts = open_to(actor, found)
    context = {
        "directive": found,
        "state": {"label": state.label, "tone": TONES[state]},
        "light": {"label": light.label, "tone": LIGHT_TONES[light], "counts": light != Light.NONE},
        "days_late": lateness.days_late(found, now),
        "percent": own.percent,
        "tree": [_node(node, found.pk) for node in tree] if len(tree) > 1 else [],
        "parts": rows.parts(found),
        "products": [{"row": row, "url": link(row.file) if row.file else ""} for row in rows.products(found)],
        "links": rows.links(found),
        "source_url": _source_url(found.source_key),
        "story": [_line(event) for event in rows.story(found)],
        "same": rows.same_order(actor, found),
        "first_acts": [act for act in acts if act.primary],
        "acts": [act for act in acts if not act.primary],
        "may_urge": rows.may_urge(actor, found),
        "entry_rule": rules.rule_on(RuleKind.ENTRY, lateness.local_day(found.ordered_at)) if found.entry_late else None,
        "waits": found.phase == Phase.REPORTED,
    }
    return render(request, "directives/directive.html", context)


def _source_url(key: UUID | None) -> str:
    """Return the page of the document from which it was given; none where documents are not kept here."""
    try:
        return reverse("official_documents:incoming", args=[key]) if key else ""
    except NoReverseMatch:
        return ""


def _node(node: rows.Node, here: UUID) -> dict[str, Any]:
    row = node.directive
    return {
        "row": row, "indent": "— " * min(node.depth, 4), "percent": node.percent, "here": row.pk == here,
        "state": State(row.state).label, "tone": TONES[State(row.state)],
    }  # fmt: skip


def _line(event: Any) -> dict[str, Any]:
    icon, tone = _LOOKS[event.act]
    by = f"{event.actor_name} – {event.unit.name}" if event.unit else event.actor_name
    due = event.data.get("due") if event.act not in (Act.ASSIGNED,) else None
    return {
        "title": event.get_act_display(), "at": event.at, "by": by, "icon": icon, "tone": tone, "text": event.text,
        "due": moment(due), "products": event.data.get("products") or [],
    }  # fmt: skip


@requires(permissions.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Enter an order quickly: words, unit, day; the rest is filled in as it usually is."""
    actor = actor_of(request)
    unit = _issuer(actor, request.POST.get("unit") or request.GET.get("unit", ""))
    leads = rows.lead_choices(unit)
    monitors = people(rows.monitors(unit), _("Chưa giao người theo dõi"))
    form = AssignForm(leads, monitors, request.POST if request.method == "POST" else None, _usual(request, actor))
    rule = rules.rule_on(RuleKind.ENTRY)
    return ask(
        request,
        form,
        lambda: _enter(actor, unit, form),
        title=_("Giao nhiệm vụ"),
        submit=_("Giao nhiệm vụ"),
        icon="send",
        back=(reverse("directives:list"), _("Nhiệm vụ giao")),
        then=lambda made: _then(request, made),
        lead=_("{unit} giao. Nhập ngay với việc khẩn, chậm nhất {days} ngày làm việc với việc thường.").format(
            unit=unit.name, days=rule.content[EntryKind.NORMAL].get("days", 1)
        ),
    )


def _then(request: HttpRequest, made: list[Any]) -> HttpResponse:
    if len(made) > 1:
        return told(request, _("Đã giao {count} nhiệm vụ.").format(count=len(made)), "directives:list")
    return told(request, _("Đã giao nhiệm vụ {code}.").format(code=made[0].code), "directives:directive", made[0].pk)


def _issuer(actor: Actor, wanted: str) -> OrganizationUnit:
    units = rows.issuing_units(actor, permissions.ASSIGN)
    chosen = next((unit for unit in units if str(unit.pk) == wanted), units[0] if units else None)
    if chosen is None:
        raise Forbidden(_("Đơn vị mà quý vị nhân danh không còn hoạt động."), permission=permissions.ASSIGN)
    return chosen


def _usual(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return what usually stands in the form: today, the actor as monitor; what a link gives ahead."""
    names = ("order", "source_label", "ordered_name", "lead", "clause", "due", "joint")
    given: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    given |= {"joint": request.GET.getlist("joint")} if "joint" in given else {}
    return {
        "source": Source.DOCUMENT,
        "ordered_on": clock.today(),
        "entry_kind": EntryKind.NORMAL,
        "monitor": str(actor.account_id),
        "due": clock.today() + timedelta(days=7),
        **given,
    }


def _enter(actor: Actor, unit: OrganizationUnit, form: AssignForm) -> list[Any]:
    data = form.cleaned_data
    monitor = key_of(data["monitor"])
    lead = unit_of(data["lead"])
    order = Order(
        order=data["order"].strip(),
        unit=unit,
        lead=lead,
        ordered_name=data["ordered_name"].strip(),
        ordered_at=form.ordered_at(),
        source=data["source"],
        source_label=data["source_label"].strip(),
        clause=data["clause"].strip(),
        due_at=assigning.due_of(data["due"]) if data["due"] else None,
        entry_kind=data["entry_kind"],
        joint=[unit_of(key) for key in data["joint"]],
        monitor=account_by_key(monitor) if monitor else None,
        priority=int(data["priority"] or 0),
        restricted=data["restricted"],
    )
    also = [unit_of(key) for key in data["also"] if key != str(lead.pk)]
    return assigning.assign_all(actor, order, [lead, *also])


@requires(permissions.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest) -> HttpResponse:
    """Propose the orders of a document, each with its clause quoted; giving one is a form already filled in."""
    actor = actor_of(request)
    unit = _issuer(actor, request.GET.get("unit", ""))
    sent = request.POST if request.method == "POST" else None
    form = ExtractForm(sent, initial=request.GET.dict())
    asked = sent is not None and form.is_valid()
    proposals: list[dict[str, Any]] = []
    if asked:
        data, names = form.cleaned_data, rows.unit_names(unit)
        proposals = [{"found": found, "url": _address(found, data)} for found in find(data["text"], names)]
    context = {"form": form, "proposals": proposals, "asked": asked}
    return render(request, "directives/extract.html", context, status=200 if sent is None or asked else 422)


def _address(found: Proposal, data: dict[str, Any]) -> str:
    values: list[tuple[str, str]] = [
        ("order", found.clause),
        ("clause", f"{found.place}: {found.clause}" if found.place else found.clause),
        ("lead", str(found.unit_id)),
        ("source_label", data["source_label"]),
        ("ordered_name", data["ordered_name"]),
        *(("joint", str(key)) for key in found.joint),
    ]
    if found.due:
        values.append(("due", f"{found.due:%d/%m/%Y}"))
    return f"{reverse('directives:assign')}?{urlencode(values)}"
