"""What the post does by the clock."""

from tinhso.government.post import services
from tinhso.kernel.events import periodic


@periodic("post.ask-silent", seconds=300)
def ask_silent() -> None:
    """Order what could not be ordered; ask about parcels of which nothing was heard."""
    services.ask_silent()
