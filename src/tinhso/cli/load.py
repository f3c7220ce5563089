"""``tinhso load``: a province's data pack into the database; loading it again changes nothing."""

import time

import click

from tinhso.cli.loading.accounts import load_accounts, secrets_file
from tinhso.cli.loading.areas import Areas
from tinhso.cli.loading.halls import load_halls
from tinhso.cli.loading.linked import load_linked, read_linked
from tinhso.cli.loading.pack import Pack, PackError
from tinhso.cli.loading.procedures import load_procedures, read_procedures
from tinhso.cli.loading.registers import load_registers
from tinhso.cli.loading.roles import load_roles
from tinhso.cli.loading.units import Units
from tinhso.kernel.areas import services as area_services
from tinhso.kernel.foundation.bulk import Laid
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.organizations import services as unit_services
from tinhso.kernel.worktime import services as worktime


@click.command()
@click.argument("pack", default="thanh-hoa")
@click.option("--accounts", is_flag=True, help="Nạp cả tài khoản trình diễn (mật khẩu công khai).")
@click.option("--check", is_flag=True, help="Chỉ đọc và kiểm tra gói, không ghi gì.")
def load(pack: str, accounts: bool, check: bool) -> None:
    """Nạp gói dữ liệu PACK (tên gói, hoặc thư mục chứa pack.yaml). Nạp lại không đổi gì."""
    try:
        _load(Pack.named(pack), accounts=accounts, check=check)
    except PackError as error:
        raise click.ClickException(str(error)) from error
    except Refused as error:
        fields = "; ".join(f"{name}: {words}" for name, words in getattr(error, "fields", {}).items())
        raise click.ClickException(" ".join(filter(None, (error.message, fields)))) from error


def _load(pack: Pack, *, accounts: bool, check: bool) -> None:
    began = time.monotonic()
    areas = Areas(pack)
    units = Units(pack, areas)
    if check:
        count = sum(1 for _file in read_procedures(pack)) + sum(1 for _file in read_linked(pack))
        click.echo(
            f"Gói {pack.about['name']} hợp lệ: {len(areas.all)} địa bàn, {len(units.all)} đơn vị, {count} thủ tục."
        )
        return
    _say("Địa bàn", len(areas.all), area_services.load(areas.all, areas.successions))
    _say("Đơn vị", len(units.all), unit_services.load_units(units.all, units.successions))
    click.echo(f"Lịch làm việc: {worktime.load_defaults()} dòng thêm hoặc đổi")
    role_count, unknown = load_roles(pack)
    click.echo(f"Vai trò: {role_count}")
    if unknown:
        click.echo(f"  Bỏ qua các quyền chưa có phân hệ: {', '.join(unknown)}")
    click.echo(f"Thủ tục: {load_procedures(pack)}")
    click.echo(f"Thủ tục liên thông: {load_linked(pack)}")
    if accounts:
        officials, citizens = load_accounts(pack)
        click.echo(f"Tài khoản trình diễn: {officials} cán bộ, {citizens} người dân; mã xác thực ở {secrets_file()}")
        click.echo(f"Sảnh một cửa trình diễn: {load_halls(pack)}")
        click.echo(f"Bản ghi trình diễn của các sổ: {load_registers(pack)}")
    click.echo(f"Đã nạp gói {pack.about['name']} trong {time.monotonic() - began:.1f} giây.")


def _say(what: str, count: int, laid: Laid) -> None:
    click.echo(f"{what}: {count} (thêm {laid.created}, đổi {laid.changed} dòng)")
