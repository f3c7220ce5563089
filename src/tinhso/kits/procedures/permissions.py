"""What a role can allow around procedures and dossiers."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.permissions import declare
from tinhso.kernel.signing.permissions import USE_SEAL

VIEW = declare("procedures.view", _("xem hồ sơ của đơn vị"))
SUBMIT = declare("procedures.submit", _("nộp hồ sơ thay cho người dân qua hệ thống khác"))
RECEIVE = declare("procedures.receive", _("tiếp nhận, hướng dẫn bổ sung hoặc từ chối hồ sơ"))
ASSIGN = declare("procedures.assign", _("phân công người xử lý hồ sơ"))
PROCESS = declare("procedures.process", _("thẩm định, xử lý và đề xuất kết quả hồ sơ"))
OPINE = declare("procedures.opine", _("trả lời khi đơn vị được lấy ý kiến phối hợp"))
INITIAL = declare("procedures.initial", _("ký nháy dự thảo kết quả trước khi trình ký"))
SIGN = declare("procedures.sign", _("ký kết quả giải quyết hồ sơ"))
HAND_OVER = declare("procedures.hand_over", _("trả kết quả cho người dân"))
SUPERVISE = declare("procedures.supervise", _("theo dõi tiến độ và số liệu giải quyết hồ sơ"))
PUBLISH = declare("procedures.publish", _("soạn và công bố thủ tục hành chính"))

STEP_PERMISSIONS = {
    "assign": ASSIGN,
    "do": PROCESS,
    "consult": PROCESS,
    "propose": PROCESS,
    "initial": INITIAL,
    "sign": SIGN,
    "seal": USE_SEAL,
    "hand_over": HAND_OVER,
}
"""Which right each kind of step takes."""
