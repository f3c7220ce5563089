"""The same faults where NATS JetStream carries the messages; and one of its servers dies."""

from dataclasses import dataclass, field
from threading import Thread

from exchange.cluster import Cluster
from exchange.scenario import Faults, room
from exchange.sites import Site, until


@dataclass
class StreamFaults(Faults):
    """``a`` and ``b`` publish to each other; each has a process that takes what comes."""

    cluster: Cluster = field(kw_only=True)
    door: str = "carrier"

    def prepare(self) -> None:
        """Two provinces that know each other; nobody needs their web."""
        self.cluster.ask("account_info")
        self.senders = self.a.ask("setup", root="H56", name="Thanh Hoá")[:4]
        self.places = self.b.ask("setup", root="H33", name="Hải Dương", communes=12)
        for one, other, units in ((self.a, self.b, self.places), (self.b, self.a, self.senders)):
            code = one.ask("introduce", letter=other.ask("introduction"))
            one.ask("know", code=code, units=units)
        for site in (self.a, self.b):
            site.start_carrier()

    def deliver(self, **more: int) -> None:
        """Give the sender's lanes their turns, until every receipt is here."""
        super().deliver(**more)
        self.settled(self.a, again=more)

    def settled(self, site: Site, *, again: dict[str, int] | None = None) -> None:
        """Wait until nothing is without its receipt; what is to go once more goes."""

        def done() -> bool:
            messages = site.ask("counts")["messages"]
            if messages.get("waiting"):
                site.ask("deliver", threads=3, **(again or {}))
            return not messages.get("handed") and not messages.get("waiting")

        until(done, 3600, 0.2)

    def down(self, count: int) -> None:
        """Nobody takes anything for an hour; the queue keeps it, and all of it arrives afterwards."""
        self.b.kill("carrier")
        before = sum(self.b.ask("counts")["arrivals"].values())
        self.send(count)
        for minutes in range(0, 61, 10):
            super().deliver(ahead_minutes=minutes)
        counts = self.a.ask("counts")
        assert counts["messages"].get("handed") == count and not counts["dead"], counts
        assert sum(self.b.ask("counts")["arrivals"].values()) == before
        self.b.start_carrier()
        self.settled(self.a)
        assert self.all_arrived()

    def leader_dies(self, count: int) -> None:
        """The leader of the servers and the receiver die by ``kill -9`` while documents are on their way."""
        self.send(count)
        have = sum(self.b.ask("counts")["arrivals"].values())
        sending = Thread(target=self.a.ask, args=("deliver",), kwargs={"threads": 3}, daemon=True)
        sending.start()
        until(lambda: sum(self.b.ask("counts")["arrivals"].values()) > have + count // 8, 60, 0.02)
        self.b.kill("carrier")
        self.say(f"server {self.cluster.kill_leader()} led the stream and is dead")
        self.b.start_carrier()
        sending.join(120)
        self.settled(self.a)
        assert self.all_arrived(), (self.a.ask("counts"), self.b.ask("counts"), self.b.words())

    def killed(self, count: int) -> None:
        """The receiver, the leader of the servers, the sender die by ``kill -9`` while documents are on their way."""
        self.send(count)
        have = sum(self.b.ask("counts")["arrivals"].values())

        def came(part: int) -> None:
            until(lambda: sum(self.b.ask("counts")["arrivals"].values()) > have + count * part // 8, 1800, 0.05)

        self.a.start_worker()
        came(1)
        self.b.kill("carrier")
        self.b.start_carrier()
        came(2)
        self.say(f"server {self.cluster.kill_leader()} led the stream and is dead")
        came(3)
        self.a.kill("worker")
        self.a.kill("carrier")
        self.a.start_worker()
        self.a.start_carrier()
        until(self.all_arrived, 3600, 0.5)
        self.a.kill("worker")
        self.settled(self.a)

    def reordered(self, count: int) -> None:
        """Messages come twice, late, and before those that they follow."""
        self.send(count)
        early = self.a.ask("misorder")
        assert early and set(early) == {"taken"}, early
        self.settled(self.a)
        assert self.all_arrived(), (self.a.ask("counts"), self.b.ask("counts"))
        known = self.b.ask("counts")["again"]
        copies = self.a.ask("publish_again", most=count)
        until(lambda: self.b.ask("counts")["again"] >= known + copies, 1800, 0.2)
        assert self.all_arrived()

    def full(self) -> None:
        """Nothing is half kept; when there is room again it goes by itself."""
        room(self.b, 64, self.door)
        sent = self.send(1, files=3)
        self.a.ask("deliver")
        until(lambda: self.a.ask("counts")["messages"].get("handed") == 1, 30)
        (row,) = self.a.ask("dispatches", document_id=sent[0])
        room(self.b, None, self.door)
        assert row["state"] == "queued", row
        self.settled(self.a)
        assert self.all_arrived(), (self.a.ask("counts"), self.a.words(), self.b.words())

    def books(self) -> None:
        """What was said of a document in one place agrees with what is kept in the other; the queue is empty."""
        self.b.ask("deliver", turns=20, threads=3)
        self.settled(self.b)
        super().books()
        until(lambda: self.cluster.left() == 0, 30)
