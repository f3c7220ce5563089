"""What the exchange does by the clock."""

import logging

from tinhso.kernel.events import periodic
from tinhso.kits.exchange import sealing
from tinhso.kits.exchange.services import health

logger = logging.getLogger(__name__)


@periodic("exchange.seal", seconds=5)
def seal() -> None:
    """Give new lines of the log their place in the chain."""
    sealing.seal()


@periodic("exchange.stamp", seconds=60)
def stamp() -> None:
    """Have the head of the log timestamped; what falls behind shows on the health page and in the doctor."""
    # Loaded by the worker that stamps: every process names the jobs.
    from tinhso.kits.exchange import stamping

    try:
        stamping.stamp()
    except stamping.StampRefused as error:
        logger.warning("the exchange log got no timestamp: %s", error)


@periodic("exchange.measure", seconds=60)
def measure() -> None:
    """Write anew how every service does."""
    health.measure()


@periodic("exchange.probe", seconds=300)
def probe() -> None:
    """Ask every provider by itself: a service that nobody calls may be down too."""
    health.probe()
