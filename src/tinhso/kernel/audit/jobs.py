"""Sealing, every few seconds."""

from tinhso.kernel.audit import services
from tinhso.kernel.events import periodic


@periodic("audit.seal", seconds=5)
def seal() -> None:
    """Seal what was written since the last turn."""
    services.seal()
