"""What a role can allow around official documents.

A role at a division counts for the division's agency where the agency as a whole is meant: the clerk of a department
sits in its office.
"""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

WORK = declare("official_documents.work", _("xử lý văn bản được giao, soạn thảo và góp ý dự thảo"))
REGISTER = declare("official_documents.register", _("làm văn thư: vào sổ văn bản đến, cấp số và phát hành văn bản đi"))
SEE_ALL = declare("official_documents.see-all", _("xem mọi văn bản đã vào sổ của cơ quan"))
INSTRUCT = declare("official_documents.instruct", _("cho ý kiến chỉ đạo, phân công xử lý văn bản"))
INITIAL = declare("official_documents.initial", _("ký nháy, ký tắt dự thảo văn bản"))
SIGN = declare("official_documents.sign", _("ký ban hành văn bản của cơ quan"))
BOOKS = declare("official_documents.books", _("mở sổ văn bản, giữ số, hủy số và nhập văn bản từ hệ thống cũ"))
FIGURES = declare("official_documents.figures", _("xem tỷ lệ văn bản điện tử của cơ quan"))
