"""``tinhso account``: the first official's account, and the way back in when nobody can sign in."""

import click
from django.db import transaction

from tinhso.cli.apikey import told
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity import queries, services
from tinhso.kernel.identity.actor import SYSTEM
from tinhso.kernel.organizations.queries import unit_by_identifier


@click.group()
def account() -> None:
    """Tài khoản công vụ."""


@account.command()
@click.argument("username", metavar="TÊN")
@click.option("--name", "full_name", required=True, help="Họ và tên.")
@click.option("--unit", required=True, metavar="MÃ", help="Mã định danh của đơn vị.")
@click.option("--role", required=True, metavar="MÃ", help="Mã vai trò giữ tại đơn vị.")
@click.option("--position", default="", help="Chức vụ.")
@click.password_option("--password", prompt="Mật khẩu ban đầu", confirmation_prompt="Nhập lại")
def create(username: str, full_name: str, unit: str, role: str, position: str, password: str) -> None:
    """Tạo tài khoản công vụ TÊN và giao vai trò; mật khẩu phải đổi ở lần đăng nhập đầu."""
    try:
        place, held = unit_by_identifier(unit), queries.role_by_code(role)
        with transaction.atomic():
            made = services.create_official(
                SYSTEM, username=username, full_name=full_name, password=password, unit=place
            )
            services.assign_role(SYSTEM, made, held, place, position=position)
    except Refused as refusal:
        raise told(refusal) from refusal
    click.echo(f"Đã tạo tài khoản {made.username} với vai trò {held.name} tại {place.name}.")


@account.command()
@click.argument("username", metavar="TÊN")
@click.password_option("--password", prompt="Mật khẩu mới", confirmation_prompt="Nhập lại")
def password(username: str, password: str) -> None:
    """Đặt lại mật khẩu của TÊN; phải đổi ở lần đăng nhập sau."""
    try:
        services.set_password(SYSTEM, queries.account_by_username(username), password)
    except Refused as refusal:
        raise told(refusal) from refusal
    click.echo(f"Đã đặt lại mật khẩu của {username}.")


@account.command("forget-phone")
@click.argument("username", metavar="TÊN")
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký.")
def forget_phone(username: str, reason: str) -> None:
    """Gỡ xác thực hai lớp của TÊN; lần đăng nhập sau phải cài lại."""
    try:
        services.remove_second_factor(SYSTEM, queries.account_by_username(username), reason=reason)
    except Refused as refusal:
        raise told(refusal) from refusal
    click.echo(f"Đã gỡ xác thực hai lớp của {username}.")
