"""Where a unit's messages go: to this installation's own units, to another installation, to the national axis."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.kernel.organizations.identifiers import check_identifier
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import paths_above, successors
from tinhso.kits.exchange.messages.models import Correspondent, KnownUnit
from tinhso.kits.exchange.messages.states import Route


@dataclass(frozen=True)
class Way:
    """How to reach a unit. Without a way, ``problem`` says why and ``detail`` what exactly."""

    identifier: str
    name: str
    route: Route
    correspondent: Correspondent | None = None
    problem: str = ""
    detail: str = ""


def way_to(identifier: str) -> Way:
    """Return how a unit is reached today; never raises: what cannot be reached says why."""
    try:
        identifier = check_identifier(identifier)
    except ValueError as error:
        return Way(identifier[:35], identifier[:200], Route.NONE, None, "unknown-unit", str(error))
    own = OrganizationUnit.objects.filter(identifier=identifier).order_by("-valid_from").first()
    if own is not None and own.holds_on():
        return Way(identifier, own.name, Route.LOCAL)
    known = KnownUnit.objects.select_related("correspondent").filter(identifier=identifier, ended_at=None).first()
    if known is not None:
        if known.correspondent is None:
            return Way(identifier, known.name, Route.AXIS)
        return Way(identifier, known.name, Route(known.correspondent.route), known.correspondent)
    if own is not None:
        return Way(identifier, own.name, Route.NONE, None, "unit-ended", heirs_in_words(own))
    return Way(identifier, identifier, Route.NONE, None, "unknown-unit", identifier)


def heirs_in_words(unit: OrganizationUnit) -> str:
    """Say who took over the work of a unit that ended."""
    heirs = [f"{row.successor.name} ({row.successor.identifier})" for row in successors(unit)[:5]]
    return _("Nay là: {units}.").format(units="; ".join(heirs)) if heirs else unit.name


def known_as(unit: OrganizationUnit, names: Mapping[str, str] | None = None) -> str:
    """Return the name by which others know a unit: “Sở Xây dựng – Ủy ban nhân dân tỉnh Thanh Hóa”.

    Every province has a department of that name, so those above it are named too. ``names`` are names of units by
    path, when the caller has them.
    """
    above = [path for path in paths_above(unit) if path != unit.path]
    if names is None:
        names = dict(OrganizationUnit.objects.filter(path__in=above).values_list("path", "name"))
    return " – ".join([unit.name, *(names[path] for path in sorted(above, key=len, reverse=True) if path in names)])[
        :200
    ]


def belongs(identifier: str, root: str) -> bool:
    """Tell whether a unit stands under a root identifier: ``H33.01`` under ``H33``."""
    return identifier == root or identifier.startswith(f"{root}.")
