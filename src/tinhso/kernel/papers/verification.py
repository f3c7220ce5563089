"""What the verification page shows, and the place where a higher room says how signatures are checked."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.kernel.audit import services as audit
from tinhso.kernel.files import queries as files
from tinhso.kernel.files.links import link
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.foundation.registry import Registry
from tinhso.kernel.identity import throttle
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.papers import audit_events
from tinhso.kernel.papers.models import Paper

MOST_LOOKS = 60
"""How many codes one address may look up in a quarter of an hour."""
MOST_TRIES = 5
"""How often the four digits of one paper may be tried in a quarter of an hour."""
_LINK_SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """What is said of one signature; ``verdict`` is ``valid``, ``unknown`` or ``broken``."""

    verdict: str
    sentence: str


SIGNATURE_CHECKS: Registry[Callable[[bytes], list[Verdict]]] = Registry("signature check")


@dataclass(frozen=True)
class State:
    """Whether a paper holds: ``tone`` is ``success``, ``warning`` or ``danger``."""

    tone: str
    title: str
    sentence: str


def look(what: str, who: str, *, most: int = MOST_LOOKS) -> None:
    """Count one look; raise ``Refused`` when there were too many."""
    minutes = throttle.count(what, who, most=most)
    if minutes:
        refusal = Refused(
            _("Quý vị đã tra cứu quá nhiều lần. Xin thử lại sau %(minutes)s phút.") % {"minutes": minutes},
            code="too-many",
        )
        refusal.status = 429
        raise refusal


def verdicts(paper: Paper) -> list[Verdict]:
    """Return what is said of the signatures of the paper's signed file; none when it was not signed."""
    if paper.signed_file is None:
        return []
    content = files.read(paper.signed_file)
    return [verdict for check in SIGNATURE_CHECKS.values() for verdict in check(content)]


def state(paper: Paper, found: list[Verdict]) -> State:
    """Return whether the paper holds today."""
    if paper.revoked_at is not None:
        return State(
            "danger",
            _("Giấy tờ đã bị thu hồi, không còn giá trị"),
            paper.revoked_reason or _("Liên hệ cơ quan ban hành để biết lý do."),
        )
    if paper.valid_to is not None and paper.valid_to < clock.today():
        return State("warning", _("Giấy tờ đã hết thời hạn"), _("Giấy tờ là thật nhưng không còn hiệu lực."))
    if any(item.verdict == "broken" for item in found):
        return State("danger", _("Chữ ký số không hợp lệ"), _("Liên hệ cơ quan ban hành trước khi dùng giấy tờ này."))
    if not found:
        return State(
            "warning",
            _("Có giấy tờ này, chưa có chữ ký số"),
            _("Cơ quan ban hành đã lập giấy tờ này trên hệ thống; bản ký số chưa có."),
        )
    return State(
        "success",
        _("Giấy tờ có thật và còn giá trị"),
        _("Hãy so các nội dung dưới đây với bản quý vị đang giữ."),
    )


def open_signed(paper: Paper, digits: str, actor: Actor) -> str:
    """Return a short-lived link to the signed file for somebody who knows the holder's last four digits.

    Raises ``Invalid`` when they are wrong, ``Refused`` when tried too often or when nothing may be fetched here.
    """
    look("papers.digits", str(paper.id), most=MOST_TRIES)
    if paper.signed_file is None or not paper.holder_digits:
        raise Refused(_("Giấy tờ này không tải được ở đây. Hãy mở trong hồ sơ của quý vị."), code="not-fetched-here")
    if digits.strip() != paper.holder_digits:
        raise Invalid({"digits": _("Bốn số chưa đúng. Xem lại bốn số cuối số định danh của người được cấp giấy.")})
    audit.record(
        actor,
        audit_events.FETCHED,
        subject_kind="paper",
        subject_id=paper.id,
        subject_label=str(paper),
        unit_id=paper.unit_id,
    )
    return link(paper.signed_file, seconds=_LINK_SECONDS, download=True)
