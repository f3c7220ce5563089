"""``make lighthouse``: the citizens' pages on Lighthouse's mobile profile, served as in production.

The pages: portal home, a procedure, the first page of an application, and following a dossier. The demonstration's
data are used, and built first when they are missing. Ends with 1 when a grade is below what is asked.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prepare import BROWSERS, node_environment

ROOT = Path(__file__).resolve().parent.parent
ASKED = {"performance": 0.90, "accessibility": 0.95, "best-practices": 0.95}
PROCEDURE = "1.001193"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main() -> None:
    """Grade each page, print and keep the grades."""
    subprocess.run([ROOT / ".venv/bin/tinhso", "demo", "--prepare-only"], check=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tinhso.config.settings"
    import django

    django.setup()
    session, pages = _citizen()
    grades = {}
    with _server() as address:
        for name, path in pages.items():
            grades[name] = _grade(f"{address}{path}", session)
            print(f"{name:<24}" + "".join(f"  {key} {value:.2f}" for key, value in grades[name].items()), flush=True)
    (ROOT / "build/lighthouse.json").write_text(json.dumps(grades, indent=1) + "\n")
    low = [f"{name}: {key}" for name, of in grades.items() for key, least in ASKED.items() if of[key] < least]
    if low:
        sys.exit("Chưa đạt: " + "; ".join(low))


def _citizen() -> tuple[str, dict[str, str]]:
    """Sign a citizen of the demonstration in and begin an application; return the session and the pages."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tinhso.kernel.identity.models import Account, AccountKind
    from tinhso.kernel.identity.queries import actor_for
    from tinhso.kits.procedures.models import Dossier
    from tinhso.kits.procedures.queries import procedure_by_code
    from tinhso.kits.procedures.services import drafts

    account = Account.objects.select_related("person").filter(kind=AccountKind.CITIZEN).order_by("username")[0]
    draft = drafts.begin(actor_for(account), procedure_by_code(PROCEDURE))
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "tinhso.kernel.identity.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    followed = Dossier.objects.order_by("-submitted_at")[0]
    return str(session.session_key), {
        "home": "/",
        "procedure": f"/thu-tuc/{PROCEDURE}/",
        "first application page": f"/ho-so/nhap/{draft.pk}/noi-giai-quyet/",
        "tracking": f"/tra-cuu/?ma={followed.code}",
    }


@contextmanager
def _server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--no-ws", "--port", str(port),
        "--workers", "2", "--log-level", "error", "tinhso.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _grade(address: str, session: str) -> dict[str, float]:
    """Return the grades of a page, from 0 to 1."""
    # The first visit warms the server up; nobody grades that.
    _visit(address, session)
    report = _visit(address, session)
    return {name: report["categories"][name]["score"] or 0.0 for name in ASKED}


def _visit(address: str, session: str) -> dict[str, Any]:
    """Return Lighthouse's report of a page; a browser that fell over in it is started again, twice at most."""
    environment, _npm = node_environment()
    command = [
        shutil.which("node", path=environment["PATH"]) or "node",
        ROOT / "tests/lighthouse/node_modules/lighthouse/cli/index.js",
        address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(ASKED)}",
        f"--chrome-flags={FLAGS}",
        f"--extra-headers={json.dumps({'Cookie': f'sessionid={session}'})}",
    ]
    browser = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), "")
    for _ in range(3):
        done = subprocess.run(
            command, env={**environment, "CHROME_PATH": browser}, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return dict(json.loads(done.stdout))
    sys.exit(f"Lighthouse không chấm được {address}:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
