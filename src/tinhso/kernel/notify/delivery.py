"""Sending e-mail: claim, send, remember; never twice by two workers, and at worst one double that receivers drop."""

import smtplib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils.html import escape, linebreaks, urlize

from tinhso.kernel.foundation import clock
from tinhso.kernel.notify.models import Channel, Message, MessageState

WAITS = (30, 120, 600, 1800, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
"""Seconds between tries while the mail server is away or says to come back: nine tries within two days."""


def send(message_id: UUID) -> None:
    """Send one queued message.

    The row is claimed, and the claim committed, before anything leaves; another worker passes it over. A claim older
    than ``NOTIFY_STALE_SECONDS`` belongs to a worker that died: the message leaves again under the same Message-ID.
    """
    message = _claim(message_id)
    if message is None:
        return
    try:
        _hand_over(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _refused(message, code, _text(words))
    except smtplib.SMTPResponseException as error:
        _refused(message, error.smtp_code, _text(error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        _try_later(message, f"{type(error).__name__}: {error}")
    else:
        Message.objects.filter(id=message.id).update(state=MessageState.SENT, sent_at=clock.now(), error="")


@transaction.atomic
def _claim(message_id: UUID) -> Message | None:
    """Take the message for sending; when a claim stands that may still live, look again after it has gone stale."""
    now = clock.now()
    stale = timedelta(seconds=settings.NOTIFY_STALE_SECONDS)
    message = Message.objects.select_for_update(of=("self",)).filter(id=message_id, channel=Channel.EMAIL).first()
    if message is None or message.state not in {MessageState.QUEUED, MessageState.SENDING}:
        return None
    if message.state == MessageState.SENDING and message.claimed_at and message.claimed_at > now - stale:
        _later(message_id, message.claimed_at + stale)
        return None
    Message.objects.filter(id=message_id).update(state=MessageState.SENDING, claimed_at=now, tries=F("tries") + 1)
    message.tries += 1
    return message


def _hand_over(message: Message) -> None:
    body = message.body
    if message.url.startswith("/"):
        body = f"{body.rstrip()}\n\n{settings.BASE_URL}{message.url}"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=body,
        to=[message.address],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    mail.attach_alternative(linebreaks(urlize(escape(body))), "text/html")
    mail.send()


def _refused(message: Message, code: int, words: str) -> None:
    """Keep what the server said: 4xx means come back, 5xx means never."""
    if 400 <= code < 500:
        _try_later(message, f"{code} {words}")
    else:
        _close(message, f"{code} {words}")


@transaction.atomic
def _try_later(message: Message, reason: str) -> None:
    if message.tries > len(WAITS):
        _close(message, reason)
        return
    Message.objects.filter(id=message.id).update(state=MessageState.QUEUED, error=reason[:500])
    _later(message.id, clock.now() + timedelta(seconds=WAITS[message.tries - 1]))


def _close(message: Message, reason: str) -> None:
    Message.objects.filter(id=message.id).update(state=MessageState.FAILED, error=reason[:500])


def _later(message_id: UUID, at: datetime | None) -> None:
    from tinhso.kernel.notify.jobs import send_email  # the job calls this file

    send_email.later(at=at, message_id=message_id)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


@transaction.atomic
def sweep() -> int:
    """Queue again the messages whose claim went stale long ago and whose job is lost; return how many."""
    limit = clock.now() - timedelta(seconds=10 * settings.NOTIFY_STALE_SECONDS)
    lost = Message.objects.filter(Q(state=MessageState.SENDING), claimed_at__lt=limit).values_list("id", flat=True)
    for message_id in list(lost):
        _later(message_id, None)
    return len(lost)
