"""Words of the kit that templates of every desk need."""

from django import template

from tinhso.kits.procedures.states import Status

register = template.Library()


@register.simple_tag
def status_of(code: int) -> Status:
    """Return a dossier's status, whose name gives it its tone."""
    return Status(code)
