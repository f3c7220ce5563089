"""Panels that other modules put beside a row: a module registers one with the codes of the registers it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.definition import Definition


@dataclass(frozen=True)
class RowPanel:
    """A panel: its template, and what fills it; ``None`` from ``context`` shows nothing."""

    code: str
    registers: frozenset[str]
    """For which registers; empty for all."""
    template: str
    context: Callable[[Actor, Definition, Any], dict[str, Any] | None]


ROW_PANELS: Registry[RowPanel] = Registry("panel of a row")


def register(panel: RowPanel) -> RowPanel:
    """Put a panel beside the rows of its registers."""
    return ROW_PANELS.register(panel.code, panel)


def shown_beside(actor: Actor, definition: Definition, row: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the templates and contexts of the panels that stand beside a row."""
    found = []
    for panel in ROW_PANELS.values():
        if not panel.registers or definition.code in panel.registers:
            context = panel.context(actor, definition, row)
            if context is not None:
                found.append((panel.template, context))
    return found
