"""Background work of the room."""

from tinhso.kernel.events.work import periodic
from tinhso.kernel.files import services


@periodic("files.expire-uploads", seconds=1800)
def expire_uploads() -> None:
    """Remove unfinished uploads past their time."""
    services.expire_uploads()
