"""Telling people: messages written in the caller's transaction, templates, choices."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, NotFound
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.notify import push, queries, words
from tinhso.kernel.notify.defaults import DefaultTemplate, default_templates
from tinhso.kernel.notify.models import Channel, Message, MessageState, MessageTemplate, Preference, PushDevice
from tinhso.kernel.notify.permissions import EDIT_TEMPLATES

MOST_ENDPOINT = 1000


@transaction.atomic
def notify(
    template_code: str,
    *,
    account: Account | None = None,
    person: Person | None = None,
    subject_id: UUID,
    data: dict[str, Any],
    channels: Iterable[str] = ("inapp", "email"),
) -> list[Message]:
    """Write messages of the kind ``template_code`` to an account, or to a person and their accounts.

    They are written, and their sending queued, in the caller's transaction. ``data`` is plain data for the
    template; its ``url`` (a path of this installation) becomes the link. A channel for which the kind has no
    template is passed over; an unknown kind raises ``LookupError``. Nothing is lost silently: a message that
    cannot go out stands as ``suppressed`` with its reason.
    """
    person = person or (account.person if account else None)
    if person is None:
        raise ValueError("a message needs an account or a person")
    accounts = [account] if account else list(Account.objects.filter(person=person, is_active=True))
    templates = {channel: _template(template_code, channel) for channel in Channel.values}
    if not any(templates.values()):
        raise LookupError(f"no message template {template_code!r} exists")
    written: list[Message] = []
    for channel in channels:
        template = templates[channel]
        if template is None:
            continue
        subject = " ".join(words.render(template.subject, data).split())[:250]
        body = words.render(template.body, data)
        common = {
            "channel": channel,
            "template_code": template_code,
            "person": person,
            "subject_id": subject_id,
            "subject": subject,
            "body": body,
            "url": str(data.get("url") or ""),
        }
        unwanted = _unwanted(template, accounts)
        if channel == Channel.INAPP:
            written += [
                Message.objects.create(**common, account=each, state=MessageState.SENT, sent_at=clock.now())
                for each in accounts
                if each.pk not in unwanted
            ]
        else:
            refused = bool(accounts) and len(unwanted) == len(accounts)
            written.append(_queue_email(common, accounts[0] if accounts else None, person.email, refused=refused))
    _queue_push([message for message in written if message.channel == Channel.INAPP])
    return written


def _queue_push(written: list[Message]) -> None:
    from tinhso.kernel.notify.jobs import send_push  # the job imports the sender, which imports this room's models

    told = {message.account_id: message.pk for message in written}
    devices = PushDevice.objects.filter(account__in=told, ended_at=None).values_list("id", "account") if told else ()
    for device_id, account_id in devices:
        send_push.later(message_id=told[account_id], device_id=device_id)


def _queue_email(common: dict[str, Any], account: Account | None, address: str, *, refused: bool) -> Message:
    from tinhso.kernel.notify.jobs import send_email  # the job imports the sender, which imports this room's models

    reason = ""
    if not address:
        reason = _("Người nhận chưa khai địa chỉ thư điện tử.")
    elif refused:
        reason = _("Người nhận đã tắt loại thông báo này.")
    elif not settings.EMAIL_HOST:
        reason = _("Chưa cấu hình máy chủ thư (TINHSO_SMTP_HOST).")
    key = new_id()
    message = Message.objects.create(
        **common,
        id=key,
        account=account,
        address=address,
        state=MessageState.SUPPRESSED if reason else MessageState.QUEUED,
        error=reason,
        message_id=f"<{key}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>",
    )
    if not reason:
        send_email.later(message_id=key)
    return message


def _template(code: str, channel: str) -> MessageTemplate | DefaultTemplate | None:
    row = MessageTemplate.objects.filter(code=code, channel=channel).first()
    return row or default_templates().get((code, channel))


def _unwanted(template: MessageTemplate | DefaultTemplate, accounts: list[Account]) -> set[UUID]:
    if not template.optional:
        return set()
    choices = Preference.objects.filter(account__in=accounts, template_code=template.code, channel=template.channel)
    return set(choices.values_list("account_id", flat=True))


@transaction.atomic
def load_templates() -> int:
    """Write the default templates into the database; those that the province changed keep its words."""
    written = 0
    for default in default_templates().values():
        words.check("subject", default.subject, default.sample)
        words.check("body", default.body, default.sample)
        row = MessageTemplate.objects.filter(code=default.code, channel=default.channel).first()
        if row is None:
            row = MessageTemplate(code=default.code, channel=default.channel)
        fresh = {"name": default.name, "sample": default.sample, "optional": default.optional}
        if not row.changed:
            fresh |= {"subject": default.subject, "body": default.body}
        if row._state.adding or any(getattr(row, key) != value for key, value in fresh.items()):
            for key, value in fresh.items():
                setattr(row, key, value)
            row.save()
            written += 1
    return written


@transaction.atomic
def change_template(template_id: UUID, *, subject: str, body: str, actor: Actor) -> MessageTemplate:
    """Put the province's own words into a template; earlier versions stay.

    Raises ``Forbidden``, or ``Invalid`` for faulty words.
    """
    actor.demand(EDIT_TEMPLATES)
    row = MessageTemplate.objects.select_for_update().get(id=template_id)
    if not subject.strip() or not body.strip():
        raise Invalid({"subject" if not subject.strip() else "body": _("Mục này không được để trống.")})
    words.check("subject", subject, row.sample)
    words.check("body", body, row.sample)
    row.subject, row.body, row.changed = subject.strip(), body, True
    row.save()
    record(
        actor,
        "notify.template-changed",
        subject_kind="message-template",
        subject_id=row.id,
        subject_label=str(row),
    )
    return row


@transaction.atomic
def mark_read(account_id: UUID, message_ids: Iterable[UUID] | None = None) -> int:
    """Mark an account's messages (those given, or all) as read; return how many were unread."""
    unread = Message.objects.filter(account_id=account_id, channel=Channel.INAPP, read_at__isnull=True)
    if message_ids is not None:
        unread = unread.filter(id__in=list(message_ids))
    return unread.update(read_at=clock.now())


@transaction.atomic
def choose(account: Account, template_code: str, channel: str, *, wanted: bool) -> None:
    """Keep whether an account wants an optional kind of message through a channel."""
    template = _template(template_code, channel)
    if template is None or not template.optional:
        raise Invalid({"template_code": _("Loại thông báo này luôn được gửi, không tắt được.")})
    if wanted:
        Preference.objects.filter(account=account, template_code=template_code, channel=channel).delete()
    else:
        Preference.objects.get_or_create(account=account, template_code=template_code, channel=channel)


@transaction.atomic
def choose_all(account: Account, wanted: set[str]) -> None:
    """Keep an account's choices for every optional kind; ``wanted`` holds ``<code>:<channel>`` of those to receive."""
    for kind in queries.optional_kinds(account.pk):
        for channel in kind["channels"]:
            code, _colon, name = channel["value"].rpartition(":")
            if channel["wanted"] != (channel["value"] in wanted):
                choose(account, code, name, wanted=channel["value"] in wanted)


@transaction.atomic
def keep_device(account: Account, *, agent: str, endpoint: str, public_key: str, auth_secret: str) -> PushDevice:
    """Let a browser receive the account's notices; who used the same browser before receives nothing there any more.

    Raises ``Invalid`` for an address that is at no known push service, and for keys that are none.
    """
    if len(endpoint) > MOST_ENDPOINT or not push.is_known(endpoint):
        raise Invalid({"endpoint": _("Trình duyệt này dùng dịch vụ đẩy mà hệ thống chưa cho phép.")})
    if not push.is_key(public_key, auth_secret):
        raise Invalid({"keys": _("Trình duyệt gửi khóa không đúng dạng; hãy tải lại trang rồi thử lại.")})
    PushDevice.objects.filter(endpoint=endpoint, ended_at=None).update(ended_at=clock.now())
    return PushDevice.objects.create(
        account=account, agent=agent[:250], endpoint=endpoint, public_key=public_key, auth_secret=auth_secret
    )


@transaction.atomic
def end_device(account: Account, device_id: UUID) -> None:
    """Send nothing to one of the account's devices any more; raise ``NotFound``."""
    if not PushDevice.objects.filter(id=device_id, account=account, ended_at=None).update(ended_at=clock.now()):
        raise NotFound
