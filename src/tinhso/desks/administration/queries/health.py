"""How the installation stands: the checks of its modules, the disk, the scanner."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tinhso.kernel.files import scanner
from tinhso.kernel.foundation.modules import MODULES, WARNING

THOROUGH = {"audit", "procedures"}
"""Modules whose checks read everything: run when asked for, not for every look at the page."""
_LITTLE_FREE_BYTES = 5 * 2**30


@dataclass
class Finding:
    """What a check found: problems, and what is worth knowing."""

    name: str
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    skipped: bool = False

    @property
    def tone(self) -> str:
        if self.skipped:
            return "neutral"
        return "danger" if self.problems else "waiting" if self.warnings else "success"

    @property
    def words(self) -> str:
        if self.skipped:
            return _("chưa chạy")
        return _("có lỗi") if self.problems else _("cần biết") if self.warnings else _("tốt")


def findings(*, thorough: bool) -> list[Finding]:
    """Run the modules' checks; a check that fails is itself a problem, and the others still run."""
    found = [_sorted(_("Chỗ trống trên đĩa"), _disk())]
    for module in MODULES.values():
        for check in module.checks:
            if module.code in THOROUGH and not thorough:
                found.append(Finding(check.name, skipped=True))
                continue
            try:
                words = check.run()
            except Exception as error:
                words = [_("không khám được: {error}").format(error=f"{type(error).__name__}: {error}")]
            found.append(_sorted(check.name, words))
    return found


def _sorted(name: str, words: Iterable[str]) -> Finding:
    finding = Finding(name)
    for line in words:
        if line.startswith(WARNING):
            finding.warnings.append(line.removeprefix(WARNING))
        else:
            finding.problems.append(line)
    return finding


def _disk() -> list[str]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= _LITTLE_FREE_BYTES:
        return []
    return [_("chỉ còn {free:.1f} GB trống.").format(free=free / 2**30)]


def facts() -> list[tuple[str, str]]:
    """Return figures of the disk, the database and the scanner."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        size, version = cursor.fetchone()
    return [
        (_("Thư mục dữ liệu"), str(settings.DATA_DIR)),
        (_("Đĩa còn trống"), _("{free} trên {total} GB").format(free=usage.free // 2**30, total=usage.total // 2**30)),
        (
            _("Cơ sở dữ liệu"),
            _("PostgreSQL {version}, {size} MB").format(version=version.split()[0], size=size // 2**20),
        ),
        (_("Quét mã độc"), settings.CLAMAV_ADDRESS if scanner.configured() else _("chưa cấu hình")),
        (_("Máy chủ thư"), settings.EMAIL_HOST or _("chưa cấu hình")),
    ]
