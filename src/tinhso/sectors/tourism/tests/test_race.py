"""Two people change one row at the same moment: one is kept, the other is told who was first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tinhso.kernel.foundation.errors import Conflict
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import make_world
from tinhso.sectors.tourism.models import Place


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_at_once_exactly_one_is_kept():
    world = make_world(Place.definition)
    values = {"name": "Thành nhà Hồ", "kind": "heritage", "unit": world.here}
    row = services.add(SYSTEM, Place.definition, values)
    actors, start = [world.actor(), world.actor()], Barrier(2)

    def change(number):
        try:
            mine = Place.objects.get(pk=row.pk)
            start.wait()
            services.change(actors[number], mine, {"ticket": 1000 * (number + 1)}, revision=1)
        except Conflict as told:
            return str(told)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(change, range(2)))
    row.refresh_from_db()
    assert answers[0] == ""
    assert answers[1].startswith("Lê Thị Thử đã sửa bản ghi này lúc")
    assert row.revision == 2
    assert row.events.count() == 2
