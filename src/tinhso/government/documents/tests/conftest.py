"""A citizen with a result in the store, and an application begun."""

from collections.abc import Callable
from typing import Any

import pytest

from tinhso.government.documents import services
from tinhso.government.documents.models import KeptPaper
from tinhso.kernel.files import services as files
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.models import Dossier, DossierResult, Draft
from tinhso.kits.procedures.services import drafts
from tinhso.kits.procedures.tests.conftest import a_pdf, scan, submit, world  # noqa: F401 - fixtures
from tinhso.kits.procedures.tests.world import World


@pytest.fixture
def finish(world: World) -> Callable[..., KeptPaper]:  # noqa: F811 - the fixture imported above
    """Give a dossier its signed result, as the worker sees it, and return what the store kept."""

    def end(dossier: Dossier, code: str = "ABCD-EFGH-JKMN", **facts: Any) -> KeptPaper:
        file = files.store_made(a_pdf() + code.encode(), "ket-qua.pdf", "application/pdf", actor=SYSTEM)
        paper = Paper.objects.create(
            kind="result", template_code="result", title="Giấy xác nhận", number="12/GXN-UBND", file=file,
            verification_code=code, unit=world.commune, issued_at=clock.now(), **facts,
        )  # fmt: skip
        DossierResult.objects.create(dossier=dossier, granted=True, paper=paper, signed_at=clock.now())
        services.keep_result(dossier.id)
        return KeptPaper.objects.get(paper=paper)

    return end


@pytest.fixture
def kept(submit: Callable[..., Dossier], finish: Callable[..., KeptPaper]) -> KeptPaper:  # noqa: F811
    return finish(submit())


@pytest.fixture
def draft(world: World) -> Draft:  # noqa: F811
    begun = drafts.begin(world.actor("citizen"), world.version.procedure)
    drafts.choose_agency(world.actor("citizen"), begun.id, world.commune)
    return begun
