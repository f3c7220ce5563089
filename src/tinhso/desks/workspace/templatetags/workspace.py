"""Words that templates of the workspace need."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def act_url(act: Any, dossier: Any) -> str:
    """Return the address of the page on which an act on the dossier is done."""
    return reverse(f"workspace:{act.name}", args=[dossier.id])
