"""The gateway's tests share one standing installation: its rows are committed, because other connections read them."""

import threading
from http.server import ThreadingHTTPServer

import pytest

from tinhso.kits.exchange.tests import world


@pytest.fixture(scope="module")
def door(django_db_setup, django_db_blocker, tmp_path_factory):
    """A gateway that runs, with a provider behind it and clients before it."""
    from django.test import override_settings

    provider = ThreadingHTTPServer(("127.0.0.1", 0), world.Provider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("exchange")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, TRUST_URL="", TIMESTAMP_URL="", EXCHANGE_INSTANCE="VN"),
    ):
        try:
            with world.standing_gateway(f"http://127.0.0.1:{provider.server_port}") as found:
                yield found
        finally:
            world.clean()
            provider.shutdown()
