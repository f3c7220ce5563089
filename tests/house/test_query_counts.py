"""What every register's pages ask the database: no more than is written down, and as much for few rows as for many."""

import pytest

from tinhso.kits.registers import made_up
from tinhso.kits.registers.definition import REGISTERS
from tinhso.kits.registers.testing import make_world, pages_of, query_counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_lists_pages_exports_and_api_ask_no_more_than_is_written_down(code, django_assert_max_num_queries):
    definition = REGISTERS[code]
    world, most, asked = make_world(definition), query_counts(code), []
    first = made_up.lay(definition, world.here, world.area, 10)
    pages = pages_of(world, first.pk)
    for _round in range(2):
        counts = {}
        for name, ask in pages.items():
            with django_assert_max_num_queries(most[name], info=name) as questions:
                assert ask().status_code == 200
            counts[name] = len(questions)
        asked.append(counts)
        made_up.lay(definition, world.here, world.area, 50)
    assert asked[0] == asked[1]
