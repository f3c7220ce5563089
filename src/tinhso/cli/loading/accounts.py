"""Accounts of a pack's demonstration: officials with roles and second factors, and citizens.

They share one public password, so they are laid only when asked for. The secrets of the second factor go to
``demo/authenticator.json`` in the data folder, where the simulated authenticator reads them; whom the simulated
identity platform knows goes to ``demo/vneid/citizens.json``.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity import services as identity
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.identity.models import Account, Role
from tinhso.kernel.organizations.models import OrganizationUnit

SECRETS = "demo/authenticator.json"
PLATFORM = "demo/vneid/citizens.json"


def secrets_file() -> Path:
    """Return the file of the second-factor secrets of the demonstration."""
    return Path(settings.DATA_DIR) / SECRETS


def load_accounts(pack: Pack) -> tuple[int, int]:
    """Make the accounts that are not there yet; return how many officials and citizens the pack has."""
    content = pack.yaml("accounts.yaml")
    password: str = content["password"]
    taken = set(Account.objects.values_list("username", flat=True))
    officials = content["officials"]
    new = [row for row in officials if row["username"] not in taken]
    units = {
        unit.identifier: unit
        for unit in OrganizationUnit.objects.on().filter(identifier__in={row["unit"] for row in new})
    }
    roles = {role.code: role for role in Role.objects.all()}
    secrets: dict[str, Any] = _read_secrets()
    hashed = make_password(password) if new else ""
    with transaction.atomic():
        for row in new:
            if row["unit"] not in units or row["role"] not in roles:
                raise PackError(f"accounts.yaml: {row['username']}: không có đơn vị hoặc vai trò này.")
            secrets[row["username"]] = _official(
                row, units[row["unit"]], roles[row["role"]], password=password, password_hash=hashed
            )
        for row in content["citizens"]:
            if row["personal_number"] not in taken:
                identity.create_account(
                    full_name=row["name"],
                    personal_number=row["personal_number"],
                    password=password,
                    phone=row["phone"],
                    sex=row["sex"],
                    birth_year=row["birth_year"],
                    address=row["address"],
                )
    if new:
        _write_secrets(secrets)
    _write_private(Path(settings.DATA_DIR) / PLATFORM, _platform_citizens(content))
    return len(officials), len(content["citizens"])


def _official(
    row: dict[str, str], unit: OrganizationUnit, role: Role, *, password: str, password_hash: str
) -> dict[str, str]:
    account = identity.create_official(
        SYSTEM,
        username=row["username"],
        full_name=row["name"],
        sex=row["sex"],
        password=password,
        password_hash=password_hash,
        unit=unit,
        must_change_password=False,
    )
    # A year back, so that the generated history has its officials.
    begins = max(unit.valid_from, clock.today().replace(day=1, year=clock.today().year - 1))
    identity.assign_role(SYSTEM, account, role, unit, position=row["position"], valid_from=begins)
    return {"secret": identity.enrol_totp(account), "name": row["name"], "position": row["position"]}


def _read_secrets() -> dict[str, Any]:
    file = secrets_file()
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _write_secrets(secrets: dict[str, Any]) -> None:
    _write_private(secrets_file(), secrets)


def _write_private(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(file)


def _platform_citizens(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the citizens as the identity platform knows them: whole dates, numbers abroad, businesses they head."""
    people = []
    for row in [*content.get("platform_citizens", []), *content["citizens"]]:
        parts = [row.get("birth_year"), row.get("birth_month"), row.get("birth_day")]
        headed = [b for b in content.get("businesses", []) if b["legal"] == row["personal_number"]]
        people.append(
            {
                "name": row["name"],
                "sex": row["sex"],
                "birthdate": "-".join(f"{part:02}" for part in parts if part),
                "personal_number": row["personal_number"],
                "phone": "+84" + row["phone"][1:],
                "address": row["address"],
                "businesses": [
                    {"tax_code": b["tax_code"], "name": b["name"], "address": b["address"], "kind": "legal"}
                    for b in headed
                ],
            }
        )
    return people
