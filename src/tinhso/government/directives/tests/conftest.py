"""The province, on a Monday morning."""

from collections.abc import Iterator

import pytest

from tinhso.government.directives.tests.province import MONDAY, Province, make_province
from tinhso.kernel.foundation import clock


@pytest.fixture
def here(db: None) -> Iterator[Province]:
    with clock.at(MONDAY):
        yield make_province()
