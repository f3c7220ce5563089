"""``tinhso gateway``: the process through which systems call each other's services."""

import click

from tinhso.config import environment
from tinhso.kits.exchange.gateway.server import Options, Server, run


@click.command()
@click.option("--host", default=lambda: environment.text("TINHSO_GATEWAY_HOST", "127.0.0.1"), help="Địa chỉ lắng nghe.")
@click.option(
    "--port",
    default=lambda: int(environment.text("TINHSO_GATEWAY_PORT", "8020")),
    type=click.IntRange(0, 65535),
    help="Cổng nhận mã JWS và chữ ký HTTP, hoặc sau một máy chủ TLS.",
)
@click.option(
    "--tls-port",
    default=lambda: int(environment.text("TINHSO_GATEWAY_TLS_PORT", "0")),
    type=click.IntRange(0, 65535),
    help="Cổng TLS hai chiều; 0: không mở.",
)
@click.option(
    "--certificate", default=lambda: environment.text("TINHSO_GATEWAY_CERTIFICATE"), help="Chứng thư số TLS (PEM)."
)
@click.option("--shared", is_flag=True, help="Nhiều tiến trình của cùng hệ thống nghe chung một cổng.")
@click.option("--key", default=lambda: environment.text("TINHSO_GATEWAY_KEY"), help="Khóa TLS (PEM).")
def gateway(host: str, port: int, tls_port: int, certificate: str, key: str, shared: bool) -> None:
    """Chạy cổng kết nối của trục tích hợp; dừng êm khi nhận SIGTERM."""
    proxies = frozenset(environment.words("TINHSO_GATEWAY_PROXIES", ""))
    run(Options(host, port, tls_port, certificate, key, proxies, shared), ready=_ready)


def _ready(server: Server) -> None:
    doors = f"http://{server.options.host}:{server.port}/r1/"
    if server.tls_port:
        doors += f", https://{server.options.host}:{server.tls_port}/r1/ (TLS hai chiều)"
    click.echo(f"Cổng kết nối của trục tích hợp: {doors}")
