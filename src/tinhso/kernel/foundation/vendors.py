"""Outside systems: what kinds the house can speak to, and the vendors that speak for each kind.

A module declares a kind in its ``vendors/__init__.py`` (a payment platform, a postal service …) with the class
that every vendor of the kind implements. Each vendor lives in a folder of its own, ``<module>/vendors/<name>/``,
whose import registers it; ``foundation.modules.load_modules`` imports them all. Which vendor a province uses, and
with which options, is kept by ``tinhso.kernel.outside``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, SecretStr

from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.foundation.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class VendorFailed(Refused):
    """An outside system did not do what it was asked: every caller must be ready for it.

    ``retry`` tells whether the same request may succeed later (no answer, an answer 5xx), or never (refused).
    """

    status = 503
    title = _("Hệ thống bên ngoài chưa đáp ứng")

    def __init__(self, message: StrOrPromise, *, retry: bool = True, code: str = "outside-system") -> None:
        super().__init__(message, code=code)
        self.retry = retry


class VendorMissing(VendorFailed):
    """The province has not chosen a vendor of this kind, or has not finished its options."""

    def __init__(self, message: StrOrPromise) -> None:
        super().__init__(message, code="outside-system-missing")


class VendorOptions(BaseModel):
    """Base of a vendor's options; titles and descriptions of its fields are the words on screen.

    A field of type ``SecretStr`` never reaches the database: its value comes from the environment or from the
    data folder's ``secrets/``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def secret_fields(cls) -> list[str]:
        """Return the names of the fields that hold secrets."""
        return [name for name, field in cls.model_fields.items() if field.annotation in (SecretStr, SecretStr | None)]


class Vendor:
    """Base of all vendors: made with its options, asked by its kind's methods, which raise ``VendorFailed``."""

    kind: ClassVar[str]
    code: ClassVar[str]
    name: ClassVar[StrOrPromise]
    sentence: ClassVar[StrOrPromise]
    """What it speaks to, for the person who chooses."""
    stand_in: ClassVar[bool] = False
    """Plays an outside system: for tests, training and demonstration alone."""
    secrets_kind: ClassVar[str] = ""
    """Under which name its secrets are kept, when one system answers for several kinds; the kind's when empty."""
    demonstration: ClassVar[dict[str, Any] | None] = None
    """The options by which ``tinhso demo`` chooses it; none: not chosen."""
    Options: ClassVar[type[VendorOptions]] = VendorOptions
    do_not_call_in_templates: ClassVar[bool] = True
    """Pages list vendors, which are classes; they show them and make none."""

    def __init__(self, options: VendorOptions) -> None:
        self.options = options

    def check_config(self) -> list[str]:
        """Return what is wrong with the options, in Vietnamese and each with its remedy; none when well.

        Must not call the outside system: it runs whenever somebody looks at the health page.
        """
        return []

    def probe(self) -> list[str]:
        """Call the outside system and return what is wrong; runs when asked for, and in ``tinhso doctor``."""
        return []


@dataclass(frozen=True)
class VendorKind:
    """A kind of outside system: ``sentence`` tells an administrator what it is for."""

    code: str
    name: StrOrPromise
    sentence: StrOrPromise
    interface: type[Vendor] = Vendor
    needed: bool = False
    """Whether the doctor warns while no vendor is chosen."""


KINDS: Registry[VendorKind] = Registry("kind of outside system")
VENDORS: Registry[type[Vendor]] = Registry("vendor")

V = TypeVar("V", bound=type[Vendor])


def declare_kind(
    code: str,
    name: StrOrPromise,
    sentence: StrOrPromise,
    *,
    interface: type[Vendor] = Vendor,
    needed: bool = False,
) -> str:
    """Declare a kind of outside system and return its code, which is stable."""
    KINDS.register(code, VendorKind(code, name, sentence, interface, needed))
    return code


def register(kind: str) -> Callable[[V], V]:
    """Register the decorated class as a vendor of ``kind``; raise ``TypeError`` when it lacks the interface."""

    def decorate(vendor: V) -> V:
        if not issubclass(vendor, KINDS[kind].interface):
            raise TypeError(f"{vendor.__name__} does not implement {KINDS[kind].interface.__name__}")
        vendor.kind = kind
        VENDORS.register(f"{kind}/{vendor.code}", vendor)
        return vendor

    return decorate


def vendors_of(kind: str) -> list[type[Vendor]]:
    """Return the vendors of a kind, those of real systems before the stand-ins, each by its code."""
    found = [vendor for vendor in VENDORS.values() if vendor.kind == kind]
    return sorted(found, key=lambda vendor: (vendor.stand_in, vendor.code))


def vendor_class(kind: str, code: str) -> type[Vendor] | None:
    """Return the vendor, or none when the software no longer knows it."""
    return next((vendor for vendor in vendors_of(kind) if vendor.code == code), None)
