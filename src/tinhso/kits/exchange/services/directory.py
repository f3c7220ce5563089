"""Writing the directory: participants, their systems, services and versions; the installation's own offers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Invalid, NotFound
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.exchange import audit_events, permissions, publishing
from tinhso.kits.exchange.access import demand_province
from tinhso.kits.exchange.identifiers import check_part
from tinhso.kits.exchange.models import Participant, Service, ServiceHealth, ServiceVersion, Subsystem
from tinhso.kits.exchange.services import alerts


@transaction.atomic
def add_participant(
    actor: Actor,
    *,
    member_code: str,
    name: str,
    instance: str = "",
    member_class: str = "",
    unit: OrganizationUnit | None = None,
    contact: str = "",
    own: bool = False,
) -> Participant:
    """Let a member take part; raise ``Invalid``, ``Conflict`` when it does already."""
    demand_province(actor, permissions.MANAGE)
    instance = check_part("instance", instance or settings.EXCHANGE_INSTANCE)
    member_class = check_part("member_class", member_class or settings.EXCHANGE_MEMBER_CLASS)
    member_code = check_part("member_code", member_code)
    if not name.strip():
        raise Invalid({"name": _("Hãy ghi tên thành viên.")})
    if Participant.objects.filter(instance=instance, member_class=member_class, member_code=member_code).exists():
        raise Conflict(_("Thành viên {code} đã có trên trục.").format(code=f"{instance}/{member_class}/{member_code}"))
    made = Participant.objects.create(
        instance=instance, member_class=member_class, member_code=member_code, name=name.strip()[:200], unit=unit,
        contact=contact.strip()[:200], own=own, valid_from=clock.today(),
    )  # fmt: skip
    _noted(actor, audit_events.PARTICIPANT_ADDED, made, identifier=str(made.identifier))
    return made


@transaction.atomic
def add_subsystem(actor: Actor, participant: Participant, *, code: str, name: str, sandbox: bool = False) -> Subsystem:
    """Let a member's system take part; raise ``Invalid``, ``Conflict`` when it does already."""
    demand_province(actor, permissions.MANAGE)
    code = check_part("code", code)
    if not name.strip():
        raise Invalid({"name": _("Hãy ghi tên phần mềm.")})
    if participant.subsystems.filter(code=code).exists():
        raise Conflict(_("{name} đã có phần mềm mang mã {code}.").format(name=participant, code=code))
    made = Subsystem.objects.create(
        participant=participant, code=code, name=name.strip()[:200], sandbox=sandbox, valid_from=clock.today()
    )
    _noted(actor, audit_events.SUBSYSTEM_ADDED, made, identifier=str(made.identifier))
    return made


@transaction.atomic
def publish(
    actor: Actor,
    subsystem: Subsystem,
    *,
    code: str,
    name: str,
    version: str,
    address: str = "",
    handler: str = "",
    fields: list[dict[str, Any]] | None = None,
    **described: Any,
) -> ServiceVersion:
    """Publish a version of a service, the service itself when it is new; a published version only changes its words.

    ``described``: what ``Service`` and ``ServiceVersion`` hold besides. Raises ``Invalid``.
    """
    demand_province(actor, permissions.MANAGE)
    code, version = check_part("code", code), check_part("version", version)
    if bool(address) == bool(handler):
        raise Invalid({"address": _("Hãy ghi địa chỉ của bên cung cấp.")})
    if address and not address.startswith(("http://", "https://")):
        raise Invalid({"address": _("Địa chỉ bắt đầu bằng http:// hoặc https://.")})
    of_service = {key: described.pop(key) for key in tuple(described) if key in _OF_SERVICE}
    service, _made = Service.objects.update_or_create(
        subsystem=subsystem, code=code, defaults={"name": name.strip()[:200], **of_service}
    )
    row, made = ServiceVersion.objects.update_or_create(
        service=service,
        version=version,
        defaults={"address": address, "handler": handler, "fields": fields or [], **described},
        create_defaults={
            "address": address, "handler": handler, "fields": fields or [], "published_at": clock.now(), **described,
        },
    )  # fmt: skip
    if made:
        _noted(actor, audit_events.SERVICE_PUBLISHED, service, version=version, identifier=str(service.identifier))
    return row


_OF_SERVICE = {"description", "owner", "contact", "legal_ground", "personal", "log_bodies"}


@transaction.atomic
def change_service(
    actor: Actor,
    service_id: UUID,
    *,
    closed: bool | None = None,
    maintenance: tuple[datetime, datetime] | None = None,
    deprecate: str = "",
) -> Service:
    """Close or open a service, announce its maintenance, deprecate one of its versions; each is on record."""
    demand_province(actor, permissions.MANAGE)
    service = Service.objects.select_for_update(of=("self",)).filter(id=service_id).first()
    if service is None:
        raise NotFound
    what = []
    if closed is not None:
        service.closed_at = clock.now() if closed else None
        if closed:
            # Nobody probes a closed service any more: nothing would take its item out of the inbox.
            alerts.withdraw(service)
            ServiceHealth.objects.filter(service=service).update(alerted_at=None)
        what.append("closed" if closed else "open")
    if maintenance is not None:
        begins, ends = maintenance
        if ends <= begins:
            raise Invalid({"maintenance_to": _("Thời điểm kết thúc phải sau thời điểm bắt đầu.")})
        service.maintenance_from, service.maintenance_to = begins, ends
        what.append(f"maintenance {begins:%Y-%m-%d %H:%M} – {ends:%Y-%m-%d %H:%M} UTC")
    service.save(update_fields=["closed_at", "maintenance_from", "maintenance_to"])
    if deprecate:
        service.versions.filter(version=deprecate, deprecated_at=None).update(deprecated_at=clock.now())
        what.append(f"deprecated {deprecate}")
    _noted(actor, audit_events.SERVICE_CHANGED, service, what=", ".join(what))
    return service


@transaction.atomic
def lay_offers(actor: Actor, unit: OrganizationUnit) -> int:
    """Write what the modules of this installation offer into the directory, under the member of ``unit``.

    Each offer and its sandbox twin; laying them again changes what was changed. Returns how many services stand.
    """
    demand_province(actor, permissions.MANAGE)
    participant = Participant.objects.filter(
        instance=settings.EXCHANGE_INSTANCE,
        member_class=settings.EXCHANGE_MEMBER_CLASS,
        member_code=unit.identifier,
    ).first() or add_participant(actor, member_code=unit.identifier, name=unit.name, unit=unit, own=True)
    subsystems = {row.code: row for row in participant.subsystems.all()}
    count = 0
    for made in publishing.OFFERS.values():
        for twin in (False, True):
            code = made.subsystem + (publishing.SANDBOX if twin else "")
            if code not in subsystems:
                name = _("Thử nghiệm: {name}") if twin else "{name}"
                subsystems[code] = add_subsystem(
                    actor, participant, code=code, name=name.format(name=made.subsystem), sandbox=twin
                )
            _lay(actor, subsystems[code], made, unit, twin=twin)
            count += 1
    return count


def lay_own_offers(actor: Actor) -> int:
    """Lay the offers under the member of the unit that stands above all others; 0 before a data pack is loaded."""
    unit = OrganizationUnit.objects.on().filter(parent=None).order_by("kind", "id").first()
    return lay_offers(actor, unit) if unit is not None else 0


def _lay(actor: Actor, subsystem: Subsystem, made: publishing.Offer, unit: OrganizationUnit, *, twin: bool) -> None:
    publish(
        actor,
        subsystem,
        code=made.code,
        name=made.name,
        version=made.version,
        handler=made.key + ("#twin" if twin else ""),
        fields=[
            {"path": item.path, "label": str(item.label), "personal": item.personal, "always": item.always}
            for item in made.fields
        ],
        schema=publishing.openapi(made),
        methods=["GET"],
        probe_path=made.probe_path,
        timeout_seconds=made.timeout_seconds,
        description=made.description,
        legal_ground=made.legal_ground,
        personal=made.personal and not twin,
        owner=unit,
        contact=unit.email or unit.phone,
    )


def _noted(actor: Actor, code: str, subject: Participant | Subsystem | Service, **details: Any) -> None:
    audit.record(
        actor,
        code,
        subject_kind=f"exchange-{subject._meta.model_name}",
        subject_id=subject.id,
        subject_label=str(subject),
        **details,
    )
