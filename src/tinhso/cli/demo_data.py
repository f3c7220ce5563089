"""``tinhso demo-data``: what the demonstration stands on — structure, data pack, a year of history."""

from importlib import import_module
from importlib.util import find_spec

import click
from django.core.management import call_command

from tinhso.cli.loading.pack import Pack


@click.command("demo-data")
@click.option("--pack", default="thanh-hoa", show_default=True, help="Gói dữ liệu của tỉnh.")
@click.option("--dossiers", default=0, type=click.IntRange(0), help="Số hồ sơ lịch sử cần có.")
@click.option("--accounts", "only_accounts", is_flag=True, help="Chỉ in các tài khoản trình diễn.")
def demo_data(pack: str, dossiers: int, only_accounts: bool) -> None:
    """Dựng phần còn thiếu của dữ liệu trình diễn."""
    if only_accounts:
        tell_accounts(Pack.named(pack))
        return
    call_command("migrate", interactive=False, verbosity=0)
    from tinhso.kernel.organizations.models import OrganizationUnit

    if not OrganizationUnit.objects.exists():
        click.echo(f"» Nạp gói dữ liệu {pack} …")
        load = import_module("tinhso.cli.load").load
        load.main([pack, "--accounts"], standalone_mode=False)
    if dossiers and find_spec("tinhso.cli.history"):
        from tinhso.kits.procedures.models import Dossier

        missing = dossiers - Dossier.objects.count()
        # A dossier more or less is no reason to write history again: people have added theirs.
        if missing == dossiers:
            click.echo(f"» Sinh lịch sử {dossiers} hồ sơ …")
            import_module("tinhso.cli.history").generate(dossiers)


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
