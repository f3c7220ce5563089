"""Two officers at once, each on a connection of one's own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tinhso.kernel.foundation.errors import Conflict
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.inbox import services
from tinhso.kernel.inbox.models import WorkItem
from tinhso.kernel.inbox.tests.conftest import DO, KIND, Office

NAMES = ["Lê Thị An", "Trần Văn Bình", "Phạm Thị Chi"]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_claims_wins_and_the_others_are_told(office: Office) -> None:
    actors = {name: office.actor(name) for name in NAMES}
    for _ in range(5):
        item = services.put(KIND, subject_id=new_id(), title="Hồ sơ", unit=office.first, permission=DO)
        start = threading.Barrier(len(NAMES))

        def claim(name: str, item: WorkItem = item, start: threading.Barrier = start) -> str:
            try:
                start.wait(timeout=10)
                return f"won: {services.claim(item.pk, actors[name]).account}"
            except Conflict as refusal:
                return refusal.message
            finally:
                connection.close()

        with ThreadPoolExecutor(len(NAMES)) as pool:
            answers = dict(zip(NAMES, pool.map(claim, NAMES), strict=True))
        item.refresh_from_db()
        winner = str(item.account)
        assert answers.pop(winner) == f"won: {winner}"
        assert all(answer.startswith(f"{winner} đã nhận việc này lúc ") for answer in answers.values())


@pytest.mark.django_db(transaction=True)
def test_putting_one_item_twice_at_once_opens_one(office: Office) -> None:
    subject = new_id()
    start = threading.Barrier(2)

    def put(title: str) -> WorkItem:
        try:
            start.wait(timeout=10)
            return services.put(KIND, subject_id=subject, title=title, unit=office.first, permission=DO)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        items = list(pool.map(put, ["một", "hai"]))
    assert items[0].pk == items[1].pk
    assert WorkItem.objects.count() == 1
