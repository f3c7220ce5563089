"""What happens at the counter in one go: an application is taken down and received, asked to be completed, or refused.

Each is one transaction (NĐ 61/2018/NĐ-CP Điều 17): the person at the desk leaves with the one paper that tells
how it ended.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, supplements
from tinhso.kits.procedures.services.intake import Application
from tinhso.kits.procedures.services.transition import demand_reason


@transaction.atomic
def take_in(actor: Actor, application: Application) -> Dossier:
    """Take down a whole application and receive it; the same key gives the same dossier."""
    standing = _taken_before(application)
    if standing is not None:
        return standing
    dossier = intake.submit(actor, application)
    return intake.receive(actor, dossier.id)


@transaction.atomic
def ask_to_complete(actor: Actor, application: Application, items: Sequence[dict[str, str]]) -> Dossier:
    """Take down an application with something missing, and ask for it in one letter (form 02)."""
    supplements.check_items(items)
    standing = _taken_before(application)
    if standing is not None:
        return standing
    dossier = intake.submit(actor, application)
    return supplements.ask(actor, dossier.id, items)


@transaction.atomic
def turn_away(actor: Actor, application: Application, *, reason: str, article: str) -> Dossier:
    """Take down an application and refuse it, with the reason and the legal article (form 03)."""
    demand_reason(reason, article)
    standing = _taken_before(application)
    if standing is not None:
        return standing
    dossier = intake.submit(actor, application)
    return intake.refuse(actor, dossier.id, reason=reason, article=article)


def _taken_before(application: Application) -> Dossier | None:
    """Return the dossier that the same form made before; who sends it twice at one moment waits for the first.

    At the counter nobody's account owns the dossier, so the table's own constraint does not see a repetition.
    """
    key = application.idempotency_key
    if not key:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"procedures.counter {key}"])
    return Dossier.objects.filter(account=None, idempotency_key=key).first()
