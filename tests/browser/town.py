"""The town of the story: the small world with the real procedure of registering a birth, and people who can sign in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinhso.cli.loading.blocks import expand
from tinhso.cli.loading.pack import Pack
from tinhso.kernel.areas.models import Tier
from tinhso.kernel.identity import second_factor
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Role
from tinhso.kernel.organizations.models import UnitKind
from tinhso.kernel.organizations.services import add_unit
from tinhso.kernel.signing import services as signing
from tinhso.kits.procedures.services import publishing
from tinhso.kits.procedures.tests.world import SINCE, World, make_world

BIRTH = "1.001193"
OFFICERS = ("clerk", "head", "specialist", "leader")

APPLICANT = {
    "full_name": "Nguyễn Văn Công Dân",
    "phone": "0912 345 678",
    "email": "cong.dan@thu.example",
    "address": "Thôn 1, xã Thử Nghiệm",
    "on_behalf": "self",
}
BIRTH_ANSWERS: dict[str, Any] = {
    "child_full_name": "Nguyễn Hoàng Phương Thảo Nguyên",
    "child_sex": "female",
    "child_ethnicity": "kinh",
    "child_birth_date": ("2", "11", "2026"),
    "child_birth_place": "Bệnh viện Phụ sản tỉnh",
    "child_home_town": "Xã Thử Nghiệm",
    "birth_proof": "certificate",
    "registration_time": "on_time",
    "parents_married": "yes",
    "mother_full_name": "Đặng Thị Ngọc Ánh",
    "mother_personal_number": "038195000018",
    "mother_birth": ("", "", "1995"),
    "father_full_name": "Nguyễn Văn Công Dân",
    "father_birth": ("12", "5", "1990"),
    "relation": "father",
    "wants_extract": "no",
    "way": "electronic",
}


@dataclass
class Town:
    """The world, and the second factors of its officers."""

    world: World
    secrets: dict[str, str] = field(default_factory=dict)

    def username(self, who: str) -> str:
        """Return the name under which somebody signs in."""
        return self.world.accounts[who].username

    def code(self, who: str) -> str:
        """Return what the officer's telephone shows now."""
        return second_factor.code_at(self.secrets[who], second_factor.current_counter())


def make_town(settings: Any, folder: Path, trust: str, base: str) -> Town:
    """Build the town: papers lie in ``folder``, signatures come from ``trust``, QR codes lead to ``base``."""
    settings.FILES_ROOT, settings.DATA_DIR, settings.BASE_URL = folder / "files", folder, base
    settings.TRUST_URL, settings.TIMESTAMP_URL = trust, f"{trust}/tsa"
    world = make_world()
    office = add_unit(
        parent=world.commune,
        valid_from=SINCE,
        identifier=f"{world.commune.identifier}.01",
        name="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        kind=UnitKind.DIVISION,
        tier=Tier.COMMUNE,
    )
    for who in ("head", "specialist"):
        identity.assign_role(
            SYSTEM, world.accounts[who], Role.objects.get(code=who), office, valid_from=SINCE, position=who
        )
    town = Town(world)
    for who in OFFICERS:
        town.secrets[who] = second_factor.new_secret()
        second_factor.enrol(world.accounts[who], town.secrets[who])
    pack = Pack.named("thanh_hoa")
    publishing.load_fields(pack.yaml("fields.yaml"))
    birth = pack.yaml("procedures/khai-sinh.yaml")
    publishing.load_definition(
        expand(birth["definition"], pack.blocks),
        valid_from=birth["valid_from"],
        decision=birth["decision"],
        actor=SYSTEM,
    )
    for unit in (world.commune, world.desk):
        signing.enrol(actor=SYSTEM, unit=unit)
    signing.enrol(actor=SYSTEM, account=world.accounts["leader"], unit=world.commune)
    signing.trust_demonstration_authority(actor=SYSTEM)
    return town
