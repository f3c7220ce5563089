"""Directives that an actor may see: lists, one with its tree and story."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tinhso.government.directives import lateness
from tinhso.government.directives.models import (
    Directive,
    DirectiveEvent,
    DirectiveLink,
    DirectiveProduct,
    DirectiveTemplate,
    DirectiveUnit,
)
from tinhso.government.directives.permissions import ASSIGN, DO, HAND, MANAGE, RESTRICTED, URGE, VIEW
from tinhso.government.directives.states import OPEN, Light, PartRole, Phase, State
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account
from tinhso.kernel.identity.queries import holders
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.organizations.queries import is_root, units

ORDER = ("due_sort", "id")
"""The order of lists: the earliest due time first."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to."""

    state: str = ""
    light: str = ""
    unit_id: UUID | None = None
    source: str = ""
    text: str = ""
    mine: str = ""
    """``lam``: to be done by the actor; ``giao``: ordered or entered by the actor; ``theo-doi``: monitored."""
    source_key: UUID | None = None
    top: bool = False
    open: bool = False
    extended: bool = False
    entered_late: bool = False


def visible_to(actor: Actor) -> QuerySet[Directive]:
    """Return what the actor may see.

    Directives in which a unit takes part over which the actor holds the right; restricted ones only with the right
    for those, or named: who ordered, entered, monitors, does it.
    """
    if actor.is_system:
        return Directive.objects.all()
    if actor.account_id is None:
        return Directive.objects.none()
    named = (
        Q(ordered_by=actor.account_id)
        | Q(entered_by=actor.account_id)
        | Q(monitor=actor.account_id)
        | Q(account=actor.account_id)
    )
    return Directive.objects.filter(
        named | (Q(restricted=False) & _within(actor, VIEW)) | (Q(restricted=True) & _within(actor, RESTRICTED))
    )


def _within(actor: Actor, permission: str) -> Q:
    roots = actor.roots(permission)
    if not roots:
        return Q(pk__in=[])
    if any(is_root(path) for path in roots):
        return Q()
    parts = DirectiveUnit.objects.filter(directive=OuterRef("pk"), unit__in=actor.unit_ids(permission))
    return Q(Exists(parts))


def listing(actor: Actor, filters: Filters, now: datetime | None = None) -> QuerySet[Directive]:
    """Return the actor's directives that match, with their ``state`` and how many were handed on; page by ``ORDER``."""
    moment = now or clock.now()
    rows = _narrowed(visible_to(actor), actor, filters, moment)
    rows = lateness.with_state(rows, moment).select_related("lead", "unit")
    return rows.order_by(*ORDER)


def _narrowed(rows: QuerySet[Directive], actor: Actor, filters: Filters, now: datetime) -> QuerySet[Directive]:
    if filters.state:
        rows = rows.filter(lateness.in_state(filters.state, now))
    if filters.light:
        rows = rows.filter(_in_light(filters.light, now))
    if filters.unit_id:
        unit = OrganizationUnit.objects.filter(pk=filters.unit_id).first()
        rows = rows.filter(lead__path__startswith=unit.path) if unit else rows.none()
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.text:
        for word in fold(filters.text).split()[:8]:
            rows = rows.filter(folded__contains=word)
    if filters.mine == "lam":
        rows = rows.filter(account=actor.account_id)
    elif filters.mine == "giao":
        rows = rows.filter(Q(ordered_by=actor.account_id) | Q(entered_by=actor.account_id))
    elif filters.mine == "theo-doi":
        rows = rows.filter(monitor=actor.account_id)
    if filters.source_key:
        rows = rows.filter(source_key=filters.source_key)
    if filters.top:
        rows = rows.filter(level=0)
    if filters.open:
        rows = rows.filter(phase__in=OPEN)
    if filters.extended:
        rows = rows.filter(extensions__gt=0)
    if filters.entered_late:
        rows = rows.filter(entered_at__gt=F("entry_due_at"))
    return rows


def _in_light(light: str, now: datetime) -> Q:
    red = lateness.in_state(State.OVERDUE, now)
    alive = Q(phase__in=OPEN, due_at__isnull=False)
    if light == Light.RED:
        return red
    amber = Q(phase__in=[Phase.WAITING, Phase.DOING], due_at__gte=now, due_at__lte=lateness.amber_until(now))
    if light == Light.AMBER:
        return amber
    if light == Light.GREEN:
        return alive & ~red & ~amber
    return ~alive


def counts(actor: Actor, filters: Filters, now: datetime | None = None) -> dict[str, int]:
    """Return how many of the matching directives stand in each state, in one query."""
    moment = now or clock.now()
    rows = _narrowed(visible_to(actor), actor, filters, moment)
    wanted = {str(state): Count("pk", filter=lateness.in_state(state, moment)) for state in State}
    wanted["amber"] = Count("pk", filter=_in_light(Light.AMBER, moment))
    wanted["reported"] = Count("pk", filter=Q(phase=Phase.REPORTED))
    return rows.order_by().aggregate(**wanted)


def get(actor: Actor, directive_id: UUID) -> Directive:
    """Return one directive; raise ``NotFound``."""
    rows = visible_to(actor).select_related(
        "unit", "lead", "parent", "root", "blocked_by", "template", "account__person", "monitor__person"
    )
    found = rows.filter(pk=directive_id).first()
    if found is None:
        raise NotFound
    return found


def story(directive: Directive) -> list[DirectiveEvent]:
    """Return the ledger, the latest line first."""
    return list(directive.ledger.select_related("unit").order_by("-position"))


def parts(directive: Directive) -> list[DirectiveUnit]:
    """Return the units that take part."""
    return list(directive.units.select_related("unit").order_by("-role", "unit__sort_key"))


def products(directive: Directive) -> list[DirectiveProduct]:
    """Return the results that were handed in, the latest first."""
    return list(directive.products.select_related("file", "event").order_by("-created_at", "id"))


def links(directive: Directive) -> list[DirectiveLink]:
    """Return what hangs on the directive."""
    return list(directive.links.order_by("created_at", "id"))


@dataclass
class Node:
    """A directive of a tree with what was handed on of it and how much of that is done."""

    directive: Any
    children: list["Node"]
    percent: int = 0
    depth: int = 0


def tree(actor: Actor, directive: Directive) -> Node:
    """Return the whole tree to which a directive belongs, as far as the actor may see it, in two queries."""
    top = directive.root_id or directive.pk
    rows = lateness.with_state(visible_to(actor).filter(Q(root=top) | Q(pk=top)), clock.now())
    found = list(rows.select_related("lead").order_by("level", "code"))
    nodes = {row.pk: Node(row, []) for row in found}
    tops = []
    for row in found:
        above = nodes.get(row.parent_id) if row.parent_id else None
        if above is None:
            tops.append(nodes[row.pk])
        else:
            above.children.append(nodes[row.pk])
            nodes[row.pk].depth = above.depth + 1
    # Whoever sees only a branch starts at its highest directive that he may see.
    start = next((node for node in tops if _holds(node, directive.pk)), nodes[directive.pk])
    _percent(start)
    return start


def flat(node: Node) -> list[Node]:
    """Return a tree as lines, each parent before its children."""
    return [node, *(line for child in node.children for line in flat(child))]


def _holds(node: Node, key: UUID) -> bool:
    return node.directive.pk == key or any(_holds(child, key) for child in node.children)


def _percent(node: Node) -> int:
    """Derive how much is done: a directive that ended is; one that was handed on is the mean of its parts."""
    counted = [_percent(child) for child in node.children if child.directive.phase != Phase.CANCELLED]
    if node.directive.phase == Phase.DONE:
        node.percent = 100
    else:
        node.percent = sum(counted) // len(counted) if counted else 0
    return node.percent


def percents(rows: list[Directive]) -> dict[UUID, int]:
    """Return how much of each directive of a page is done: the share of what was handed on at any depth, one query."""
    tops = {row.root_id or row.pk for row in rows}
    below = Directive.objects.filter(Q(root__in=tops) | Q(pk__in=tops)).values_list("pk", "parent_id", "phase")
    children: dict[UUID, list[UUID]] = {}
    phases = {}
    for key, parent, phase in below:
        phases[key] = phase
        if parent:
            children.setdefault(parent, []).append(key)

    def of(key: UUID) -> int:
        if phases.get(key) == Phase.DONE:
            return 100
        counted = [of(child) for child in children.get(key, ()) if phases[child] != Phase.CANCELLED]
        return sum(counted) // len(counted) if counted else 0

    return {row.pk: of(row.pk) for row in rows}


def issuing_units(actor: Actor, permission: str) -> list[OrganizationUnit]:
    """Return the units in whose name the actor may give orders: those at which the right is held."""
    roots = actor.roots(permission)
    return list(units().filter(path__in=roots).order_by("path"))


def lead_choices(unit: OrganizationUnit) -> list[tuple[str, str]]:
    """Return the units to which a unit may give orders: every one below it, its own first."""
    rows = units().filter(path__startswith=unit.path).order_by("path").select_related("parent")
    return [(str(row.pk), row.name if row.pk == unit.pk else _within_name(row, unit)) for row in rows]


def _within_name(row: OrganizationUnit, unit: OrganizationUnit) -> str:
    parent = row.parent
    return row.name if parent is None or parent.pk == unit.pk else f"{row.name} – {parent.name}"


def doers(unit: OrganizationUnit) -> QuerySet[Account]:
    """Return who may be given a directive of the unit."""
    return holders(DO, unit.path)


def monitors(unit: OrganizationUnit) -> QuerySet[Account]:
    """Return who may monitor what the unit ordered: those who may see it there."""
    return holders(VIEW, unit.path)


def same_order(actor: Actor, directive: Directive) -> list[Directive]:
    """Return other open directives of the same source for the same unit: perhaps the same order twice."""
    if not directive.source_label:
        return []
    rows = visible_to(actor).filter(
        source_label=directive.source_label, lead=directive.lead_id, phase__in=OPEN, level=directive.level
    )
    return list(rows.exclude(pk=directive.pk).order_by("code")[:5])


def templates(actor: Actor) -> QuerySet[DirectiveTemplate]:
    """Return the templates of the units over which the actor may manage, or give orders."""
    keys = actor.unit_ids(MANAGE) | actor.unit_ids(ASSIGN)
    rows = DirectiveTemplate.objects.filter(unit__in=keys).select_related("unit")
    return rows.prefetch_related("leads").order_by("name", "id")


def may_work(actor: Actor, directive: Directive) -> bool:
    """Tell whether the actor may report on the directive."""
    if actor.may(HAND, directive.lead):
        return True
    if directive.account_id is None:
        return actor.may(DO, directive.lead)
    return actor.post_for(DO, directive.lead, directive.account_id) is not None


def may_urge(actor: Actor, directive: Directive) -> bool:
    """Tell whether the actor may urge: by right at the unit that ordered, or as who ordered, entered or monitors."""
    if directive.phase not in (Phase.WAITING, Phase.DOING):
        return False
    if directive.urged_at is not None and lateness.local_day(directive.urged_at) == clock.today():
        return False
    named = (directive.monitor_id, directive.ordered_by_id, directive.entered_by_id)
    return (actor.account_id is not None and actor.account_id in named) or actor.may(URGE, directive.unit)


def units_led(actor: Actor) -> list[tuple[str, str]]:
    """Return the units whose directives the actor may see, for the filter: agencies first, divisions under theirs."""
    condition = Q(pk__in=[])
    for path in actor.roots(VIEW):
        condition |= Q(path__startswith=path)
    return [
        (str(key), ("– " if kind == UnitKind.DIVISION else "") + name)
        for key, name, kind in units().filter(condition).order_by("path").values_list("pk", "name", "kind")
    ]


def takes_part(actor: Actor, directive: Directive) -> bool:
    """Tell whether the actor works on the directive, for the leading unit or a joint one."""
    if may_work(actor, directive):
        return True
    joint = DirectiveUnit.objects.filter(directive=directive, role=PartRole.JOINT).select_related("unit")
    return any(actor.may(DO, part.unit) or actor.may(HAND, part.unit) for part in joint)


def blockers(directive: Directive) -> list[tuple[str, str]]:
    """Return the units for which a directive may wait: agencies of the province and of its areas, not divisions."""
    rows = units().exclude(kind=UnitKind.DIVISION).exclude(pk=directive.lead_id).order_by("path")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]


def unit_names(unit: OrganizationUnit) -> dict[UUID, str]:
    """Return the names of the agencies to which a unit may give orders, for finding them in a document."""
    rows = units().filter(path__startswith=unit.path).exclude(pk=unit.pk).exclude(kind=UnitKind.DIVISION)
    return dict(rows.values_list("pk", "name"))
