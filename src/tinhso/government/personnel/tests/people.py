"""People to test with: a file, decisions, steps."""

from typing import Any

from tinhso.government.personnel.models import Decision, PersonFile, SalaryStep
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kits.registers import services
from tinhso.kits.registers.testing import RegisterWorld

FILE = {
    "full_name": "Công Tằng Tôn Nữ Thị Phương", "file_number": "TH-0012345", "sex": "Nữ", "birth": "20/05/1987",
    "personal_number": "038187000018", "employment": "civil_servant", "position": "Chuyên viên",
    "recruited_on": "01/12/2011", "degree": "bachelor", "speciality": "Công nghệ thông tin", "it_trained": "có",
    "home_town": "Thọ Xuân, Thanh Hóa", "ethnicity": "Kinh", "joined_party_on": "03/02/2015",
    "full_party_on": "03/02/2016", "height": "156", "weight": "48", "family": "Chồng: Lê Văn An, giáo viên.",
}  # fmt: skip


def add_file(world: RegisterWorld, **changes: Any) -> PersonFile:
    """Return a file that was added here."""
    return services.add(SYSTEM, PersonFile.definition, {**FILE, "unit": world.here, **changes})


def add_decision(world: RegisterWorld, concerns: str = "salary", **changes: Any) -> Decision:
    """Return a decision."""
    values = {
        "code": f"{Decision.objects.count() + 101}/QĐ-UBND-2026", "concerns": concerns, "signed_on": "02/12/2023",
        "effective_on": "01/12/2023", "issued_by": "UBND tỉnh", "signer": "Lê Văn Ký",
        "abstract": "Về việc nhân sự", "unit": world.here,
    }  # fmt: skip
    return services.add(SYSTEM, Decision.definition, {**values, **changes})


def add_step(world: RegisterWorld, file: PersonFile, **changes: Any) -> SalaryStep:
    """Return a salary step of a specialist, the fourth, from 1/12/2023."""
    values = {
        "file": file, "kind": "regular", "rank": "01.003", "step": "4", "coefficient": "3,33",
        "effective_on": "01/12/2023", "counts_from": "01/12/2023", "unit": file.unit,
    }  # fmt: skip
    if "decision" not in changes:
        changes["decision"] = add_decision(world)
    return services.add(SYSTEM, SalaryStep.definition, {**values, **changes})
