"""Freezing a ranking: what was published stands, whatever happens to the directives later."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.directives import events, periods, permissions
from tinhso.government.directives.audit_events import RULED
from tinhso.government.directives.models import RankingClosing
from tinhso.government.directives.queries import ranking
from tinhso.kernel.audit import services as audit
from tinhso.kernel.events import services as outbox
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.organizations.models import OrganizationUnit


@transaction.atomic
def close(actor: Actor, unit: OrganizationUnit, code: str) -> RankingClosing:
    """Freeze the ranking of a period that has ended; raise ``Refused`` while it runs, ``Conflict`` when done before."""
    actor.demand(permissions.MANAGE, unit)
    period = periods.read(code)
    if period.ends_at > clock.now():
        raise Refused(_("{period} chưa kết thúc nên chưa chốt được.").format(period=period.label), code="still-running")
    # Two who close at one moment wait for each other here.
    OrganizationUnit.objects.select_for_update().values_list("id").get(id=unit.pk)
    if ranking.closing_of(unit, period) is not None:
        raise Conflict(_("Bảng xếp hạng {period} đã được chốt.").format(period=period.label))
    lines, rule = ranking.live(unit, period)
    rows, formula = ranking.as_rows(lines), {**rule.content, "basis": rule.basis, "certainty": rule.certainty}
    closing = RankingClosing.objects.create(
        unit=unit,
        period=period.code,
        first_day=period.first_day,
        last_day=period.last_day,
        closed_at=clock.now(),
        closed_by_name=actor.name[:200],
        formula=formula,
        rows=rows,
        digest=digest_of(rows, formula),
    )
    audit.record(
        actor, RULED, subject_kind="directive-ranking", subject_id=closing.id, subject_label=period.code,
        unit_id=unit.pk, what=period.label,
    )  # fmt: skip
    outbox.publish(events.RANKED, closing.id, actor=actor, period=period.code, digest=closing.digest)
    return closing


def digest_of(rows: object, formula: object) -> str:
    """Return the SHA-256 of what is frozen, as canonical JSON."""
    text = json.dumps([rows, formula], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
