"""Two offices at one moment, each on a connection of its own: one sale stands, and a notice comes before or after."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tinhso.government.notary.models import Act, Notice
from tinhso.government.notary.tests.sample import BUYER, OTHER_BUYER, OWNER, make_sample
from tinhso.kernel.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 20


def at_once(jobs):
    """Run the jobs from one starting shot on; return what each returned or was refused with."""
    start = threading.Barrier(len(jobs))

    def run(job):
        try:
            start.wait(timeout=20)
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_of_two_sales_at_one_moment_exactly_one_stands_and_a_notice_is_before_or_after():
    sample = make_sample()
    for place in range(TRIES):
        parcel = sample.parcel(parcel_number=str(place + 1))
        # Every other property is known by its certificate to one office, and by both numbers to the other.
        both = {**parcel, "certificate_number": f"CĐ {place:06d}"}
        mine = sample.search(0, (OWNER, BUYER), parcel)
        theirs = sample.search(1, (OWNER, OTHER_BUYER), both if place % 2 else parcel)
        first, second = sample.values(), sample.values()
        sales = [
            lambda search=mine, values=first: _sell(sample, search, 0, values),
            lambda search=theirs, values=second: _sell(sample, search, 1, values),
        ]
        made = at_once([*sales, lambda given=parcel: sample.block(given)] if place % 4 == 3 else sales)
        stands = [act for act in made if isinstance(act, Act)]
        refused = [told for told in made if isinstance(told, Refused)]
        if place % 4 != 3:
            assert len(stands) == 1
            [told] = refused
            assert stands[0].office.name in told.message
            assert f"số {stands[0].number} " in told.message
        else:
            assert len(stands) <= 1
            assert all("đã được chuyển" in told.message or "ngăn chặn" in told.message for told in refused)
    assert Notice.objects.count() == TRIES // 4


def _sell(sample, search, place, values):
    from tinhso.government.notary.services.recording import record_act

    return record_act(sample.clerks[place], search, values, ["giver", "taker"])
