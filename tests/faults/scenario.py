"""What a database of its own needs from inside: the world made, and in the end looked at. Prints JSON."""

import json
import sys
from pathlib import Path

import django

django.setup()

from faults.installation import open_doors  # noqa: E402 - Django must be ready
from faults.support import broken, numbers_of  # noqa: E402 - Django must be ready
from tinhso.kernel.audit import queries as audit_log  # noqa: E402 - Django must be ready
from tinhso.kernel.audit import services as audit  # noqa: E402 - Django must be ready
from tinhso.kernel.events.models import Delivery  # noqa: E402 - Django must be ready
from tinhso.kernel.events.queries import queue_state  # noqa: E402 - Django must be ready
from tinhso.kernel.notify.models import Message  # noqa: E402 - Django must be ready
from tinhso.kits.procedures.doctor import check_deadlines  # noqa: E402 - Django must be ready
from tinhso.kits.procedures.models import Dossier, DossierLogEntry, DossierPaper  # noqa: E402 - Django must be ready
from tinhso.kits.procedures.tests.world import make_world  # noqa: E402 - Django must be ready


def prepare() -> dict[str, object]:
    """Make the world; return the keys of the programs and the specialist's name."""
    keys, specialist = open_doors(make_world())
    return {"keys": keys, "specialist": specialist}


def examine() -> dict[str, object]:
    """Return the story of every dossier, what is broken, and what was done more or less than once."""
    story: dict[str, list[str]] = {}
    for line in DossierLogEntry.objects.order_by("dossier_id", "at", "id"):
        story.setdefault(str(line.dossier_id), []).append(line.act)
    audit.seal()
    state = queue_state()
    return {
        "story": story,
        "broken": {key: found for key in story if (found := broken(key))},  # type: ignore[arg-type]
        "numbers": numbers_of(list(Dossier.objects.values_list("code", flat=True))),
        "deadlines": check_deadlines(),
        "audit": audit_log.verify(),
        "waiting": state.waiting + state.scheduled + state.running,
        "not done": list(Delivery.objects.exclude(state="done").values_list("subscriber", "error")),
        "received": Dossier.objects.filter(received_at__isnull=False).count(),
        "receipts": DossierPaper.objects.filter(kind="receipt").count(),
        "mails": sorted(Message.objects.filter(channel="email").values_list("message_id", flat=True)),
        "unsent": Message.objects.exclude(state="sent").count(),
    }


if __name__ == "__main__":
    result = {"prepare": prepare, "examine": examine}[sys.argv[1]]()
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")
