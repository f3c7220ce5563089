"""Several at one moment: one decision counts, numbers neither double nor missing, the ledger has no gap."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tinhso.government.directives import doctor
from tinhso.government.directives.models import Directive
from tinhso.government.directives.services import assigning, deciding, work
from tinhso.government.directives.states import Act, ProductKind
from tinhso.government.directives.tests.province import make_province
from tinhso.kernel.foundation.errors import Conflict, Refused


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Do all at one moment, each on a connection of its own; a refusal is an answer."""
    start = threading.Barrier(len(works))

    def do(one: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return one()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


@pytest.mark.django_db(transaction=True)
def test_what_is_done_at_one_moment_is_done_one_after_the_other() -> None:
    here = make_province()
    office, head = here.actor("office"), here.actor("head")
    orders = [here.order(due_at=None, source_label=str(number)) for number in range(6)]
    given = at_once([lambda order=order: assigning.assign(office, order) for order in orders])  # type: ignore[misc]
    codes = sorted(row.code for row in given)
    year = codes[0][2:6]
    assert codes == [f"NV{year}-{number:05d}" for number in range(1, 7)]

    row = given[0]
    work.report(head, row.pk, "", [work.Product(ProductKind.DOCUMENT, "1/BC")])
    answers = at_once(
        [
            lambda: deciding.confirm(office, row.pk, seen=2),
            lambda: deciding.give_back(office, row.pk, "Thiếu", seen=2),
            lambda: deciding.confirm(office, row.pk, seen=2),
        ]
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2
    lines = list(Directive.objects.get(pk=row.pk).ledger.order_by("position").values_list("position", "act"))
    assert [position for position, _act in lines] == [1, 2, 3]
    assert lines[2][1] in (Act.CONFIRMED, Act.RETURNED)
    assert not doctor.check_ledger()
