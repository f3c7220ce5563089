"""What master data does by the clock."""

from tinhso.government.masterdata.services import duplicates
from tinhso.kernel.events import periodic


@periodic("masterdata.look-for-duplicates", seconds=60)
def look_for_duplicates() -> None:
    """Look for duplicates of people whose records are new or changed, some at a time."""
    duplicates.look()
