"""``tinhso apikey``: keys of programs, made and revoked by who has the machine."""

import click

from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity import programs, queries
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.queries import unit_by_identifier


def told(refusal: Refused) -> click.ClickException:
    """Return a refusal as the command line tells it."""
    fields = refusal.fields.values() if isinstance(refusal, Invalid) else [refusal.message]
    return click.ClickException(" ".join(fields))


@click.group()
def apikey() -> None:
    """Khóa API của phần mềm khác."""


@apikey.command()
@click.option("--unit", required=True, metavar="MÃ", help="Mã định danh của đơn vị, ví dụ H56.15.")
@click.option("--role", required=True, metavar="MÃ", help="Mã vai trò mà khóa giữ tại đơn vị.")
@click.option("--label", default="Khóa API", show_default=True, help="Tên để nhận ra khóa.")
@click.option("--days", type=int, default=None, help="Số ngày có hiệu lực; bỏ trống là đến khi thu hồi.")
def create(unit: str, role: str, label: str, days: int | None) -> None:
    """Tạo khóa và in ra một lần duy nhất, ở dòng cuối."""
    try:
        key, text = programs.create_api_key(
            SYSTEM, unit=unit_by_identifier(unit), role=queries.role_by_code(role), label=label, days=days
        )
    except Refused as refusal:
        raise told(refusal) from refusal
    click.echo(
        f"Khóa {key.prefix} ({label}) giữ vai trò {role} tại {unit}. Hãy lưu ngay: không xem lại được.", err=True
    )
    click.echo(text)


@apikey.command("list")
def list_keys() -> None:
    """Liệt kê các khóa."""
    for key in queries.api_keys().iterator():
        state = "đã thu hồi" if key.revoked_at else f"đến {key.ends_at:%d/%m/%Y}" if key.ends_at else "đang dùng"
        used = f"dùng gần nhất {key.last_used_at:%d/%m/%Y}" if key.last_used_at else "chưa dùng"
        click.echo(f"{key.prefix}  {state}  {used}  {key.label}")


@apikey.command()
@click.argument("prefix", metavar="KHÓA")
def revoke(prefix: str) -> None:
    """Thu hồi khóa có phần đầu KHÓA (12 ký tự sau ts_)."""
    try:
        programs.revoke_api_key(SYSTEM, queries.api_key_by_prefix(prefix))
    except Refused as refusal:
        raise told(refusal) from refusal
    click.echo(f"Đã thu hồi khóa {prefix}.")
