"""What dossiers put into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

RECEIVE = declare("procedures.receive", _("Hồ sơ chờ tiếp nhận"), "workspace:dossier")
STEP = declare("procedures.step", _("Hồ sơ chờ xử lý"), "workspace:dossier")
OPINION = declare("procedures.opinion", _("Được lấy ý kiến phối hợp"), "workspace:opinion")
NOTICE = declare("procedures.notice", _("Thông báo chờ ký"), "workspace:notice")
SLIP = declare("procedures.slip", _("Phiếu bàn giao chờ xác nhận"), "workspace:slip")
