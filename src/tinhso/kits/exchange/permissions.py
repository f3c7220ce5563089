"""What a role can allow around the exchange."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

VIEW = declare("exchange.view", _("xem danh mục, thỏa thuận và tình trạng dịch vụ của trục tích hợp"))
ASK = declare("exchange.ask", _("đề nghị khai thác một dịch vụ của trục tích hợp"))
APPROVE = declare("exchange.approve", _("duyệt, từ chối, chấm dứt thỏa thuận khai thác dịch vụ"))
MANAGE = declare("exchange.manage", _("quản lý thành viên, phần mềm, dịch vụ, chứng thư số của trục tích hợp"))
LOG = declare("exchange.log", _("tra cứu nhật ký trao đổi của trục tích hợp"))
