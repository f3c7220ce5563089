"""Does every directive stand as its ledger says? Recomputed from the beginning, for ``tinhso doctor``."""

from itertools import groupby

from django.utils.translation import gettext as _

from tinhso.government.directives.models import Directive, DirectiveEvent, RankingClosing
from tinhso.government.directives.services.closing import digest_of
from tinhso.government.directives.standing import COLUMNS, fold

_SHOWN = 5


def check_ledger() -> list[str]:
    """Return the directives whose rows do not follow from their ledgers, and those whose lines have a gap."""
    found: list[str] = []
    rows = {row[0]: row for row in Directive.objects.values_list("pk", "code", *COLUMNS).iterator(chunk_size=5000)}
    lines = DirectiveEvent.objects.order_by("directive_id", "position").only(
        "directive_id", "position", "act", "at", "text", "data"
    )
    for key, group in groupby(lines.iterator(chunk_size=5000), key=lambda line: line.directive_id):
        own = list(group)
        _key, code, *stands = rows.pop(key)
        if [line.position for line in own] != list(range(1, len(own) + 1)):
            found.append(_("Nhiệm vụ {code}: sổ bị hụt dòng.").format(code=code))
            continue
        standing = fold(own)
        wrong = [name for name, value in zip(COLUMNS, stands, strict=True) if not _same(getattr(standing, name), value)]
        if wrong:
            found.append(_("Nhiệm vụ {code}: khác với sổ ở {what}.").format(code=code, what=", ".join(wrong)))
    found += [_("Nhiệm vụ {code}: không có dòng nào trong sổ.").format(code=row[1]) for row in rows.values()]
    return found[:_SHOWN] + (
        [_("… và {count} nhiệm vụ khác.").format(count=len(found) - _SHOWN)] if len(found) > _SHOWN else []
    )


def check_rankings() -> list[str]:
    """Return the frozen rankings that are not what was frozen."""
    return [
        _("Bảng xếp hạng {period} khác với mã băm lúc chốt.").format(period=row.period)
        for row in RankingClosing.objects.order_by("period")
        if digest_of(row.rows, row.formula) != row.digest
    ]


def _same(one: object, other: object) -> bool:
    return str(one) == str(other) if isinstance(one, str) else one == other
