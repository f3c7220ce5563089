"""The world in which every door is tried."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from security.world import World, committed, make_world
from tinhso.kernel.events.testing import clear_jobs
from tinhso.kernel.identity.models import Account, AccountKind

READY = {AccountKind.CITIZEN: 1, AccountKind.OFFICIAL: 5}
"""How many accounts stand ready: as many as try an ordinary door."""


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None,
    django_db_blocker: Any,
    quick_hashers: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The world as every door finds it: made once, committed, and gone after the last one."""
    folder = tmp_path_factory.mktemp("doors")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=folder, PASSWORD_HASHERS=quick_hashers):
        try:
            made = make_world()
            for _citizen in range(READY[AccountKind.CITIZEN]):
                made.make_citizen()
            for _official in range(READY[AccountKind.OFFICIAL]):
                made.make_official()
            clear_jobs()
            # What stood there before this world was made is no measure of it.
            committed.cache_clear()
            yield made
        finally:
            call_command("flush", verbosity=0, interactive=False, allow_cascade=False, inhibit_post_migrate=True)


@pytest.fixture
def world(standing: World, db: None) -> World:
    accounts = list(Account.objects.all())
    citizens, officials = ([row for row in accounts if row.kind == kind] for kind in READY)
    return replace(standing, citizens=citizens, officials=officials, things={})


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    """Keep the files that examples store out of the installation's own."""
    settings.FILES_ROOT = tmp_path / "files"
