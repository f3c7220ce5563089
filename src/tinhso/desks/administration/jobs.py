"""Long work that this desk starts."""

from uuid import UUID

from tinhso.kernel.events import job


@job("administration.recount", priority=1)
def recount(recount_id: str) -> None:
    """Count due times again; a second run goes on where the first stopped."""
    from tinhso.desks.administration import services

    services.run_recount(UUID(recount_id))
