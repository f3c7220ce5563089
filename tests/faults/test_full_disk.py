"""The disk is full while a paper is stored or signed: nothing is half done, and the words say what is the matter.

The limit of a file's size stands for the disk: the kernel refuses the write in the middle, as a full disk does.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.office import Office
from faults.support import broken
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.vault import StorageFull
from tinhso.kernel.papers.models import Paper, PaperNumber
from tinhso.kits.procedures.models import DossierPaper, DossierResult
from tinhso.kits.procedures.services import outcome
from tinhso.kits.procedures.services.papers import ensure_paper
from tinhso.kits.procedures.states import Status

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow past ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def lying(folder: Path) -> set[str]:
    """Return the names of the files that lie in the store, whole or not."""
    return {path.name for path in (folder / "files").rglob("*") if path.is_file()}


def unsigned_size(office: Office) -> int:
    """Return the size of a result before anybody signed it, so that the disk can end between it and the signature."""
    sample = office.at("sign")
    outcome.sign(office.world.actor("leader"), sample.id)
    return Paper.objects.select_related("file").get(subject_id=sample.id).file.size


@pytest.mark.parametrize("moment", ["before the paper", "between the paper and its signature"])
def test_a_full_disk_lets_nobody_sign_by_halves(signing_office: Office, tmp_path: Path, moment: str) -> None:
    room = 4_000 if moment == "before the paper" else unsigned_size(signing_office) + 4_000
    dossier = signing_office.at("sign")
    leader = signing_office.world.actor("leader")
    kinds = (Paper, DossierPaper, StoredFile, OutboxEvent, AuditEntry)
    before = [kind.objects.count() for kind in kinds]
    last = list(PaperNumber.objects.values_list("last", flat=True))
    files = lying(tmp_path)
    with room_for(room), pytest.raises(StorageFull, match="đã hết chỗ lưu tệp"):
        outcome.sign(leader, dossier.id)
    assert [kind.objects.count() for kind in kinds] == before
    assert list(PaperNumber.objects.values_list("last", flat=True)) == last
    left = lying(tmp_path) - files
    assert not any(name.endswith(".part") for name in left)
    assert DossierResult.objects.get(dossier=dossier).signed_at is None
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
    assert broken(dossier.id) == []
    assert outcome.sign(leader, dossier.id).status == Status.FINISHED
    paper = Paper.objects.get(subject_id=dossier.id)
    assert paper.number == f"{sum(last) + 1:02d}/GXN-UBND"


def test_a_full_disk_issues_no_receipt_by_halves(office: Office, tmp_path: Path) -> None:
    dossier = office.at("received")
    files = lying(tmp_path)
    with room_for(4_000), pytest.raises(StorageFull, match="báo cho người quản trị"):
        ensure_paper(dossier.id, "receipt")
    assert lying(tmp_path) == files
    assert not Paper.objects.exists()
    assert ensure_paper(dossier.id, "receipt").id == DossierPaper.objects.get().paper_id
