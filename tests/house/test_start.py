"""What a process loads before it does anything: every command, worker and test of the house pays for it."""

import subprocess
import sys

HEAVY = ("aiohttp", "httpx", "numpy", "pkcs11", "pyhanko", "rich", "xlsxwriter")
"""Libraries that take long to load, and that few processes use: imported by the function that needs them."""


def test_a_process_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    started = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert started.stdout.split() == []
