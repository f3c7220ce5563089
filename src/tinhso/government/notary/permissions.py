"""What a role can allow around notarial acts; each register brings its own rights besides."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

SEARCH = declare("notary.search", _("tra cứu văn bản công chứng và thông tin ngăn chặn trước khi lập văn bản"))
RECORD = declare("notary.record", _("ghi văn bản công chứng vào sổ của tổ chức hành nghề công chứng"))
BLOCK = declare("notary.block", _("nhập thông báo ngăn chặn và giải tỏa ngăn chặn"))
FIGURES = declare("notary.figures", _("xem số liệu công chứng"))
