"""What a role can allow around national systems."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

ASK = declare("connectors.ask", _("hỏi cơ sở dữ liệu quốc gia khi giải quyết công việc"))
WATCH = declare("connectors.watch", _("theo dõi kết nối và đồng bộ với hệ thống quốc gia"))
