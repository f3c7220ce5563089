"""What a role can allow around work files."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

USE = declare("work_files.use", _("lập, xem và đưa tài liệu vào hồ sơ công việc của đơn vị"))
KEEP = declare("work_files.keep", _("đóng hồ sơ công việc và giao nộp vào lưu trữ"))
ARCHIVE = declare("work_files.archive", _("tiếp nhận hồ sơ nộp vào lưu trữ"))
FIGURES = declare("work_files.figures", _("xem tỷ lệ hồ sơ công việc xử lý trên môi trường mạng"))
