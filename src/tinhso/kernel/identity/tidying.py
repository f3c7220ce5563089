"""Forgetting what signing in keeps for a time only: Django's sessions, codes, tokens, the list of devices."""

from datetime import timedelta

from allauth.idp.oidc.models import Token
from django.contrib.sessions.models import Session

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.models import AuthorizationCode, OpenSession, SpentToken

_DEVICES_KEPT = timedelta(days=90)


def tidy() -> None:
    """Erase what has ended; who signed in when stays in the audit log."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AuthorizationCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SpentToken.objects.filter(expires_at__lt=now).delete()
    Token.objects.filter(expires_at__lt=now).delete()
    OpenSession.objects.filter(seen_at__lt=now - _DEVICES_KEPT).delete()
