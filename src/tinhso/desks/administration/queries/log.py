"""The audit log as the desk shows it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import queries as audit
from tinhso.kernel.audit.declarations import AUDIT_EVENTS, reading_codes
from tinhso.kernel.audit.models import AuditAnchor, AuditEntry
from tinhso.kernel.audit.permissions import READ
from tinhso.kernel.foundation.clock import VIETNAM
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.organizations.queries import is_root
from tinhso.kernel.search.queries import words_of
from tinhso.kernel.web import masks

_MOST_PEOPLE = 200
MOST_AT_ONCE = 200_000
"""How many entries are verified within a request; longer chains are the doctor's work."""


def visible(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the entries that the actor may read: all at the province's top, else those of his units."""
    if actor.is_system or any(is_root(path) for path in actor.roots(READ)):
        return AuditEntry.objects.all()
    return AuditEntry.objects.filter(unit_id__in=actor.unit_ids(READ))


def people(text: str) -> list[UUID]:
    """Return the people whom a personal number, or a name, may mean."""
    plain = "".join(text.split())
    rows = Person.objects.filter(personal_number=plain) if plain.isdigit() else _named(Person.objects.all(), "", text)
    return list(rows.values_list("pk", flat=True)[:_MOST_PEOPLE])


def _named(rows: QuerySet[Any], prefix: str, text: str) -> QuerySet[Any]:
    for word in words_of(text):
        rows = rows.filter(**{f"{prefix}folded__contains": word})
    return rows if words_of(text) else rows.none()


def searched(actor: Actor, wanted: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Return the entries that a cleaned filter asks for; order and pages are the caller's."""
    rows = visible(actor)
    if wanted.get("viec"):
        rows = rows.filter(code=wanted["viec"])
    if wanted.get("chi_xem"):
        rows = rows.filter(code__in=reading_codes())
    if wanted.get("tu"):
        rows = rows.filter(at__gte=_midnight(wanted["tu"]))
    if wanted.get("den"):
        rows = rows.filter(at__lt=_midnight(wanted["den"] + timedelta(days=1)))
    if wanted.get("nguoi"):
        text = wanted["nguoi"].strip()
        named = Q(pk__in=_named(Account.objects.all(), "person__", text).values("pk"))
        keys = Account.objects.filter(Q(username__iexact=text) | named).values_list("pk", flat=True)[:_MOST_PEOPLE]
        rows = rows.filter(account_id__in=list(keys))
    if wanted.get("cua"):
        rows = rows.filter(person_id__in=people(wanted["cua"]))
    if wanted.get("doi_tuong"):
        rows = rows.filter(subject_label__icontains=wanted["doi_tuong"].strip())
    if wanted.get("ma"):
        rows = rows.filter(subject_id=wanted["ma"])
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def rows(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Return a page's entries with words: what, where, whose data, details; two queries."""
    units = OrganizationUnit.objects.in_bulk({entry.unit_id for entry in entries if entry.unit_id})
    persons = Person.objects.in_bulk({entry.person_id for entry in entries if entry.person_id})
    return [
        {
            "entry": entry,
            "sentence": audit.sentence(entry),
            "unit": units.get(entry.unit_id) if entry.unit_id else None,
            "person": persons.get(entry.person_id) if entry.person_id else None,
            "details": _details(entry),
            "subject": _subject(entry),
        }
        for entry in entries
    ]


def _subject(entry: AuditEntry) -> str:
    """Return what an entry is about. Citizens sign in under their personal numbers, which lists do not show whole."""
    if not entry.subject_label:
        return str(_SUBJECTS.get(entry.subject_kind, entry.subject_kind))
    label = entry.subject_label
    return masks.number(label) if entry.subject_kind == "account" and label.isdigit() else label


_SUBJECTS = {
    "account": _("Tài khoản"),
    "api-key": _("Khóa API"),
    "audit": _("Nhật ký"),
    "calendar": _("Lịch làm việc"),
    "credential": _("Chứng thư số"),
    "paper": _("Giấy tờ"),
    "person": _("Dữ liệu cá nhân"),
    "procedures.dossier": _("Hồ sơ"),
    "procedures.version": _("Phiên bản thủ tục"),
    "role": _("Vai trò"),
    "unit": _("Đơn vị"),
}


def _details(entry: AuditEntry) -> list[tuple[str, str]]:
    labels = dict(AUDIT_EVENTS[entry.code].fields) if entry.code in AUDIT_EVENTS else {}
    return [
        (str(labels.get(name, name)), _words(value)) for name, value in entry.details.items() if value not in ("", None)
    ]


def _words(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def kinds() -> list[tuple[str, str]]:
    """Return every kind of entry, by sentence."""
    return sorted(((kind.code, str(kind.sentence)) for kind in AUDIT_EVENTS.values()), key=lambda kind: kind[1])


def chain() -> dict[str, Any]:
    """Return how the chain stands: the last seal, the last anchor, how many entries wait for the sealer."""
    last = AuditEntry.objects.aggregate(last=Max("position"))["last"] or 0
    return {
        "last": last,
        "entry": AuditEntry.objects.filter(position=last).first() if last else None,
        "anchor": AuditAnchor.objects.order_by("-position").first(),
        "unsealed": AuditEntry.objects.filter(position__isnull=True).count(),
    }
