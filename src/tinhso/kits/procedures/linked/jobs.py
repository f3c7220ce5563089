"""What linked procedures do by the clock."""

from tinhso.kernel.events import periodic
from tinhso.kits.procedures.linked.services import settling


@periodic("linked.settle", seconds=300)
def settle() -> None:
    """Catch up after an outage, and try again what could not be opened."""
    settling.settle_all()
