"""What a role can allow around money."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare

VIEW = declare("payments.view", _("xem hóa đơn, khoản thu và sổ tiền của đơn vị"))
CASH = declare("payments.cash", _("thu phí, lệ phí bằng tiền mặt tại quầy"))
EXEMPT = declare("payments.exempt", _("xét đề nghị miễn, giảm phí, lệ phí"))
ACCOUNT = declare("payments.account", _("đối soát với nền tảng thanh toán, hoàn trả, nhận quỹ của các quầy"))
