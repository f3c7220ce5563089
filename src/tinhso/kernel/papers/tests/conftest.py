"""A commune that issues papers."""

from datetime import date

import pytest

from tinhso.kernel.organizations import services as organizations


@pytest.fixture
def commune(db, settings, tmp_path):
    """The people's committee of a commune under a province."""
    settings.FILES_ROOT = tmp_path / "files"
    common = {"valid_from": date(2020, 1, 1)}
    province = organizations.add_unit(
        parent=None, identifier="H56", name="Ủy ban nhân dân tỉnh Thanh Hóa", kind="province", tier="province", **common
    )
    return organizations.add_unit(
        parent=province,
        identifier="H56.77",
        name="Ủy ban nhân dân xã Thượng Ninh",
        kind="commune",
        tier="commune",
        symbol="UBND",
        **common,
    )
