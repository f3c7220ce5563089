"""That a restricted directive was opened is on record."""

from tinhso.government.directives.audit_events import READ_RESTRICTED
from tinhso.government.directives.models import Directive
from tinhso.kernel.audit import services as audit
from tinhso.kernel.identity.actor import Actor


def record(actor: Actor, directive: Directive) -> None:
    """Note who opened it."""
    audit.record(
        actor, READ_RESTRICTED, subject_kind="directive", subject_id=directive.pk, subject_label=directive.code,
        unit_id=directive.unit_id,
    )  # fmt: skip
