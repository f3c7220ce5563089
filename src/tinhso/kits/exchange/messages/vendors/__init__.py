"""What the national document axis must be able to do, and the kind ``document-axis`` of outside systems."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.vendors import Vendor, declare_kind


@dataclass(frozen=True)
class Waiting:
    """A message that waits at the axis: its key there, the sender's own, from whom, to whom."""

    key: str
    reference: str
    sender: str
    recipient: str
    kind: str


class AxisVendor(Vendor):
    """The axis, which takes and gives edXML messages whole. Every method may raise ``VendorFailed``."""

    def send(self, content: bytes, *, reference: str, sender: str, recipient: str, kind: str) -> str:
        """Hand a message over and return its key there; the same ``reference`` is the same message."""
        raise NotImplementedError

    def waiting(self, root: str) -> list[Waiting]:
        """Return what waits for the units under a root identifier, in the order in which it came."""
        raise NotImplementedError

    def get(self, key: str) -> bytes:
        """Return a message that waits."""
        raise NotImplementedError

    def settle(self, key: str, *, taken: bool, words: str = "") -> None:
        """Say that a message was taken, or why it cannot be."""
        raise NotImplementedError

    def agencies(self) -> Mapping[str, str]:
        """Return the names of the agencies at the axis by identifier."""
        raise NotImplementedError

    def register(self, agencies: Mapping[str, str]) -> None:
        """Name this installation's own units."""
        raise NotImplementedError


AXIS = declare_kind(
    "document-axis",
    _("Trục liên thông văn bản quốc gia"),
    _("Gửi nhận văn bản điện tử với bộ, ngành và các tỉnh theo QCVN 102:2016/BTTTT"),
    interface=AxisVendor,
)
