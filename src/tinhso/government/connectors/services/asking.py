"""Asking a national register: right and purpose, quota of the day, kept answers, what to do in an outage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.government.connectors import audit_events, permissions
from tinhso.government.connectors.catalogue import NationalService, service
from tinhso.government.connectors.models import KeptAnswer, Question, Result
from tinhso.government.connectors.vendors import LOOKUPS, LookupVendor
from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.vendors import VendorFailed
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.outside import queries as outside


@dataclass(frozen=True)
class Answer:
    """What a register answered; ``rows`` are label and value, empty when it has no such record."""

    service: NationalService
    rows: tuple[tuple[str, str], ...]
    answered_at: datetime
    kept: bool = False
    """Whether it is an answer of before."""
    outage: str = ""
    """Why an old answer is shown: the register cannot be reached."""


class OverQuota(Refused):
    """The day's questions are used up."""

    status = 429


def ask(actor: Actor, code: str, given: Mapping[str, str], purpose: str) -> Answer:
    """Ask a register for a purpose; whoever asks, for what and about whom (masked) stays in the log.

    Raises ``Invalid`` naming each wrong value, ``OverQuota``, and ``VendorFailed`` with what to do meanwhile.
    """
    actor.demand(permissions.ASK)
    asked_of = service(code)
    question = asked_of.cleaned(given)
    purpose = " ".join(purpose.split())
    if len(purpose) < 5:
        raise Invalid({"purpose": _("Hãy ghi mục đích: việc đang giải quyết, mã hồ sơ.")})
    about = _masked(asked_of, question)
    key = hashlib.sha256(json.dumps([code, question], sort_keys=True).encode()).hexdigest()
    now = clock.now()
    stored = KeptAnswer.objects.filter(service=code, key=key).first() if asked_of.keep else None
    if stored is not None and stored.answered_at > now - timedelta(seconds=asked_of.keep):
        _log(actor, asked_of, about, purpose, Result.KEPT)
        return _answer(asked_of, stored.answer, stored.answered_at, kept=True)
    _count(asked_of)
    try:
        vendor = outside.active(LOOKUPS[code])
        if not isinstance(vendor, LookupVendor):
            raise TypeError(code)
        found = vendor.ask(code, question, purpose, str(actor.account_id or actor.name))
    except VendorFailed as failed:
        _log(actor, asked_of, about, purpose, Result.FAILED, trouble=str(failed.message)[:300])
        if stored is not None:
            return _answer(asked_of, stored.answer, stored.answered_at, kept=True, outage=str(failed.message))
        words = _("{trouble} Trong lúc chờ: {remedy}").format(trouble=failed.message, remedy=asked_of.outage)
        raise VendorFailed(words, retry=failed.retry, code=failed.code) from failed
    with transaction.atomic():
        if asked_of.keep:
            KeptAnswer.objects.update_or_create(
                service=code, key=key, defaults={"answer": found or {}, "answered_at": now}
            )
        _log(actor, asked_of, about, purpose, Result.FOUND if found else Result.NONE)
    return _answer(asked_of, found or {}, now)


def _answer(
    asked_of: NationalService, found: Mapping[str, str], at: datetime, *, kept: bool = False, outage: str = ""
) -> Answer:
    # Only what the service is declared to answer is shown: more than was agreed on is not taken over.
    rows = tuple((label, found[name]) for name, label in asked_of.answer.items() if found.get(name))
    return Answer(asked_of, rows, at, kept, outage)


def _masked(asked_of: NationalService, question: Mapping[str, str]) -> str:
    if not asked_of.personal:
        return ", ".join(question.values())[:200]
    number = question.get("number", "")
    return f"{number[:3]}…{number[-3:]}"


def _count(asked_of: NationalService) -> None:
    """Count a question of today in one statement; raise ``OverQuota`` when the day's are used up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connectors_daycount (service, day, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (service, day) DO UPDATE SET count = connectors_daycount.count + 1 "
            "WHERE connectors_daycount.count < %s RETURNING count",
            [asked_of.code, clock.today(), asked_of.quota],
        )
        if cursor.fetchone() is None:
            raise OverQuota(
                _("Hôm nay đã hết {quota} lượt hỏi {name}. {remedy}").format(
                    quota=asked_of.quota, name=asked_of.name, remedy=asked_of.outage
                ),
                code="over-quota",
            )


@transaction.atomic
def _log(
    actor: Actor, asked_of: NationalService, about: str, purpose: str, result: Result, *, trouble: str = ""
) -> None:
    asked = Question.objects.create(
        service=asked_of.code, asked_by_id=actor.account_id, about=about, purpose=purpose[:300], result=result,
        trouble=trouble,
    )  # fmt: skip
    audit.record(
        actor, audit_events.ASKED, subject_kind="national_question", subject_id=asked.pk, subject_label=asked_of.name,
        purpose=purpose[:300], service=asked_of.code, question=about, result=str(result),
    )  # fmt: skip
