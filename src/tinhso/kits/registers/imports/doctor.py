"""What ``tinhso doctor`` asks of imports."""

from datetime import timedelta

from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kits.registers.imports.models import ImportRun
from tinhso.kits.registers.imports.states import AT_WORK

QUIET = timedelta(minutes=15)


def check_stopped() -> list[str]:
    """Return the imports that should be under way and have not moved for a quarter of an hour."""
    rows = ImportRun.objects.select_related("file").filter(state__in=AT_WORK, moved_at__lt=clock.now() - QUIET)
    return [
        WARNING
        + _("Lần nhập tệp “%(name)s” %(state)s nhưng đã đứng yên; hãy xem tiến trình xử lý nền có chạy không.")
        % {"name": run.file.name, "state": run.get_state_display().lower()}
        for run in rows.order_by("moved_at")[:20]
    ]
