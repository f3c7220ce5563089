"""The command line: ``tinhso``. Commands load when they are called, so that the simple ones start at once."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

# Where each command stands, and what one line of help says about it. The commands of the second kind need no
# database: they start without Django.
WITH_DJANGO = {
    "account": ("tinhso.cli.account", "Tài khoản công vụ: tạo, đặt lại mật khẩu, gỡ xác thực hai lớp."),
    "apikey": ("tinhso.cli.apikey", "Khóa API: tạo, xem, thu hồi."),
    "audit": ("tinhso.cli.audit", "Nhật ký: niêm phong, kiểm tra chuỗi."),
    "carrier": ("tinhso.cli.carrier", "Nhận văn bản từ hàng đợi NATS JetStream (khi đặt NATS_URL)."),
    "demo-data": ("tinhso.cli.demo_data", "Dựng dữ liệu trình diễn, in các tài khoản."),
    "docs": ("tinhso.cli.docs", "Viết các danh mục tra cứu từ mã nguồn."),
    "doctor": ("tinhso.cli.doctor", "Khám toàn hệ thống; thoát với mã 1 khi có lỗi."),
    "gateway": ("tinhso.cli.gateway", "Chạy cổng kết nối của trục tích hợp (gọi dịch vụ giữa các hệ thống)."),
    "history": ("tinhso.cli.history", "Sinh lịch sử hồ sơ để trình diễn."),
    "load": ("tinhso.cli.load", "Nạp một gói dữ liệu của tỉnh."),
    "migrate": ("tinhso.cli.database", "Cập nhật cấu trúc cơ sở dữ liệu."),
    "openid-key": ("tinhso.cli.openid_key", "Khóa ký của đăng nhập một lần: xem, đổi."),
    "procedures": ("tinhso.cli.procedures", "Thủ tục hành chính: nạp, kiểm tra, công bố."),
    "reorganize": ("tinhso.cli.reorganize", "Sắp xếp đơn vị: kiểm tra, xem trước, thực hiện, hoàn tác, chốt."),
    "signing": ("tinhso.cli.signing", "Chứng thư số và ký số."),
    "worker": ("tinhso.cli.worker", "Chạy tiến trình xử lý công việc nền."),
}
PLAIN = {
    "backup": ("tinhso.cli.backup", "Sao lưu cơ sở dữ liệu, tệp và khóa vào một tệp."),
    "calc": ("tinhso.cli.calc", "Tính hạn giải quyết, thời gian làm việc."),
    "database": ("tinhso.cli.database", "Cơ sở dữ liệu nhúng: start, stop, status, shell."),
    "demo": ("tinhso.cli.demo", "Chạy bản trình diễn với dữ liệu và các hệ thống giả lập."),
    "new": ("tinhso.cli.new", "Tạo khung mã nguồn: phân hệ, sổ."),
    "restore": ("tinhso.cli.backup", "Khôi phục từ tệp sao lưu."),
    "simulate": ("tinhso.cli.simulate", "Chạy một hệ thống giả lập."),
    "up": ("tinhso.cli.up", "Chạy toàn hệ thống trên một máy."),
}


class House(click.Group):
    """The group of all commands; each command's module has a function or group of the command's name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands that this installation has."""
        return sorted(name for name, (module, _) in (WITH_DJANGO | PLAIN).items() if find_spec(module))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import the command's module, with Django ready when the command needs it."""
        place = (WITH_DJANGO | PLAIN).get(cmd_name)
        if place is None or find_spec(place[0]) is None:
            return None
        if cmd_name in WITH_DJANGO:
            start_django()
        command: Any = getattr(import_module(place[0]), cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        known = WITH_DJANGO | PLAIN
        rows = [(name, known[name][1]) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Lệnh"):
                formatter.write_dl(rows)


def start_django() -> None:
    """Make the settings and every app ready; the embedded database starts when it is used and not running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    import django

    django.setup()


@click.command(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tinhso", prog_name="tinhso")
def main() -> None:
    """Tỉnh Số: nền tảng chính quyền số và dịch vụ thông minh của một tỉnh."""
