"""Words of the kit that templates of every desk need."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.panels import panels_for
from tinhso.kits.procedures.states import Status

register = template.Library()


@register.simple_tag
def status_of(code: int) -> Status:
    """Return a dossier's status, whose name gives it its tone."""
    return Status(code)


@register.simple_tag(takes_context=True)
def dossier_panels(context: template.Context, dossier: Dossier, place: str) -> SafeString:
    """Return what other modules put on the page of a dossier: see ``panels``."""
    shown: list[str] = []
    request: Any = context.get("request")
    for panel in panels_for(place):
        values = panel.context(request.actor, dossier)
        if values is not None:
            shown.append(get_template(panel.template).render({"dossier": dossier, **values}, request))
    return mark_safe("".join(shown))  # noqa: S308 - templates, rendered
