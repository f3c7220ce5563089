"""Background work of the room."""

from tinhso.kernel.events import job
from tinhso.kernel.reading import services


@job("reading.look-at", queue="reading", retry=(10, 120))
def look_at(sha256: str) -> None:
    """Look at one content."""
    services.look_at(sha256)


@job("reading.read-layout", queue="reading", retry=(10, 120))
def read_layout(sha256: str) -> None:
    """Read one content as an official document."""
    services.read_layout(sha256)
