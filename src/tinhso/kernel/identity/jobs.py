"""Background work of the room."""

from tinhso.kernel.events import periodic
from tinhso.kernel.identity import sign_in, tidying


@periodic("identity.lock-dormant", cron="20 */6 * * *")
def lock_dormant() -> None:
    """Lock the accounts of officials that nobody used for 45 days."""
    sign_in.lock_dormant_accounts()


@periodic("identity.tidy", seconds=3600)
def tidy() -> None:
    """Forget sessions, codes and tokens that ended."""
    tidying.tidy()
