"""What the room records."""

from tinhso.kernel.audit.declarations import declare

SIGNED = declare(
    "signing.signed", "Ký số lên giấy tờ", {"role": "Vai ký", "credential": "Chứng thư số", "number": "Số giấy tờ"}
)
ENROLLED = declare("signing.enrolled", "Đăng ký chứng thư số", {"provider": "Nơi giữ khóa", "holder": "Chủ thể"})
REVOKED = declare("signing.credential-revoked", "Ngừng dùng chứng thư số", {"reason": "Lý do"})
ROOT_ADDED = declare("signing.root-added", "Thêm gốc tin cậy", {"demonstration": "Chỉ để trình diễn"})
