"""A whole installation as processes on some database, and the keys of the programs that call it."""

from pathlib import Path

from django.conf import settings

from faults.processes import free_port, start, wait_open
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.identity.programs import create_api_key
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.tests.world import World
from tinhso.simulators.mail.store import Store

POSTS = {"agent": "commune", "clerk": "desk", "head": "division", "specialist": "division", "leader": "commune"}
ROLES = {"clerk": "one-stop"}


def open_doors(world: World) -> tuple[dict[str, str], str]:
    """Give each post a key, and seals to who signs; return the keys and the specialist's name."""
    keys, accounts = {}, {}
    for who, place in POSTS.items():
        role = Role.objects.get(code=ROLES.get(who, who))
        key, keys[who] = create_api_key(SYSTEM, unit=getattr(world, place), role=role, label=f"Máy {who}")
        accounts[who] = key.account
    signing.enrol(actor=SYSTEM, unit=world.commune)
    signing.enrol(actor=SYSTEM, unit=world.desk)
    signing.enrol(actor=SYSTEM, account=accounts["leader"], unit=world.commune)
    return keys, accounts["specialist"].username


def environment(folder: Path, trust: str, **more: str) -> dict[str, str]:
    """Return what every process of an installation in ``folder`` is told."""
    return {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        "TINHSO_DATA": str(folder),
        "TINHSO_MODULES": "kits.procedures",
        "TINHSO_SECRET_KEY": settings.SECRET_KEY,
        "TINHSO_AUDIT_KEY": settings.AUDIT_KEY,
        "TINHSO_TRUST_URL": trust,
        **more,
    }


class Installation:
    """Web, worker and mail server."""

    def __init__(self, folder: Path, trust: str, **more: str) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        smtp, pages = free_port(), free_port()
        self.mails = Store(folder / "mails")
        told = environment(
            folder,
            trust,
            TINHSO_BASE_URL=self.base,
            TINHSO_SMTP_HOST="127.0.0.1",
            TINHSO_SMTP_PORT=str(smtp),
            TINHSO_MAIL_STALE_SECONDS="2",
            **more,
        )
        log = folder / "processes.log"
        self.mail = start(
            "-m", "tinhso.simulators.mail", "--smtp-port", str(smtp), "--http-port", str(pages),
            "--folder", str(folder / "mails"), log=log, **told,
        )  # fmt: skip
        self.web = start(
            "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "tinhso.config.wsgi:application",
            log=log, **told,
        )  # fmt: skip
        self.worker = start("-m", "tinhso.cli", "worker", "--stalled-after", "2", log=log, **told)
        wait_open(smtp)
        wait_open(self.port)

    def end(self) -> None:
        """Kill what runs."""
        for running in (self.web, self.worker, self.mail):
            running.kill()

    def words(self) -> str:
        """Return the last words of the processes."""
        return (self.folder / "processes.log").read_text(errors="replace")[-3000:]
