"""The long work of a reorganisation, in the background."""

from uuid import UUID

from tinhso.kernel.events import job


@job("reorganization.go-on", priority=2)
def go_on(run_id: str) -> None:
    """Carry a run, or its undoing, on from where it stands; run twice, the second finds nothing left to do."""
    from tinhso.kernel.reorganization import services

    services.go_on(UUID(run_id))
