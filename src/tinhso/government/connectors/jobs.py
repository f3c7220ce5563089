"""What the connectors do by the clock."""

from tinhso.government.connectors.services import portal
from tinhso.kernel.events import periodic


@periodic("connectors.portal", seconds=60)
def speak_with_portal() -> None:
    """Tell the national portal what happened, and take in what was lodged there."""
    portal.send_waiting()
    portal.take_new()
