"""What those who were given a directive do: start, note, tell what blocks them, ask for time, report the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import permissions
from tinhso.government.directives.models import (
    Directive,
    DirectiveEvent,
    DirectiveLink,
    DirectiveProduct,
    DirectiveUnit,
)
from tinhso.government.directives.services.ledger import demand_phase, locked, write
from tinhso.government.directives.services.making import text_of
from tinhso.government.directives.states import OPEN, Act, PartRole, Phase, ProductKind
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.errors import Forbidden, Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit

_AT_WORK = (Phase.WAITING, Phase.DOING)


@dataclass(frozen=True)
class Product:
    """A result that is handed in: a document by its number, data, a photo."""

    kind: str
    label: str
    key: UUID | None = None
    file: StoredFile | None = None


def demand_work(actor: Actor, directive: Directive) -> None:
    """Raise ``Forbidden`` unless the actor leads the unit, or is (or stands in for) whom it was given to."""
    if actor.is_system or actor.may(permissions.HAND, directive.lead):
        return
    if directive.account_id is None:
        actor.demand(permissions.DO, directive.lead)
        return
    if actor.post_for(permissions.DO, directive.lead, directive.account_id) is None:
        raise Forbidden(
            _("Nhiệm vụ này đã giao cho {name}. Người đứng đầu đơn vị có thể giao lại.").format(
                name=directive.account_name
            ),
            permission=permissions.DO,
        )


@transaction.atomic
def start(actor: Actor, directive_id: UUID, *, seen: int | None = None) -> DirectiveEvent:
    """Begin the work."""
    directive = locked(actor, directive_id, seen)
    demand_work(actor, directive)
    demand_phase(directive, Phase.WAITING)
    return write(directive, Act.STARTED, actor, unit=directive.lead)


@transaction.atomic
def add_note(actor: Actor, directive_id: UUID, text: str, *, seen: int | None = None) -> DirectiveEvent:
    """Tell in words how far the work is; joint units may too."""
    directive = locked(actor, directive_id, seen)
    unit = _working_unit(actor, directive)
    demand_phase(directive, *OPEN)
    if not text.strip():
        raise Invalid({"text": _("Hãy ghi tiến độ hoặc kết quả phối hợp.")})
    if directive.phase == Phase.WAITING and unit.pk == directive.lead_id:
        write(directive, Act.STARTED, actor, unit=unit)
    return write(directive, Act.NOTED, actor, unit=unit, text=text.strip())


@transaction.atomic
def block(
    actor: Actor, directive_id: UUID, reason: str, *, by: OrganizationUnit | None = None, seen: int | None = None
) -> DirectiveEvent:
    """Tell what blocks the work, and which unit it waits for."""
    directive = locked(actor, directive_id, seen)
    demand_work(actor, directive)
    demand_phase(directive, *_AT_WORK)
    if not reason.strip():
        raise Invalid({"text": _("Hãy ghi vướng mắc.")})
    return write(
        directive, Act.BLOCKED, actor, unit=directive.lead, text=reason.strip(), waits_for=str(by.pk) if by else None
    )


@transaction.atomic
def clear(actor: Actor, directive_id: UUID, text: str = "", *, seen: int | None = None) -> DirectiveEvent:
    """Tell that nothing blocks the work any more."""
    directive = locked(actor, directive_id, seen)
    demand_work(actor, directive)
    if directive.blocked_at is None:
        raise Refused(_("Nhiệm vụ này không có vướng mắc nào đang báo."), code="not-blocked")
    return write(directive, Act.CLEARED, actor, unit=directive.lead, text=text.strip())


@transaction.atomic
def ask_extension(
    actor: Actor, directive_id: UUID, due_at: datetime, reason: str, *, seen: int | None = None
) -> DirectiveEvent:
    """Ask whoever ordered for more time."""
    directive = locked(actor, directive_id, seen)
    demand_work(actor, directive)
    demand_phase(directive, *_AT_WORK)
    wrong = {}
    if directive.due_at is None or due_at <= directive.due_at:
        wrong["due"] = _("Hạn đề nghị phải sau hạn hiện nay.")
    if not reason.strip():
        wrong["text"] = _("Hãy ghi lý do đề nghị gia hạn.")
    if wrong:
        raise Invalid(wrong)
    return write(directive, Act.EXTENSION_ASKED, actor, unit=directive.lead, text=reason.strip(), due=text_of(due_at))


@transaction.atomic
def report(
    actor: Actor, directive_id: UUID, text: str, products: Sequence[Product], *, seen: int | None = None
) -> DirectiveEvent:
    """Hand the result in, with at least one product; what was handed on must have ended."""
    directive = locked(actor, directive_id, seen)
    demand_work(actor, directive)
    demand_phase(directive, *_AT_WORK)
    if not products:
        raise Invalid({"label": _("Hãy gắn sản phẩm: số văn bản, dữ liệu hoặc ảnh hiện trường.")})
    open_children = directive.children.exclude(phase__in=[Phase.DONE, Phase.CANCELLED]).count()
    if open_children:
        raise Refused(
            _("Còn {count} nhiệm vụ đã giao tiếp chưa xong. Hãy xác nhận hoặc hủy bỏ trước khi báo cáo.").format(
                count=open_children
            ),
            code="children-open",
        )
    event = write(
        directive, Act.REPORTED, actor, unit=directive.lead, text=text.strip(),
        products=[{"kind": str(each.kind), "label": each.label} for each in products],
    )  # fmt: skip
    keep_products(directive, event, products)
    return event


def keep_products(directive: Directive, event: DirectiveEvent, products: Sequence[Product]) -> None:
    """Keep what was handed in beside its line."""
    DirectiveProduct.objects.bulk_create(
        DirectiveProduct(
            directive=directive,
            event=event,
            kind=ProductKind(each.kind),
            label=each.label.strip()[:300],
            key=each.key,
            file=each.file,
            created_at=event.at,
        )
        for each in products
    )


@transaction.atomic
def link(
    actor: Actor, directive_id: UUID, *, kind: str, label: str, key: UUID | None = None, url: str = ""
) -> DirectiveLink:
    """Hang a record of another system (a dossier, a document, a work file) on a directive; once."""
    directive = locked(actor, directive_id)
    if not label.strip():
        raise Invalid({"label": _("Hãy ghi mã hoặc số của hồ sơ, văn bản.")})
    if not actor.may(permissions.ASSIGN, directive.unit):
        demand_work(actor, directive)
    made, fresh = DirectiveLink.objects.get_or_create(
        directive=directive, kind=kind, label=label.strip()[:300], defaults={"key": key, "url": url[:300]}
    )
    if fresh:
        write(directive, Act.LINKED, actor, text=made.label, kind=kind)
    return made


def _working_unit(actor: Actor, directive: Directive) -> OrganizationUnit:
    """Return for which unit the actor works on the directive: the leading one, or a joint one."""
    try:
        demand_work(actor, directive)
    except Forbidden:
        joint = DirectiveUnit.objects.filter(directive=directive, role=PartRole.JOINT).select_related("unit")
        for part in joint:
            if actor.may(permissions.DO, part.unit) or actor.may(permissions.HAND, part.unit):
                return part.unit
        raise
    return directive.lead
