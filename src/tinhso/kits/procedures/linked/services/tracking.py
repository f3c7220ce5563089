"""Following a linked application by its code without signing in; who asks was counted by the tracking of dossiers."""

from tinhso.kernel.audit import services as audit
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.linked.audit_events import APPLICATION_TRACKED
from tinhso.kits.procedures.linked.models import LinkedApplication
from tinhso.kits.procedures.linked.queries import by_code


def track(actor: Actor, code: str) -> LinkedApplication | None:
    """Return the application that bears ``code``, and record that it was looked up; ``None`` when there is none."""
    application = by_code("".join(code.split()))
    if application is not None:
        audit.record(
            actor,
            APPLICATION_TRACKED,
            subject_kind="linked.application",
            subject_id=application.id,
            subject_label=application.code,
            person_id=application.person_id,
        )
    return application
