"""Random lives by the real services: whatever people do and whenever, the sums equal the independent count."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tinhso.government.statistics import queries, slow
from tinhso.government.statistics.derive import Facts, Line, draw
from tinhso.government.statistics.doctor import differences
from tinhso.government.statistics.figures import BY_SLUG
from tinhso.government.statistics.models import Touched
from tinhso.government.statistics.services import rolling
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.foundation.ids import new_id
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.procedures.models import Dossier
from tinhso.kits.procedures.services import intake, outcome, processing, ratings, supplements
from tinhso.kits.procedures.services.intake import Application, GivenPart
from tinhso.kits.procedures.states import Channel
from tinhso.kits.procedures.tests.world import World, at

BEGIN = at("2026-11-09 07:45")
ITEM = [{"part": "to-khai", "what": "Tờ khai", "reason": "Chưa ký", "article": "Điều 4"}]
WHY: dict[str, Any] = {"reason": "Sai thẩm quyền", "article": "Điều 5"}
ACTS = ["receive", "refuse", "ask", "assign", "work", "work", "answer", "sign", "hand", "withdraw", "stop", "rate"]
NATURAL = ["receive", "assign", "ask", "answer", "work", "work", "sign", "hand", "rate"]
gaps = st.integers(0, 3 * 24 * 60)
muddled = st.lists(st.tuples(st.sampled_from(ACTS), gaps), min_size=1, max_size=9)
orderly = st.lists(st.tuples(st.sampled_from([1, 1, 1, 1, 0]), gaps), min_size=9, max_size=9).map(
    lambda drawn: [(name, gap) for name, (done, gap) in zip(NATURAL, drawn, strict=True) if done]
)
life = st.tuples(
    st.sampled_from([Channel.ONLINE, Channel.NATIONAL, Channel.POST]),
    st.integers(0, 10 * 24 * 60),
    st.one_of(orderly, muddled),
)


@pytest.fixture
def desk(small: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world, in which signing needs no certificate: the statistics ask only when it was done."""
    monkeypatch.setattr(outcome, "issue_result", lambda *_given: None)
    monkeypatch.setattr(outcome.signing, "sign_paper", lambda *_given, **_named: None)
    yield small


def acts_of(world: World, dossier: Dossier) -> dict[str, Callable[[], Any]]:
    who, key = world.actor, dossier.id

    def work() -> None:
        try:
            processing.do(who("specialist"), key, note="Đủ")
        except Refused:
            processing.propose(who("specialist"), key, granted=True, content={})

    return {
        "receive": lambda: intake.receive(who("clerk"), key),
        "refuse": lambda: intake.refuse(who("clerk"), key, **WHY),
        "ask": lambda: supplements.ask(SYSTEM, key, ITEM),
        "answer": lambda: supplements.answer(who("citizen"), key, note="Đã bổ sung"),
        "assign": lambda: processing.assign(who("head"), key, world.accounts["specialist"]),
        "work": work,
        "sign": lambda: outcome.sign(who("leader"), key),
        "hand": lambda: outcome.hand_over(who("clerk"), key),
        "withdraw": lambda: outcome.withdraw(who("citizen"), key, reason="Không cần nữa"),
        "stop": lambda: outcome.stop(SYSTEM, key, **WHY),
        "rate": lambda: ratings.rate(who("citizen"), key, score=4),
    }


def live(world: World, scan: Any, channel: str, begin: int, acts: list[tuple[str, int]]) -> datetime:
    """Let a dossier live; return the last moment at which something happened to it."""
    moment = BEGIN + timedelta(minutes=begin)
    account = world.accounts["citizen"]
    with clock.at(moment):
        dossier = intake.submit(
            world.actor("citizen") if channel == Channel.ONLINE else SYSTEM,
            Application(
                version=world.version, agency=world.commune, person=account.person, channel=Channel(channel),
                applicant={"full_name": "Nguyễn Văn Công Dân"}, answers={"purpose": "Vay"},
                parts=[GivenPart("to-khai", file=scan)],
            ),
        )  # fmt: skip
    Dossier.objects.filter(id=dossier.id).update(account=account)
    for name, minutes in acts:
        moment += timedelta(minutes=minutes)
        with clock.at(moment):
            try:
                acts_of(world, dossier)[name]()
            except Refused:
                continue
    return moment


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(life, min_size=1, max_size=3), cuts=st.lists(st.integers(0, 30 * 24 * 60), min_size=2, max_size=2)
)
def test_random_lives_are_counted_as_they_were_lived(desk: World, lives: list[Any], cuts: list[int]) -> None:
    page = BytesIO()
    Image.new("RGB", (60, 80), "white").save(page, "PDF")
    scan = files.store(page.getvalue(), "to-khai.pdf", actor=SYSTEM)
    ends = [live(desk, scan, *one) for one in lives]
    first, last = (BEGIN + timedelta(minutes=cut) for cut in sorted(cuts))
    rolling.roll_up()
    assert not Touched.objects.exists()
    spans = [(at("2026-10-15 00:00"), at("2026-11-15 00:00")), (first, last), (at("2026-01-01 00:00"), max(ends))]
    assert list(differences(spans)) == []
    chief = desk.actor("chief")
    walked = list(slow.walk())
    for begins_at, ends_at in spans:
        cell = slow.count(walked, begins_at, ends_at).get((desk.commune.id, desk.version.procedure.field_id), {})
        for column in BY_SLUG.values():
            rows = queries.dossiers_of(chief, queries.scope_of(chief), column.figure, begins_at, ends_at)
            assert {row.dossier_id for row in rows} == cell.get(column.figure, set())


moments = st.integers(0, 60).map(lambda hours: BEGIN + timedelta(hours=hours))


@given(
    steps=st.lists(st.tuples(moments, st.one_of(st.none(), moments)), min_size=1, max_size=7),
    ended=st.booleans(),
    looked=st.lists(moments, min_size=1, max_size=6),
)
def test_any_ledger_is_read_alike_by_both_ways(steps: list[Any], ended: bool, looked: list[datetime]) -> None:
    """Ledgers that no service would write, too: late when paused, extended after the due time, put back."""
    times = sorted(moment for moment, _due in steps)
    dues = [due for _moment, due in steps]
    kinds = ["start", *("pause" if due is None else "extend" for due in dues[1:])]
    dues[0] = dues[0] or times[0] + timedelta(hours=8)
    lines = [Line(kind, moment, due) for kind, moment, due in zip(kinds, times, dues, strict=True)]
    stop = times[-1] + timedelta(hours=5)
    if ended:
        lines.append(Line("stop", stop, dues[-1]))
    facts = draw(Facts(new_id(), new_id(), "online"), 9 if ended else 4, lines)
    walked = slow.Walked(new_id(), facts.unit_id, facts.field_id, "online", times[0])
    walked.ended_at, walked.ended_as = (stop, 9) if ended else (None, 0)
    walked.ledger = [(line.at, line.due_after) for line in lines if line.kind != "stop"]
    if ended:
        assert facts.timing == walked.how_ended()
    for moment in looked:
        late = any(begin < moment and (end is None or end >= moment) for begin, end in facts.spells)
        assert late == walked.late_in_hand(moment), moment
