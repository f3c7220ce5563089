"""What work files put into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

TO_HAND_OVER = declare("work_files.to-hand-over", _("Hồ sơ đến hạn nộp lưu"), "work_files:hand-over")
TO_ACCEPT = declare("work_files.to-accept", _("Hồ sơ chờ lưu trữ tiếp nhận"), "work_files:hand-over")
RETURNED = declare("work_files.returned", _("Hồ sơ bị lưu trữ trả lại"), "work_files:hand-over")
