"""``tinhso demo-data``: what the demonstration stands on — structure, data pack, a year of history."""

from importlib import import_module
from importlib.util import find_spec

import click
from django.apps import apps

from tinhso.cli.loading.pack import Pack
from tinhso.kernel.foundation.migrating import migrate

DIRECTIVES = 300
"""How many directives the demonstration's year has."""


@click.command("demo-data")
@click.option("--pack", default="thanh-hoa", show_default=True, help="Gói dữ liệu của tỉnh.")
@click.option("--dossiers", default=0, type=click.IntRange(0), help="Số hồ sơ lịch sử cần có.")
@click.option("--accounts", "only_accounts", is_flag=True, help="Chỉ in các tài khoản trình diễn.")
def demo_data(pack: str, dossiers: int, only_accounts: bool) -> None:
    """Dựng phần còn thiếu của dữ liệu trình diễn."""
    if only_accounts:
        tell_accounts(Pack.named(pack))
        return
    migrate(verbosity=0)
    from tinhso.kernel.organizations.models import OrganizationUnit

    if not OrganizationUnit.objects.exists():
        click.echo(f"» Nạp gói dữ liệu {pack} …")
        load = import_module("tinhso.cli.load").load
        load.main([pack, "--accounts"], standalone_mode=False)
    certify(Pack.named(pack))
    import_module("tinhso.kernel.outside.services").choose_stand_ins()
    if dossiers and apps.is_installed("tinhso.government.personnel"):
        import_module("tinhso.cli.history.staff").generate_staff()
    if dossiers and apps.is_installed("tinhso.government.official_documents"):
        import_module("tinhso.cli.history.documents").generate_documents()
    if dossiers and apps.is_installed("tinhso.government.queue"):
        import_module("tinhso.cli.history.queue_days").generate_tickets()
    if dossiers and apps.is_installed("tinhso.government.directives"):
        give_directives()
    if dossiers and find_spec("tinhso.cli.history"):
        from tinhso.kits.procedures.models import Dossier

        missing = dossiers - Dossier.objects.count()
        # A dossier more or less is no reason to write history again: people have added theirs.
        if missing == dossiers:
            click.echo(f"» Sinh lịch sử {dossiers} hồ sơ …")
            import_module("tinhso.cli.history").generate(dossiers)
            close_periods()


def give_directives() -> None:
    """Write a year of directives, once."""
    from tinhso.government.directives.models import Directive

    if not Directive.objects.exists():
        click.echo(f"» Sinh {DIRECTIVES} nhiệm vụ giao …")
        import_module("tinhso.cli.history.directives").generate_directives(DIRECTIVES)


def close_periods() -> None:
    """Close the periods of reporting that the year of history has left behind."""
    from django.apps import apps

    if apps.is_installed("tinhso.government.statistics"):
        import_module("tinhso.government.statistics.services.closing").close_ended()


def certify(pack: Pack) -> None:
    """Give those who sign, and their agencies, certificates of the demonstration authority, once."""
    from django.conf import settings

    if not settings.TRUST_URL:
        return
    services = import_module("tinhso.kernel.signing.services")
    from tinhso.kernel.identity.actor import SYSTEM
    from tinhso.kernel.identity.models import Account
    from tinhso.kernel.organizations.models import OrganizationUnit
    from tinhso.kernel.signing.models import Credential

    officials = pack.yaml("accounts.yaml")["officials"]
    signs = {"procedures.sign", "official_documents.sign", "directives.manage"}
    signing = {role["code"] for role in pack.yaml("roles.yaml") if signs & set(role["permissions"])}
    sealed = set(Credential.objects.filter(account=None).values_list("unit_id", flat=True))
    certified = set(Credential.objects.exclude(account=None).values_list("account_id", flat=True))
    services.trust_demonstration_authority(actor=SYSTEM)
    places = {row["unit"] for row in officials}
    units = {unit.identifier: unit for unit in OrganizationUnit.objects.filter(identifier__in=places, valid_to=None)}
    for unit in units.values():
        if unit.pk not in sealed:
            services.enrol(actor=SYSTEM, unit=unit)
    for row in officials:
        if row["role"] in signing:
            account = Account.objects.get(username=row["username"])
            if account.pk not in certified:
                services.enrol(actor=SYSTEM, account=account, unit=units[row["unit"]])


def tell_accounts(pack: Pack) -> None:
    """Print one account of each role and the citizens', with the password that all of them share."""
    data = pack.yaml("accounts.yaml")
    roles = {role["code"]: role["name"] for role in pack.yaml("roles.yaml")}
    seen: set[str] = set()
    # Citizens sign in with their personal numbers.
    rows = [(account["personal_number"], f"{account['name']} — công dân") for account in data["citizens"][:3]]
    for account in data["officials"]:
        if account["role"] not in seen:
            seen.add(account["role"])
            place = f"{account['position']}, {account['unit']}"
            rows.append((account["username"], f"{account['name']} — {roles.get(account['role'], '')} ({place})"))
    width = max(len(name) for name, _ in rows)
    click.echo(f"\nTài khoản trình diễn, mật khẩu chung: {data['password']}")
    for name, words in rows:
        click.echo(f"  {name:<{width}}  {words}")
    click.echo("Cán bộ cần thêm mã xác thực lớp hai: xem tại http://127.0.0.1:8011/")
