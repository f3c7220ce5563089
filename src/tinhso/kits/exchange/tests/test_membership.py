"""Days are Viet Nam's: who joins on a day belongs from its midnight there, while at Greenwich it is the day before."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.exchange import keys
from tinhso.kits.exchange.gateway.directory import Known
from tinhso.kits.exchange.gateway.protocol import CallError
from tinhso.kits.exchange.identifiers import Identifier
from tinhso.kits.exchange.services import directory
from tinhso.kits.exchange.tests.world import make_client

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
JOINED, LEFT = date(2026, 11, 23), date(2026, 11, 30)


def known():
    return Known("", Identifier("VN", "GOV", "D01"), None, "", BEGINS, ENDS, None, JOINED, LEFT)


@pytest.mark.parametrize("moment", ["2026-11-23T00:00+07:00", "2026-11-23T06:59+07:00", "2026-11-30T23:59+07:00"])
def test_a_member_belongs_from_its_first_midnight_to_the_end_of_its_last_day(moment):
    known().check(datetime.fromisoformat(moment).astimezone(UTC))


@pytest.mark.parametrize("moment", ["2026-11-22T23:59+07:00", "2026-12-01T00:00+07:00"])
def test_the_minute_before_and_the_minute_after_it_does_not(moment):
    with pytest.raises(CallError):
        known().check(datetime.fromisoformat(moment).astimezone(UTC))


def test_its_certificate_is_believed_from_its_first_midnight(db):
    midnight = datetime.combine(clock.today() + timedelta(days=1), time(0, 30), clock.VIETNAM).astimezone(UTC)
    with clock.at(midnight):
        member = directory.add_participant(SYSTEM, member_code="D01", name="Thành viên D01")
        made = make_client("VN/GOV/D01/mot-cua", 30)
        keys.register_certificate(SYSTEM, member, made.pem)
    assert keys.verdict(made.sha256, midnight).good
    assert not keys.verdict(made.sha256, midnight - timedelta(hours=1)).good
