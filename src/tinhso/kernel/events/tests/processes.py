"""Starting real worker processes on the test database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

HERE = Path(__file__).parent


def database_url() -> str:
    """Return the address of the database that the test uses."""
    used = connection.settings_dict
    who = quote(used["USER"]) + (f":{quote(used['PASSWORD'])}" if used["PASSWORD"] else "")
    query = urlencode({"host": used["HOST"], **({"port": used["PORT"]} if used["PORT"] else {}), **used["OPTIONS"]})
    return f"postgresql://{who}@/{used['NAME']}?{query}"


@contextmanager
def process(script: str, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python script on the test database; it is killed at the end when it still runs."""
    env = {**os.environ, "DATABASE_URL": database_url(), **environment}
    running = subprocess.Popen([sys.executable, script, *arguments], env=env)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until ``what`` holds."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.1)
