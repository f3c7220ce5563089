"""The only place that writes areas."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tinhso.kernel.areas.models import Area, AreaSuccession
from tinhso.kernel.foundation.bulk import Laid, lay
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.foundation.text import fold, sort_key


def build_area(**values: Any) -> Area:
    """Return an unsaved area with its derived columns set; give ``id`` for a row that a load lays again."""
    area = Area(**{"id": new_id(), **values})
    area.folded = fold(area.full_name)[:120]
    area.sort_key = sort_key(area.name)[:300]
    return area


@transaction.atomic
def load(areas: Sequence[Area], successions: Sequence[AreaSuccession]) -> Laid:
    """Lay areas from ``build_area``, parents before children, and their successions; again changes nothing."""
    return lay(Area, areas) + lay(AreaSuccession, successions)
