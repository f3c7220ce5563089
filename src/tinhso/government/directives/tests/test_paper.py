"""The list of what is overdue is a numbered paper, signed by who makes it and sealed by the unit."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.government.directives import lateness
from tinhso.government.directives.services import assigning, papers
from tinhso.government.directives.tests.province import Province
from tinhso.kernel.files import queries as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Forbidden, Refused
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.tests.trust import trust_service


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> Iterator[None]:
    with trust_service(tmp_path / "trust") as url:
        settings.TRUST_URL, settings.TIMESTAMP_URL = url, f"{url}/tsa"
        settings.DATA_DIR, settings.FILES_ROOT = tmp_path, tmp_path / "files"
        yield


def test_the_overdue_list_is_signed_and_sealed(trusted: None, here: Province) -> None:
    province, office = here.units["province"], here.actor("office")
    with pytest.raises(Refused, match="Không có nhiệm vụ nào quá hạn"):
        papers.issue_overdue(office, province)
    # Certificates hold from the moment of their making, which the stand-in takes from the machine.
    now = datetime.now(UTC)
    with clock.at(now):
        due_at = assigning.due_of(lateness.local_day(now) + timedelta(days=1))
        here.given(due_at=due_at, source_label="12/UBND")
        here.given(due_at=due_at, source_label="13/UBND", restricted=True)
        signing.enrol(actor=SYSTEM, unit=province)
        signing.enrol(actor=SYSTEM, account=here.accounts["office"], unit=province)
    with clock.at(now + timedelta(days=10)):
        with pytest.raises(Forbidden):
            papers.issue_overdue(here.actor("leader"), province)
        paper = papers.issue_overdue(office, province)
    assert paper.number.startswith("01/DS")
    assert paper.signed_file is not None
    assert len(signing.validate(files.read(paper.signed_file))) == 2
    assert paper.public_fields["Số nhiệm vụ"] == "1"
