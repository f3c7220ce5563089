"""What linked procedures do by the clock."""

from tinhso.kernel.events import periodic
from tinhso.kits.procedures.linked.services import drafts, settling


@periodic("linked.settle", seconds=300)
def settle() -> None:
    """Catch up after an outage, and try again what could not be opened."""
    settling.settle_all()


@periodic("linked.erase-abandoned-drafts", cron="40 18 * * *")
def erase_abandoned_drafts() -> None:
    """Erase applications that were begun and left, at twenty to two at night."""
    drafts.erase_abandoned()
