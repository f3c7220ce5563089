"""What the leader's desk does in the background."""

from uuid import UUID

from tinhso.desks.leader import services
from tinhso.kernel.events import job


@job("leader.sign-run", priority=5)
def sign_run(run_id: str) -> None:
    """Sign what was confirmed."""
    services.carry_out(UUID(run_id))
