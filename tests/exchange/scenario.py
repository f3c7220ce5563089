"""Everything that can go wrong between two installations, really made; then the books are checked."""

import itertools
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click

from exchange import databases
from exchange.sites import Site, acquaint, until


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    found = [pid]
    for child in (tasks / str(pid) / "children").read_text().split():
        found += _children(int(child))
    return found


def room(site: Site, size: int | None, door: str = "web") -> None:
    """Let no file of the site's ``door`` process grow past ``size`` bytes, as on a disk that is full; None: no end."""
    for pid in _children(site.running[door].pid):
        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


def peak_mb(site: Site, door: str = "web") -> int:
    """Return the most memory that a process of the site's ``door`` has held so far."""
    found = 0
    for pid in _children(site.running[door].pid):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                found = max(found, int(line.split()[1]) // 1024)
    return found


_SENT = """
    SELECT dispatch.recipient, posting.edxml_id FROM exchange_messages_dispatch dispatch
    JOIN exchange_messages_posting posting ON posting.id = dispatch.posting_id
    WHERE dispatch.state = 'sent' AND dispatch.status_code = '01'"""
_ARRIVED = """
    SELECT unit.identifier, arrival.edxml_id FROM exchange_messages_arrival arrival
    JOIN organizations_organizationunit unit ON unit.id = arrival.unit_id"""


@dataclass
class Faults:
    """``a`` sends, ``b`` receives; what ``b`` answers goes back."""

    a: Site
    b: Site
    say: Callable[[str], None] = lambda words: None
    senders: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)
    number: int = 0
    door: str = "web"
    """The process of an installation that takes messages in."""

    def run(self, count: int, *, large: int = 0) -> None:
        """Play all of it with about ``count`` documents."""
        self.prepare()
        fifth = max(count // 5, 4)
        for what, play in (
            ("an ordinary day", lambda: self.ordinary(fifth)),
            ("the receiver is down for an hour", lambda: self.down(fifth)),
            ("receiver and sender are killed in the middle", lambda: self.killed(2 * fifth)),
            ("copies, and messages out of their order", lambda: self.reordered(fifth)),
            ("broken XML, a wrong signature, an unknown unit", self.spoilt),
            ("an expired certificate", self.expired),
            ("the receiver's disk is full", self.full),
            ("a large attachment", lambda: self.large(large)),
        ):
            begun = time.monotonic()
            play()
            self.say(f"{what}: {sum(self.expected.values())} documents so far, {time.monotonic() - begun:.1f} s")
        self.books()

    def prepare(self) -> None:
        """Two provinces that know each other."""
        self.senders = self.a.ask("setup", root="H56", name="Thanh Hoá")[:4]
        self.places = self.b.ask("setup", root="H33", name="Hải Dương", communes=12)
        for site in (self.a, self.b):
            site.start_web()
        acquaint(self.a, self.b)

    def send(self, count: int, *, to: str = "", **more: int) -> list[str]:
        """Send documents from all departments, to all units in turn."""
        sent = []
        share = -(-count // len(self.senders))
        for place, sender in enumerate(self.senders):
            n = min(share, count - len(sent))
            if n <= 0:
                break
            recipient = to or self.places[(place + self.number) % len(self.places)]
            sent += self.a.ask("send", sender=sender, recipients=[recipient], first=self.number + 1, count=n, **more)
            self.number += n
        self.expected["documents"] += len(sent)
        return sent

    def deliver(self, **more: int) -> None:
        """Give the sender's lanes their turns."""
        self.a.ask("deliver", turns=1, threads=3, **more)

    def all_arrived(self) -> bool:
        """Tell whether the receiver has every document that can be delivered."""
        return sum(self.b.ask("counts")["arrivals"].values()) == self.expected["documents"]

    def ordinary(self, count: int) -> None:
        """Everything works."""
        self.send(count)
        self.deliver()
        assert self.all_arrived(), (self.a.ask("counts"), self.b.ask("counts"), self.a.ask("troubles"), self.b.words())

    def down(self, count: int) -> None:
        """Nobody answers for an hour; nothing is given up, and all of it goes afterwards."""
        self.b.kill("web")
        before = sum(self.b.ask("counts")["arrivals"].values())
        self.send(count)
        for minutes in range(0, 61, 10):
            self.deliver(ahead_minutes=minutes)
        counts = self.a.ask("counts")
        assert counts["messages"].get("waiting") == count and not counts["dead"], counts
        assert sum(self.b.ask("counts")["arrivals"].values()) == before
        self.b.start_web()
        for minutes in (95, 190, 380, 760):
            self.deliver(ahead_minutes=minutes)
            if self.all_arrived():
                return
        raise AssertionError((self.a.ask("counts"), self.b.ask("counts"), self.a.ask("troubles"), self.b.words()))

    def killed(self, count: int) -> None:
        """Both sides die by ``kill -9`` while documents are on their way, and are started again."""
        self.send(count)
        have = sum(self.b.ask("counts")["arrivals"].values())
        self.a.start_worker()
        until(lambda: sum(self.b.ask("counts")["arrivals"].values()) > have + count // 8, 1800, 0.05)
        self.b.kill("web")
        time.sleep(0.5)
        self.b.start_web()
        until(lambda: sum(self.b.ask("counts")["arrivals"].values()) > have + count // 4, 1800, 0.05)
        self.a.kill("worker")
        self.a.start_worker()
        until(self.all_arrived, 3600, 0.5)
        self.a.kill("worker")

    def reordered(self, count: int) -> None:
        """Messages come twice, late, and before those that they follow."""
        self.send(count)
        early = self.a.ask("misorder")
        assert early and set(early) == {"out-of-order"}, early
        self.deliver(ahead_minutes=200)
        assert self.all_arrived(), (self.a.ask("counts"), self.b.ask("counts"), self.a.ask("troubles"))
        again = self.a.ask("replay", most=count)
        assert again and all(again), "a copy is known as such"
        assert self.all_arrived()

    def spoilt(self) -> None:
        """What cannot be read or believed stands on the desk with its reason; mended, it arrives."""
        for how, code in (("signature", "bad-signature"), ("xml", "bad-xml"), ("schema", "bad-schema")):
            (document,) = self.a.ask("send", sender=self.senders[0], recipients=[self.places[0]],
                                     first=self.number + 1, count=1)  # fmt: skip
            self.number += 1
            self.a.ask("spoil", document_id=document, how=how)
            self.deliver(ahead_minutes=300)
            (row,) = self.a.ask("dispatches", document_id=document)
            assert row["state"] == "failed" and row["problem"], (how, row)
            (stands,) = [found for found in self.a.ask("desk") if found["code"] == code]
            assert stands["words"]
            assert code in {found["code"] for found in self.b.ask("refused")}
            self.a.ask("resend", dispatch_id=row["id"])
            self.expected["documents"] += 1
        (document,) = self.a.ask("send", sender=self.senders[0], recipients=["H33.998"],
                                 first=self.number + 1, count=1)  # fmt: skip
        self.number += 1
        (row,) = self.a.ask("dispatches", document_id=document)
        assert row["state"] == "failed" and "H33.998" in row["problem"], row
        self.expected["unknown"] += 1
        self.deliver(ahead_minutes=300)
        assert self.all_arrived()

    def expired(self) -> None:
        """A certificate that ran out stops everything, by its name; once it is renewed the desk sends again."""
        self.b.ask("expire", code="H56")
        sent = self.send(3)
        self.deliver(ahead_minutes=300)
        rows = [self.a.ask("dispatches", document_id=key)[0] for key in sent]
        assert {row["state"] for row in rows} == {"failed"} and "hết hạn" in rows[0]["problem"], rows
        self.b.ask("unexpire", code="H56")
        for row in rows:
            self.a.ask("resend", dispatch_id=row["id"])
        self.deliver(ahead_minutes=300)
        assert self.all_arrived()

    def full(self) -> None:
        """Nothing is half kept; when there is room again it goes by itself."""
        room(self.b, 64, self.door)
        sent = self.send(1, files=3)
        self.deliver(ahead_minutes=300)
        (row,) = self.a.ask("dispatches", document_id=sent[0])
        waiting = self.a.ask("counts")["messages"].get("waiting")
        room(self.b, None, self.door)
        assert (row["state"], waiting) == ("queued", 1), row
        self.deliver(ahead_minutes=400)
        assert self.all_arrived(), (self.a.ask("counts"), self.a.words(), self.b.words())

    def large(self, size: int) -> None:
        """A file as large as may be goes part by part: neither side holds it in memory."""
        if not size:
            return
        before = peak_mb(self.b, self.door), self.a.ask("counts")["peak_mb"]
        sent = self.send(1, files=0, large=size)
        self.deliver(ahead_minutes=400)
        assert self.all_arrived(), (self.a.ask("dispatches", document_id=sent[0]), self.b.words())
        grown = peak_mb(self.b, self.door) - before[0], self.a.ask("counts")["peak_mb"] - before[1]
        self.say(f"{size // 2**20} MB: memory grew by {grown[1]} MB at the sender, {grown[0]} MB at the receiver")
        assert max(grown) < 80, grown

    def books(self) -> None:
        """Each document is with its recipient once, in its sender's order; every state came back; the desk is told."""
        self.b.ask("deliver", turns=20, threads=3)
        self.b.ask("deliver", turns=20, threads=3, ahead_minutes=600)
        a, b = self.a.ask("counts"), self.b.ask("counts")
        arrived = [tuple(row) for row in self.b.ask("arrived")]
        assert len(arrived) == len(set(arrived)) == self.expected["documents"], (len(arrived), self.expected)
        sent = databases.rows(self.a.name, _SENT)
        assert Counter(sent) == Counter(databases.rows(self.b.name, _ARRIVED)), "both databases tell the same documents"
        assert len(sent) == self.expected["documents"]
        assert a["statuses"].get("01") == self.expected["documents"], a
        unknown = self.expected["unknown"]
        assert a["dead"] == ({"unknown-unit": unknown} if unknown else {}), a["dead"]
        assert "waiting" not in a["messages"] and "waiting" not in b["messages"], (a, b)
        by_sender: dict[str, list[int]] = defaultdict(list)
        for _unit, document in arrived:
            sender, _day, code = document.split(",")
            by_sender[sender].append(int(code.split("/")[0]))
        disordered = {
            sender: sum(1 for one, other in itertools.pairwise(numbers) if other < one)
            for sender, numbers in by_sender.items()
        }
        # Only what a clerk sent again from the desk may come after its followers.
        assert sum(disordered.values()) <= 6, disordered
        self.say(
            f"books: {len(arrived)} documents, each once; {a['reports']} states came back; copies known: {b['again']}"
        )


def told(words: str) -> None:
    """Print a line at once."""
    click.echo(words)
