"""Words that templates of the workspace need."""

from typing import Any

from django import template
from django.urls import reverse

from tinhso.kits.procedures.states import Status

register = template.Library()


@register.simple_tag
def status_of(code: int) -> Status:
    """Return a dossier's status, whose name gives it its tone."""
    return Status(code)


@register.simple_tag
def act_url(act: Any, dossier: Any) -> str:
    """Return the address of the page on which an act on the dossier is done."""
    return reverse(f"workspace:{act.name}", args=[dossier.id])
