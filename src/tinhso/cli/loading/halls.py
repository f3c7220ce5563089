"""Halls of a pack: where numbers are given out, for what, and at which counters."""

from typing import Any

from django.apps import apps
from django.db import transaction

from tinhso.cli.loading.pack import Pack, PackError
from tinhso.kernel.foundation import clock
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kits.procedures.models import ProcedureField

FILE = "halls.yaml"


@transaction.atomic
def load_halls(pack: Pack) -> int:
    """Declare the halls that are not there yet, and return how many; a hall that stands is the centre's own."""
    if not (apps.is_installed("tinhso.government.queue") and (pack.folder / FILE).is_file()):
        return 0
    from tinhso.government.queue.models import Hall

    fields = {field.code: field for field in ProcedureField.objects.all()}
    made = 0
    for group in pack.yaml(FILE):
        units = {
            unit.identifier: unit
            for unit in OrganizationUnit.objects.on(clock.today()).filter(identifier__in=group["units"])
        }
        for identifier in group["units"]:
            if identifier not in units:
                raise PackError(f"{FILE}: không có đơn vị nào mang mã {identifier}.")
            for row in group["halls"]:
                if not Hall.objects.filter(unit=units[identifier], name=row["name"]).exists():
                    _declare(units[identifier], row, fields)
                    made += 1
    return made


def _declare(unit: OrganizationUnit, row: dict[str, Any], fields: dict[str, ProcedureField]) -> None:
    from tinhso.government.queue.services import structure

    hall = structure.save_hall(SYSTEM, None, unit, {"name": row["name"], "place": row.get("place", "")})
    services = {}
    for position, given in enumerate(row["services"], start=1):
        unknown = set(given.get("fields", ())) - set(fields)
        if unknown:
            raise PackError(f"{FILE}: không có lĩnh vực {', '.join(sorted(unknown))}.")
        values = {
            "code": given["code"],
            "name": given["name"],
            "icon": given.get("icon", "ticket"),
            "position": position,
            "expected_minutes": given.get("minutes", 8),
            "slot_places": given.get("slot_places", 2),
        }
        chosen = [fields[code] for code in given.get("fields", ())]
        services[given["code"]] = structure.save_service(SYSTEM, hall, None, values, chosen)
    for given in row["counters"]:
        values = {"number": given["number"], "name": given.get("name", "")}
        structure.save_counter(SYSTEM, hall, None, values, [services[code] for code in given["services"]])
