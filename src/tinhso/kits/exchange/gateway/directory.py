"""The directory as the gateway holds it: read whole, kept in memory, read again when the database says it changed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography import x509
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import AsyncConnection

from tinhso.kernel.foundation import clock
from tinhso.kits.exchange import minimising
from tinhso.kits.exchange.gateway.protocol import DENIED, DISABLED, NOT_KNOWN, UNKNOWN_SERVICE, CallError
from tinhso.kits.exchange.identifiers import Identifier

CHANGED = "exchange_changed"
"""The channel on which the database tells that the directory changed (triggers of migration 0003)."""


@dataclass(slots=True)
class Version:
    """A published version of a service."""

    id: UUID
    name: str
    address: str
    handler: str
    methods: frozenset[str]
    timeout: int
    most_bytes: int
    paths: frozenset[str]
    always: frozenset[str]
    deprecated: bool
    withdrawn_on: date | None
    probe_path: str


@dataclass(slots=True)
class ServiceEntry:
    """A service with its versions, the newest first."""

    id: UUID
    identifier: Identifier
    text: str
    name: str
    personal: bool
    log_bodies: bool
    closed: bool
    maintenance: tuple[datetime, datetime] | None
    versions: list[Version] = field(default_factory=list)


@dataclass(slots=True)
class Grant:
    """An approved agreement. ``trees``: what stays of an answer, by version; none where everything is agreed."""

    id: UUID
    consumer: Identifier
    consumer_name: str
    valid_from: date
    valid_to: date | None
    purpose: str
    per_minute: int
    per_day: int
    trees: dict[UUID, minimising.Tree | None]


@dataclass(slots=True)
class Known:
    """A participant's certificate."""

    sha256: str
    member: Identifier
    public: Any
    pem: str
    valid_from: datetime
    valid_to: datetime
    withdrawn_at: datetime | None
    member_from: date
    member_to: date | None

    def check(self, now: datetime) -> None:
        """Raise ``CallError`` when the certificate may not be believed now."""
        reason = ""
        if self.withdrawn_at is not None and self.withdrawn_at <= now:
            reason = _("chứng thư số đã ngừng được chấp nhận")
        elif now < self.valid_from:
            reason = _("chứng thư số chưa đến ngày có hiệu lực")
        elif now > self.valid_to:
            reason = _("chứng thư số đã hết hạn ngày {day}").format(day=f"{timezone.localdate(self.valid_to):%d/%m/%Y}")
        elif not self._member_on(timezone.localdate(now)):
            reason = _("thành viên không còn tham gia trục")
        if reason:
            raise CallError(NOT_KNOWN, _("Không nhận được bên gọi: {reason}.").format(reason=reason))

    def _member_on(self, day: date) -> bool:
        return self.member_from <= day and (self.member_to is None or day <= self.member_to)


class Directory:
    """Services, agreements and certificates at one moment."""

    def __init__(self) -> None:
        self.services: dict[Identifier, ServiceEntry] = {}
        self.grants: dict[tuple[Identifier, UUID], list[Grant]] = {}
        self.certificates: dict[str, Known] = {}
        self.clients: dict[Identifier, str] = {}

    def service(self, provider: Identifier, code: str, path: str, today: date) -> tuple[ServiceEntry, Version, str]:
        """Return the service, the version that is asked, and the path for the provider; raise ``CallError``.

        The first part of the path chooses a version when it is the name of one; else the newest answers.
        """
        key = Identifier(provider.instance, provider.member_class, provider.member_code, provider.subsystem, code)
        entry = self.services.get(key)
        if entry is None:
            raise CallError(UNKNOWN_SERVICE, _("Không có dịch vụ {service}.").format(service=key))
        if entry.closed:
            raise CallError(DISABLED, _("Dịch vụ {name} đã ngừng cung cấp.").format(name=entry.name))
        if entry.maintenance and entry.maintenance[0] <= clock.now() <= entry.maintenance[1]:
            until = f"{entry.maintenance[1].astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
            raise CallError(
                DISABLED, _("Dịch vụ {name} đang bảo trì đến {until}.").format(name=entry.name, until=until)
            )
        versions = [item for item in entry.versions if item.withdrawn_on is None or today < item.withdrawn_on]
        first, _slash, rest = path[1:].partition("/")
        for item in versions:
            if first == item.name:
                return entry, item, f"/{rest}" if _slash else ""
        if not versions:
            raise CallError(DISABLED, _("Dịch vụ {name} không còn phiên bản nào đang dùng.").format(name=entry.name))
        return entry, versions[0], path

    def grant(self, client: Identifier, entry: ServiceEntry, today: date) -> Grant:
        """Return the agreement under which ``client`` may ask; raise ``CallError``: nothing is allowed by itself."""
        grants = self.grants.get((client, entry.id), [])
        for item in grants:
            if item.valid_from <= today and (item.valid_to is None or today <= item.valid_to):
                return item
        if grants:
            words = _("Thỏa thuận của {client} về dịch vụ {name} không có hiệu lực hôm nay.")
        else:
            words = _("{client} chưa có thỏa thuận khai thác dịch vụ {name}. Hãy gửi đề nghị trên trục tích hợp.")
        raise CallError(DENIED, words.format(client=client, name=entry.name))


async def load(connection: AsyncConnection[Any]) -> Directory:
    """Read the whole directory."""
    found = Directory()
    by_id: dict[UUID, ServiceEntry] = {}
    for row in await _rows(connection, _SERVICES):
        (key, instance, member_class, member, subsystem, code, name, personal, log_bodies, closed_at, begins, ends) = (
            row
        )
        identifier = Identifier(instance, member_class, member, subsystem, code)
        entry = ServiceEntry(
            key, identifier, str(identifier), name, personal, log_bodies, closed_at is not None,
            (begins, ends) if begins and ends else None,
        )  # fmt: skip
        found.services[identifier] = by_id[key] = entry
    for row in await _rows(connection, _VERSIONS):
        (key, service, name, address, handler, methods, timeout, most, fields, deprecated, withdrawn, probe) = row
        version = Version(
            key, name, address.rstrip("/"), handler, frozenset(methods), timeout, most,
            frozenset(item["path"] for item in fields),
            frozenset(item["path"] for item in fields if item.get("always")),
            deprecated is not None, withdrawn, probe,
        )  # fmt: skip
        by_id[service].versions.append(version)
    for row in await _rows(connection, _CLIENTS):
        instance, member_class, member, subsystem, name = row
        found.clients[Identifier(instance, member_class, member, subsystem or "")] = name
    for row in await _rows(connection, _GRANTS):
        (key, service, instance, member_class, member, subsystem, name, begins, ends, purpose, minute, day, fields) = (
            row
        )
        client = Identifier(instance, member_class, member, subsystem)
        trees = {item.id: _tree(item, frozenset(fields)) for item in by_id[service].versions}
        grant = Grant(key, client, name, begins, ends, purpose, minute, day, trees)
        found.grants.setdefault((client, service), []).append(grant)
    for row in await _rows(connection, _CERTIFICATES):
        sha256, pem, begins, ends, withdrawn, instance, member_class, member, member_from, member_to = row
        public = x509.load_pem_x509_certificate(pem.encode()).public_key()
        found.certificates[sha256] = Known(
            sha256, Identifier(instance, member_class, member), public, pem, begins, ends, withdrawn, member_from,
            member_to,
        )  # fmt: skip
    return found


def _tree(version: Version, agreed: frozenset[str]) -> minimising.Tree | None:
    """Return what stays of a version's answers: none when there is nothing to leave out."""
    if version.paths <= agreed | version.always:
        return None
    return minimising.tree_of((agreed & version.paths) | version.always)


async def _rows(connection: AsyncConnection[Any], statement: str) -> list[Any]:
    cursor = await connection.execute(statement.encode())
    return await cursor.fetchall()


_SERVICES = """SELECT s.id, p.instance, p.member_class, p.member_code, b.code, s.code, s.name, s.personal, s.log_bodies,
 s.closed_at, s.maintenance_from, s.maintenance_to FROM exchange_service s
 JOIN exchange_subsystem b ON b.id = s.subsystem_id JOIN exchange_participant p ON p.id = b.participant_id"""
_VERSIONS = """SELECT id, service_id, version, address, handler, methods, timeout_seconds, most_bytes, fields,
 deprecated_at, withdrawn_on, probe_path FROM exchange_serviceversion WHERE published_at IS NOT NULL
 ORDER BY published_at DESC, id DESC"""
_CLIENTS = """SELECT p.instance, p.member_class, p.member_code, b.code, b.name FROM exchange_participant p
 JOIN exchange_subsystem b ON b.participant_id = p.id
 UNION ALL SELECT instance, member_class, member_code, NULL, name FROM exchange_participant"""
_GRANTS = """SELECT a.id, a.service_id, p.instance, p.member_class, p.member_code, b.code, b.name, a.valid_from,
 a.valid_to, a.purpose, a.per_minute, a.per_day, a.fields FROM exchange_agreement a
 JOIN exchange_subsystem b ON b.id = a.consumer_id JOIN exchange_participant p ON p.id = b.participant_id
 WHERE a.state = 'approved'"""
_CERTIFICATES = """SELECT c.sha256, c.certificate, c.valid_from, c.valid_to, c.withdrawn_at, p.instance, p.member_class,
 p.member_code, p.valid_from, p.valid_to FROM exchange_participantcertificate c
 JOIN exchange_participant p ON p.id = c.participant_id"""
