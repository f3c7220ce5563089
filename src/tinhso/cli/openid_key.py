"""``tinhso openid-key``: the key that signs what other systems are told about who signed in."""

import click

from tinhso.kernel.identity.provider import keys


@click.command()
@click.option("--rotate", is_flag=True, help="Tạo khóa mới; khóa mới được công bố ngay và ký sau một giờ.")
def openid_key(rotate: bool) -> None:
    """In các khóa ký của đăng nhập một lần, hoặc đổi khóa."""
    if rotate:
        click.echo(f"Đã tạo khóa {keys.rotate()}.")
    for key in keys.private_keys():
        begins = key.not_before.isoformat() if key.not_before else "từ đầu"
        ends = key.expires_at.isoformat() if key.expires_at else "đến khi đổi"
        click.echo(f"ký từ {begins}, công bố {ends}")
