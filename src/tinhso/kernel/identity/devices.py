"""The devices on which an account is signed in, and what other systems hold about it: ending one, or all."""

from uuid import UUID

from allauth.idp.oidc.models import Token
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.identity import audit_events as happened
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import OpenSession


def open_devices(account_id: UUID) -> QuerySet[OpenSession]:
    """Return the sessions of an account that may still be open, the latest used first."""
    living = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = OpenSession.objects.filter(account_id=account_id, ended_at__isnull=True, session_key__in=living)
    return rows.order_by("-seen_at", "-id")


def close_all(account_id: UUID) -> None:
    """Note that every session of an account is over, and make the tokens of other systems about it worthless.

    The sessions themselves end with what they know: the password or the account's epoch has changed.
    """
    OpenSession.objects.filter(account_id=account_id, ended_at__isnull=True).update(ended_at=clock.now())
    Token.objects.filter(user_id=account_id).delete()


@transaction.atomic
def end_device(actor: Actor, open_session_id: UUID) -> None:
    """Sign one of one's own devices out; raise ``NotFound``."""
    row = OpenSession.objects.select_for_update().filter(pk=open_session_id, account_id=actor.own_id).first()
    if row is None or row.ended_at is not None:
        raise NotFound
    Session.objects.filter(pk=row.session_key).delete()
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.record(
        actor,
        happened.SESSION_ENDED,
        subject_kind="account",
        subject_id=actor.own_id,
        person_id=actor.person_id,
        agent=row.agent[:120],
    )
