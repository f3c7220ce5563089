"""Panels that modules above the kit put on a dossier's pages: the desks show them without knowing whose they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier

OFFICER, CITIZEN, PUBLIC = "officer", "citizen", "public"
"""The places of a panel: the workspace's page, the applicant's own page, the page of who only holds the code."""


@dataclass(frozen=True)
class DossierPanel:
    """A panel: on which pages it stands, its template, and what the template reads.

    ``context`` gets who looks and the dossier, which that page already let him see; it returns nothing when there
    is nothing to show. On the ``PUBLIC`` page nothing personal may be shown.
    """

    code: str
    places: frozenset[str]
    template: str
    context: Callable[[Actor, Dossier], dict[str, Any] | None]
    order: int = 100


PANELS: Registry[DossierPanel] = Registry("dossier panel")


def register(panel: DossierPanel) -> DossierPanel:
    """Put a panel on the pages of dossiers; called from the ``module.py`` of its module."""
    return PANELS.register(panel.code, panel)


def panels_for(place: str) -> list[DossierPanel]:
    """Return the panels of a page, in their order."""
    return sorted((panel for panel in PANELS.values() if place in panel.places), key=lambda panel: panel.order)
