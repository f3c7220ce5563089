"""What follows from the events of dossiers."""

from tinhso.government.statistics.services import follow_up
from tinhso.kernel.events import EventRecord, subscribe
from tinhso.kits.procedures import events


@subscribe(events.RATED, code="statistics.follow-up-low-rating")
def follow_up_low_rating(event: EventRecord) -> None:
    """Put a low rating before the leader of the agency (NĐ 61/2018/NĐ-CP Điều 31)."""
    follow_up.open_for(event.subject_id)
