"""Following a dossier by its code without signing in: counted for each address, and recorded."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.audit import services as audit
from tinhso.kernel.foundation.errors import Invalid, NotFound, Refused
from tinhso.kernel.identity import throttle
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.audit_events import DOSSIER_TRACKED
from tinhso.kits.procedures.codes import parse_code
from tinhso.kits.procedures.models import Dossier, DossierStep
from tinhso.kits.procedures.states import StepState

MOST = 30
"""How many codes one address may ask for in a quarter of an hour: enough for a helpful relative, not for guessing."""


class TooManyLookups(Refused):
    """One address asked for too many codes."""

    status = 429
    title = gettext_lazy("Tra cứu tạm dừng")

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _("Có quá nhiều lần tra cứu từ địa chỉ mạng này. Hãy thử lại sau {minutes} phút.").format(minutes=minutes),
            code="too-many-lookups",
            retry_after=minutes * 60,
        )


def track(actor: Actor, code: str, *, address: str) -> Dossier:
    """Return the dossier that bears ``code``, and record that it was looked up.

    Raise ``Invalid`` for what is no code, ``NotFound`` when no dossier bears it, ``TooManyLookups``. The count
    stands whatever comes of it, so that a hundred guesses are a hundred.
    """
    wanted = "".join(code.split()).upper()
    try:
        parse_code(wanted)
    except ValueError as error:
        raise Invalid({"code": str(error)}) from error
    minutes = throttle.count("procedures.track", address, most=MOST)
    if minutes:
        raise TooManyLookups(minutes)
    steps = DossierStep.objects.filter(state=StepState.OPEN).select_related("unit").order_by("position")
    dossier = (
        Dossier.objects.filter(code=wanted)
        .select_related("procedure", "agency", "reception_unit", "holder_unit")
        .prefetch_related(Prefetch("steps", steps, to_attr="open_steps"))
        .first()
    )
    if dossier is None:
        raise NotFound(_("Không có hồ sơ nào mang mã {code}.").format(code=wanted))
    audit.record(
        actor,
        DOSSIER_TRACKED,
        subject_kind="procedures.dossier",
        subject_id=dossier.id,
        subject_label=dossier.code,
        person_id=dossier.person_id,
    )
    return dossier
