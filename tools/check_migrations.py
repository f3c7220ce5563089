"""Check migrations: none is missing, and none added since the last release would stop a running installation.

The first migration of an app makes its tables and is never unsafe; later ones are examined for what locks or
breaks a running version (a column that must have a value, a rename, a removal).
"""

import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tinhso"


def main() -> int:
    """Run both checks; return the exit code."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.operations import (
        AddField,
        AlterModelTable,
        DeleteModel,
        RemoveField,
        RenameField,
        RenameModel,
    )
    from django.db.models import NOT_PROVIDED

    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit as stop:
        if stop.code:
            print("Có thay đổi mô hình chưa có migration.")
            return 1
    problems = []
    own = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(SOURCE)}
    released = _released()
    for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        if label not in own or not released or f"{label}.{name}" in released:
            continue
        for operation in migration.operations:
            if isinstance(operation, (RemoveField, RenameField, RenameModel, DeleteModel, AlterModelTable)):
                problems.append(f"{label}.{name}: {operation.describe()} breaks the version that still runs")
            # The version that still runs inserts without naming a new column.
            if (
                isinstance(operation, AddField)
                and not (operation.field.null or operation.field.many_to_many)
                and operation.field.db_default is NOT_PROVIDED
            ):
                problems.append(f"{label}.{name}: {operation.describe()} has neither null nor db_default")
    print(*problems, sep="\n")
    return 1 if problems else 0


def _released() -> set[str]:
    """Return the migrations of the last release (the newest tag), as ``label.name``; none before the first."""
    tag = subprocess.run(["git", "describe", "--tags", "--abbrev=0"], capture_output=True, text=True, check=False)
    if tag.returncode:
        return set()
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", tag.stdout.strip(), "src/tinhso"],
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(line) for line in listed.stdout.splitlines() if "/migrations/" in line and line.endswith(".py")]
    return {f"{path.parent.parent.name}.{path.stem}" for path in paths}


if __name__ == "__main__":
    sys.exit(main())
