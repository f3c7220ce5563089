"""Rights over signing."""

from tinhso.kernel.foundation.permissions import declare

USE_SEAL = declare("signing.use-seal", "Ký số của cơ quan (đóng dấu số) lên giấy tờ")
MANAGE = declare("signing.manage", "Đăng ký, thu hồi chứng thư số và gốc tin cậy")
