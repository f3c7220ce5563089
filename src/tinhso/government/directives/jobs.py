"""What directives do by the clock."""

from tinhso.government.directives.services import recurring, reminders
from tinhso.kernel.events import periodic


@periodic("directives.digest", cron="15 0 * * *")
def send_digests() -> None:
    """Send each person's digest at a quarter past seven on working days."""
    reminders.send_digests()


@periodic("directives.recurring", cron="0 0 * * *")
def give_recurring() -> None:
    """Give the recurring directives of the day at seven in the morning."""
    recurring.give_due()
