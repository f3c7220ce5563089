"""Modules: what an app tells the house about itself in its ``module.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from django.apps import apps

from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the workspace's left navigation; shown to those who hold ``permission`` somewhere."""

    label: StrOrPromise
    url_name: str
    icon: str
    permission: str = ""
    order: int = 100
    args: tuple[str, ...] = ()
    """What stands in the address that ``url_name`` names."""


# Begins the words of a check that deserve attention and are no fault: the doctor's exit code stays 0.
WARNING = "warning: "


@dataclass(frozen=True)
class Check:
    """A test that ``tinhso doctor`` and the health page run: returns problems, none when well.

    Words that begin with ``WARNING`` are no problem but worth knowing.
    """

    name: StrOrPromise
    run: Callable[[], list[str]]


@dataclass(frozen=True)
class Module:
    """What a module declares: its name, icon, navigation, doctor's checks and what it requires."""

    code: str
    name: StrOrPromise
    icon: str = "box"
    requires: tuple[str, ...] = ()
    navigation: tuple[NavigationItem, ...] = ()
    checks: tuple[Check, ...] = ()
    url_prefix: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)


MODULES: Registry[Module] = Registry("module")

_ROOMS = (
    "permissions",
    "events",
    "audit_events",
    "subscribers",
    "jobs",
    "inbox_kinds",
    "moving",
    "signables",
    "module",
)


def load_modules() -> None:
    """Import every room of every Tỉnh Số app that registers something; called once when Django is ready."""
    for config in apps.get_app_configs():
        if not config.name.startswith("tinhso."):
            continue
        for room in _ROOMS:
            name = f"{config.name}.{room}"
            if find_spec(name) is not None:
                loaded = import_module(name)
                if room == "module":
                    module: Module = loaded.MODULE
                    MODULES.register(module.code, module)
        _load_vendors(config.name)
    for module in MODULES.values():
        for required in module.requires:
            MODULES[required]


def _load_vendors(app: str) -> None:
    """Import an app's vendor folders, which declare kinds of outside systems and register vendors."""
    spec = find_spec(f"{app}.vendors")
    if spec is None or spec.submodule_search_locations is None:
        return
    package = import_module(f"{app}.vendors")
    for found in iter_modules(package.__path__):
        if found.ispkg and found.name != "tests":
            import_module(f"{package.__name__}.{found.name}")
