"""Background work of the room."""

from tinhso.kernel.events import job
from tinhso.kernel.reading import services


@job("reading.look-at", queue="reading", retry=(10, 120))
def look_at(sha256: str) -> None:
    """Look at one content."""
    services.look_at(sha256)
