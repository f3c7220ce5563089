"""What the statistics do by the clock."""

from tinhso.government.statistics.services import closing, rolling
from tinhso.kernel.events import periodic


@periodic("statistics.roll-up", seconds=10)
def roll_up() -> None:
    """Add what has happened to the sums."""
    rolling.roll_up(most=20_000)


@periodic("statistics.close-periods", cron="15 18 * * *")
def close_periods() -> None:
    """Close the periods that have ended, at a quarter past one at night in Viet Nam."""
    closing.close_ended()
