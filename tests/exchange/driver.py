"""``python -m exchange.driver``: does in one installation what it is told, a JSON line after the other."""

import json
import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402

from tinhso.cli.loading.accounts import load_accounts  # noqa: E402
from tinhso.cli.loading.areas import Areas  # noqa: E402
from tinhso.cli.loading.pack import Pack  # noqa: E402
from tinhso.cli.loading.roles import load_roles  # noqa: E402
from tinhso.cli.loading.units import Units  # noqa: E402
from tinhso.kernel.areas import services as areas  # noqa: E402
from tinhso.kernel.events.testing import run_jobs  # noqa: E402
from tinhso.kernel.files.services import store, store_made  # noqa: E402
from tinhso.kernel.foundation import clock  # noqa: E402
from tinhso.kernel.foundation.ids import new_id  # noqa: E402
from tinhso.kernel.identity.actor import SYSTEM  # noqa: E402
from tinhso.kernel.identity.models import Account  # noqa: E402
from tinhso.kernel.organizations.models import OrganizationUnit  # noqa: E402
from tinhso.kernel.organizations.services import add_unit, load_units  # noqa: E402
from tinhso.kernel.outside import services as outside  # noqa: E402
from tinhso.kernel.signing import services as signing  # noqa: E402
from tinhso.kernel.worktime import services as worktime  # noqa: E402
from tinhso.kits.exchange import keys  # noqa: E402
from tinhso.kits.exchange.messages import cloudevents, documents, queries  # noqa: E402
from tinhso.kits.exchange.messages.models import (  # noqa: E402
    Arrival,
    ArrivalFile,
    Correspondent,
    Dispatch,
    Lane,
    OutgoingMessage,
    ReceivedMessage,
    StatusReport,
)
from tinhso.kits.exchange.messages.problems import Undeliverable  # noqa: E402
from tinhso.kits.exchange.messages.services import correspondents, delivering  # noqa: E402
from tinhso.kits.exchange.messages.transport.choice import way_out  # noqa: E402
from tinhso.kits.exchange.messages.transport.peer import ROOT, PeerClient  # noqa: E402
from tinhso.kits.exchange.models import ExchangeKey, ParticipantCertificate  # noqa: E402


def setup(root: str, name: str, communes: int = 4) -> list[str]:
    """Make a province with departments and communes; return their identifiers."""
    # What jobs of other installations wait for is none of this one's affairs.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    begins = date(2020, 1, 1)
    top = OrganizationUnit.objects.filter(identifier=root).first() or add_unit(
        parent=None, valid_from=begins, identifier=root, name=name, kind="province", tier="province"
    )
    made = [
        add_unit(
            parent=top, valid_from=begins, identifier=f"{root}.{number:02d}", name=f"Sở số {number} {name}",
            kind="department", tier="province",
        )
        for number in range(1, 5)
    ]  # fmt: skip
    made += [
        add_unit(
            parent=top, valid_from=begins, identifier=f"{root}.{number}", name=f"UBND xã số {number} {name}",
            kind="commune", tier="commune",
        )
        for number in range(100, 100 + communes)
    ]  # fmt: skip
    return [unit.identifier for unit in made]


class _Some(Pack):
    """A pack of which only some officials have accounts."""

    wanted: frozenset[str] = frozenset()

    def yaml(self, name: str) -> Any:
        found = super().yaml(name)
        if name == "accounts.yaml":
            found["officials"] = [row for row in found["officials"] if row["username"] in self.wanted]
        return found


def settle(pack: str, people: list[str], *, sign: list[str], seals: list[str]) -> list[str]:
    """Load a province's pack with the accounts of some of its officials, certificates for those who sign; name them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    whole = Pack.named(pack)
    read, units = Areas(whole), None
    areas.load(read.all, read.successions)
    units = Units(whole, read)
    load_units(units.all, units.successions)
    worktime.load_defaults()
    load_roles(whole)
    some = type("Chosen", (_Some,), {"wanted": frozenset(people)})(whole.folder)
    load_accounts(some)
    signing.trust_demonstration_authority(actor=SYSTEM)
    for identifier in seals:
        signing.enrol(actor=SYSTEM, unit=OrganizationUnit.objects.get(identifier=identifier, valid_to=None))
    for username in sign:
        account = Account.objects.get(username=username)
        signing.enrol(actor=SYSTEM, account=account, unit=account.assignments.get().unit)
    return [str(account) for account in Account.objects.filter(username__in=people)]


def join_axis(address: str) -> None:
    """Exchange documents over the national axis at an address."""
    outside.choose("document-axis", "stand-in", {"address": address, "timeout": 20})


def introduction() -> Any:
    """Return how this installation introduces itself."""
    return correspondents.introduction()


def introduce(letter: Any, **more: Any) -> str:
    """Know another installation."""
    return correspondents.introduce(SYSTEM, letter, **more).code


def synchronise() -> int:
    """Fetch the units of the others."""
    return sum(correspondents.synchronise(row) for row in Correspondent.objects.filter(active=True).exclude(address=""))


def know(code: str, units: list[str]) -> int:
    """Know the units of another installation without asking it."""
    row = Correspondent.objects.get(code=code)
    return correspondents.keep_units({unit: {"name": unit} for unit in units}, row)


def send(
    sender: str, recipients: list[str], first: int, count: int, *, files: int = 1, large: int = 0, batch: int = 100
) -> list[str]:
    """Send documents with running numbers; return their keys. ``large``: bytes of one more file of theirs."""
    unit = OrganizationUnit.objects.get(identifier=sender)
    attached = [
        store_made(f"Nội dung {n} của {sender}\n".encode() * 40, f"tep-{n}.txt", "text/plain", actor=SYSTEM)
        for n in range(files)
    ]
    if large:
        attached.append(_large(large))
    sent = []
    for start in range(first, first + count, batch):
        with transaction.atomic():
            for number in range(start, min(start + batch, first + count)):
                key = new_id()
                documents.send(
                    documents.OutgoingDocument(
                        document_id=key, sender=unit, recipients=recipients, number=number,
                        notation=f"CV-{sender.replace('.', '')}", place="Nơi gửi", issued_on=date(2026, 11, 20),
                        kind_code="CV", kind_name="Công văn", subject=f"Văn bản số {number} của {unit.name}",
                        signer_name="Nguyễn Văn Ký", files=attached,
                    )
                )  # fmt: skip
                sent.append(str(key))
    return sent


def _large(size: int) -> Any:
    path = Path(settings.FILES_ROOT) / "large.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        block = os.urandom(1 << 20)
        while file.tell() + len(block) <= size - 22:
            file.write(block)
        file.write(os.urandom(size - 22 - file.tell()))
        file.write(b"PK\x05\x06" + b"\0" * 18)
    with path.open("rb") as content:
        return store(content, "ho-so-lon.zip", actor=SYSTEM, accept={"application/zip"})


def deliver(*, ahead_minutes: int = 0, turns: int = 1, threads: int = 1) -> int:
    """Give lanes their turns here, with the clock so many minutes ahead; return how many lanes had one."""
    moment = clock.now() + timedelta(minutes=ahead_minutes)
    done = 0
    for _turn in range(turns):
        with clock.at(moment) if ahead_minutes else nullcontext():
            if threads == 1:
                found = delivering.sweep()
            else:
                lanes = list(Lane.objects.filter(waiting=True).values_list("id", flat=True))
                with ThreadPoolExecutor(threads) as pool:
                    turns = [pool.submit(copy_context().run, _lane, lane) for lane in lanes]
                    found = sum(turn.result() for turn in turns)
        done += found
        if not found:
            break
    return done


def _lane(lane_id: int) -> int:
    try:
        turn = delivering.deliver(lane_id, most=100_000)
        return turn.delivered + turn.set_aside
    finally:
        connection.close()


def jobs() -> int:
    """Run what waits in the queue, here."""
    return run_jobs(most=1_000_000)


def _peak_mb() -> int:
    # Not what getrusage says: that begins with the memory of whoever started this process.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def counts() -> dict[str, Any]:
    """Return how everything stands."""

    def by(model: Any, field: str, **only: Any) -> dict[str, int]:
        rows = model.objects.filter(**only).order_by().values_list(field).annotate(n=Count("pk"))
        return {str(key): number for key, number in rows}

    return {
        "dispatches": by(Dispatch, "state"),
        "statuses": by(Dispatch, "status_code"),
        "messages": by(OutgoingMessage, "state"),
        "dead": by(OutgoingMessage, "problem_code", state="dead"),
        "arrivals": by(Arrival, "state"),
        "received": by(ReceivedMessage, "outcome"),
        "refused": by(ReceivedMessage, "problem_code", outcome="refused"),
        "again": ReceivedMessage.objects.filter(times__gt=1).count(),
        "reports": StatusReport.objects.exclude(dispatch=None).count(),
        "peak_mb": _peak_mb(),
    }


def arrived() -> list[list[Any]]:
    """Return every document that arrived: unit, document, how often, and whether its sender's numbers came in order."""
    rows = Arrival.objects.order_by("created_at", "id").values_list("unit__identifier", "edxml_id")
    return [list(row) for row in rows]


def desk() -> list[dict[str, str]]:
    """Return what stands on the dead-letter desk."""
    return [
        {"code": row.problem_code, "words": row.problem, "recipient": row.recipient}
        for row in queries.dead_letters(SYSTEM)
    ]


def troubles() -> list[str]:
    """Return why messages wait."""
    waiting = OutgoingMessage.objects.filter(state="waiting").exclude(problem="")
    return [*waiting.values_list("problem", flat=True)[:3], *Correspondent.objects.values_list("problem", flat=True)]


def refused() -> list[dict[str, str]]:
    """Return what was refused here."""
    return [{"code": row.problem_code, "words": row.problem} for row in queries.refused_arrivals(SYSTEM)]


def dispatches(document_id: str) -> list[dict[str, Any]]:
    """Return how a document stands with its recipients."""
    return [
        {
            "id": str(row.id), "recipient": row.recipient, "state": row.state, "status": row.status_code,
            "problem": row.problem, "reports": [report.code for report in row.reports],
        }
        for row in queries.dispatches_of(document_id)
    ]  # fmt: skip


def report(code: str, edxml_id: str, words: str = "") -> None:
    """Send a state back for a document that arrived."""
    documents.report(Arrival.objects.get(edxml_id=edxml_id).id, code, words)


def recall(document_id: str, reason: str) -> None:
    """Ask for a document back."""
    documents.recall(document_id, reason)


def resend(dispatch_id: str) -> None:
    """Send again what was set aside."""
    documents.resend(Dispatch.objects.get(id=dispatch_id))


def files_of(edxml_id: str) -> list[list[Any]]:
    """Return names, hashes and sizes of the files that came with a document."""
    rows = ArrivalFile.objects.filter(arrival__edxml_id=edxml_id).select_related("file")
    return [[row.name, row.sha256, row.file.size if row.file else 0] for row in rows]


def new_key() -> None:
    """Make new keys of the exchange, which the others do not know yet."""
    for algorithm in ("ec", "rsa"):
        keys.renew(SYSTEM, algorithm)


def expire(code: str) -> None:
    """Let the certificates of another installation have expired yesterday."""
    ParticipantCertificate.objects.filter(participant__member_code=code).update(
        valid_to=clock.now() - timedelta(days=1)
    )


def unexpire(code: str) -> None:
    """Let them hold again."""
    ParticipantCertificate.objects.filter(participant__member_code=code).update(
        valid_to=clock.now() + timedelta(days=365)
    )


def own_keys() -> int:
    """Return how many keys there are."""
    return ExchangeKey.objects.count()


def misorder() -> list[str]:
    """Send the second waiting message of each lane before the first; return the codes of the refusals."""
    codes = []
    for lane in Lane.objects.filter(waiting=True, route="peer").select_related("correspondent"):
        first, second = list(delivering.to_send().filter(lane=lane, state="waiting").order_by("number")[:2])
        second.lane.delivered_number = first.number
        with way_out(lane) as way:
            way._before = lambda _message, number=first.number: number  # type: ignore[attr-defined]
            try:
                way(second, delivering.written(second))
                codes.append("taken")
            except Undeliverable as refusal:
                codes.append(refusal.code)
    return codes


def publish_again(most: int) -> int:
    """Publish messages that were delivered once more under new keys, the last first; return how many."""
    rows = delivering.to_send().filter(state="delivered", lane__route="peer", kind="document")
    found = list(rows.order_by("-created_at", "-id")[:most])
    for row in found:
        row.tries += 100
        with way_out(row.lane) as way:
            way(row, delivering.written(row))
    return len(found)


def replay(most: int) -> list[bool]:
    """Send messages again that were delivered, the last first; return whether each was known as a copy."""
    rows = delivering.to_send().filter(state="delivered", lane__route="peer", kind="document")
    told = []
    for row in rows.order_by("-created_at", "-id")[:most]:
        key = {"mid": str(row.id), "knd": row.kind, "snd": row.lane.sender, "seq": row.number, "aft": 0}
        with PeerClient(row.lane.correspondent) as client:
            head = cloudevents.headers(row, "copy")
            told.append(client.ask("POST", ROOT, delivering.written(row), head, key).json()["again"])
    return told


def spoil(document_id: str, how: str) -> None:
    """Change a message that waits, as a fault on the way would: ``signature``, ``xml``, ``schema``."""
    from tinhso.kits.exchange.messages.services import writing

    row = delivering.to_send().get(dispatch__posting__document_id=document_id)
    text = writing.write(row).decode()
    spoilt = {
        "signature": text.replace("Văn bản số", "Văn bản đã sửa số"),
        "xml": text[: len(text) // 2],
        "schema": text.replace("edXML:Subject", "edXML:Chude"),
    }[how]
    OutgoingMessage.objects.filter(id=row.id).update(xml=spoilt)


def main() -> None:
    """Read, do, answer."""
    for line in sys.stdin:
        what, arguments = json.loads(line)
        try:
            answer = [True, globals()[what](**arguments)]
        except Exception:
            answer = [False, traceback.format_exc()[-2500:]]
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()
