"""Applying many migrations without drawing up every related model again at each step.

Django keeps, while it migrates, the models as they stand at each step, and after each operation makes anew all that
are related to the one it touched, directly or through others. Every table here knows units and accounts, so that a new
database made each of some hundred models some hundred times: minutes, growing with the square of the modules. Most
operations need the touched model alone; those that follow relations, and programs in migrations, get the whole anew
(``docs/decisions/0041-quick-migrations.md``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.core.management import call_command
from django.db.migrations import AlterField, AlterModelTable, RenameField, RenameModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FOLLOW_RELATIONS: tuple[type[Operation], ...] = (AlterField, AlterModelTable, RenameField, RenameModel, RunPython)
"""Operations that look from a model at those which point to it."""


def migrate(**options: Any) -> None:
    """Bring the database to the newest structure; options are those of Django's ``migrate``."""
    with _touched_alone():
        call_command("migrate", interactive=False, **options)


@contextmanager
def _touched_alone() -> Iterator[None]:
    quick_ones: list[tuple[Any, str, Any]] = [(ProjectState, "_find_reload_model", _itself)]
    quick_ones += [(kind, "database_forwards", _whole(kind.database_forwards)) for kind in FOLLOW_RELATIONS]
    own = [(holder, name, getattr(holder, name)) for holder, name, _ in quick_ones]
    try:
        for holder, name, quick in quick_ones:
            setattr(holder, name, quick)
        yield
    finally:
        for holder, name, former in own:
            setattr(holder, name, former)


def _itself(
    state: ProjectState,
    app_label: str,
    model_name: str,
    delay: bool = False,  # noqa: ARG001 - Django's signature
) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}


def _whole(forwards: Callable[..., None]) -> Callable[..., None]:
    @wraps(forwards)
    def with_every_model_new(
        operation: Operation, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        from_state.clear_delayed_apps_cache()
        to_state.clear_delayed_apps_cache()
        forwards(operation, app_label, schema_editor, from_state, to_state)

    return with_every_model_new
