"""Compile requirements/*.in into lock files with hashes that name no registry host: ``python tools/lock.py``.

With ``--upgrade`` newer versions are taken; without it only what the .in files changed.
"""

import subprocess
import sys

from prepare import ROOT, VENV, _uv_environment

for name in ("bootstrap", "base", "node", "dev"):
    folder = ROOT / "requirements"
    command = [VENV / "bin/uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", f"requirements/{name}.in"]
    command += ["-o", f"requirements/{name}.txt", *sys.argv[1:]]
    if name == "dev":
        command += ["-c", "requirements/base.txt"]
    subprocess.run([str(part) for part in command], cwd=ROOT, env=_uv_environment(), check=True)
    text = (folder / f"{name}.txt").read_text()
    if "://" in text:
        sys.exit(f"{name}.txt names an address: a lock file must fit every registry")
