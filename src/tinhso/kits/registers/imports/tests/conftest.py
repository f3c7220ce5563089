"""What the tests of importing share."""

from datetime import date

import pytest
from django.db import connection

from tinhso.kernel.organizations.services import add_unit
from tinhso.kits.registers.imports.tests import sample


@pytest.fixture
def register(db):
    """The sample register with its tables, in the test's transaction."""
    with sample.standing() as definition:
        sample.make_tables()
        yield definition
        if not connection.in_atomic_block:
            sample.drop_tables()


@pytest.fixture
def units(db):
    """A province with two communes."""

    def unit(parent, identifier, name, kind, tier):
        return add_unit(
            parent=parent, identifier=identifier, name=name, kind=kind, tier=tier, valid_from=date(2020, 1, 1)
        )

    root = unit(None, "H57", "UBND tỉnh", "province", "province")
    here = unit(root, "H57.901", "UBND xã Ở Đây", "commune", "commune")
    return {"root": root, "here": here, "there": unit(root, "H57.902", "UBND xã Ở Kia", "commune", "commune")}
