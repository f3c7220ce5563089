"""Work that comes by itself."""

from tinhso.kernel.events import periodic
from tinhso.kits.registers.services import drafts
from tinhso.kits.registers.services.erasure import erase_due


@periodic("registers.erase-due", cron="40 18 * * *")
def erase_what_is_due() -> None:
    """Erase personal data of rows that ended as long ago as their register says."""
    erase_due()


@periodic("registers.erase-abandoned-drafts", cron="50 18 * * *")
def erase_abandoned_drafts() -> None:
    """Erase what was typed into a form long ago and never sent."""
    drafts.erase_abandoned()
