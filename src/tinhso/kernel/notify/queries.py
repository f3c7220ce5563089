"""Reading messages and templates."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.notify import words
from tinhso.kernel.notify.defaults import default_templates
from tinhso.kernel.notify.models import Channel, Message, MessageState, MessageTemplate, Preference, PushDevice

PAGE = 30


def messages_of(account_id: UUID, *, before: UUID | None = None) -> list[Message]:
    """Return a page of an account's in-app messages, newest first, older than the key ``before``."""
    rows = Message.objects.filter(account_id=account_id, channel=Channel.INAPP).order_by("-id")
    return list((rows.filter(id__lt=before) if before else rows)[:PAGE])


def unread_count(actor: Actor) -> int:
    """Return how many in-app messages the actor has not read; 0 for who is not signed in."""
    if actor.account_id is None:
        return 0
    return Message.objects.filter(account_id=actor.account_id, channel=Channel.INAPP, read_at__isnull=True).count()


def message_of(account_id: UUID, message_id: UUID) -> Message | None:
    """Return one of the account's own in-app messages."""
    return Message.objects.filter(account_id=account_id, channel=Channel.INAPP, id=message_id).first()


def sent_about(subject_id: UUID) -> QuerySet[Message]:
    """Return every message about a subject, in every channel, newest first."""
    return Message.objects.filter(subject_id=subject_id).order_by("-id")


def optional_kinds(account_id: UUID) -> list[dict[str, Any]]:
    """Return the kinds that a receiver may turn off: ``name`` and ``channels`` (``value``, ``label``, ``wanted``)."""
    refused = set(Preference.objects.filter(account_id=account_id).values_list("template_code", "channel"))
    known: dict[tuple[str, str], Any] = {**default_templates()}
    known |= {(row.code, row.channel): row for row in MessageTemplate.objects.all()}
    kinds: dict[str, dict[str, Any]] = {}
    for (code, channel), template in sorted(known.items()):
        if template.optional:
            kind = kinds.setdefault(code, {"name": template.name, "channels": []})
            kind["channels"].append(
                {
                    "value": f"{code}:{channel}",
                    "label": str(Channel(channel).label),
                    "wanted": (code, channel) not in refused,
                }
            )
    return list(kinds.values())


def push_devices(account_id: UUID) -> QuerySet[PushDevice]:
    """Return the browsers on which the account receives its notices, newest first."""
    return PushDevice.objects.filter(account_id=account_id, ended_at=None).order_by("-id")


def templates() -> QuerySet[MessageTemplate]:
    """Return the templates by code and channel."""
    return MessageTemplate.objects.order_by("code", "channel")


def preview(template: MessageTemplate, *, subject: str, body: str) -> dict[str, Any]:
    """Return subject and body filled with the template's sample; raises ``Invalid`` for faulty words."""
    return {
        "subject": words.check("subject", subject, template.sample),
        "body": words.check("body", body, template.sample),
    }


def problems() -> list[str]:
    """Return what is wrong with the sending of messages, in Vietnamese; nothing when all is well."""
    found = []
    if not settings.EMAIL_HOST:
        found.append(WARNING + _("Chưa cấu hình máy chủ thư (TINHSO_SMTP_HOST): thư điện tử không được gửi đi."))
    since = clock.now() - timedelta(days=1)
    failed = Message.objects.filter(state=MessageState.FAILED, created_at__gte=since).count()
    if failed:
        found.append(_("%(count)d thư không gửi được trong một ngày qua.") % {"count": failed})
    late = Message.objects.filter(
        state__in=[MessageState.QUEUED, MessageState.SENDING], created_at__lt=clock.now() - timedelta(hours=1)
    ).count()
    if late:
        found.append(_("%(count)d thư chờ gửi quá một giờ.") % {"count": late})
    return found
