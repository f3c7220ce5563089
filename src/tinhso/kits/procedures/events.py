"""What happens to procedures and dossiers that others may want to know."""

from tinhso.kernel.events import declare

_COMMON = {"code": "mã hồ sơ", "status": "mã trạng thái trao đổi (1–10) sau sự kiện"}


def _dossier_event(name: str, sentence: str) -> str:
    return declare(f"procedures.dossier-{name}", sentence, _COMMON)


SUBMITTED = _dossier_event("submitted", "Người dân đã nộp hồ sơ")
RECEIVED = _dossier_event("received", "Hồ sơ đã được tiếp nhận")
REFUSED = _dossier_event("refused", "Hồ sơ bị từ chối tiếp nhận")
SUPPLEMENT_REQUESTED = _dossier_event("supplement-requested", "Cơ quan yêu cầu bổ sung hồ sơ")
SUPPLEMENT_ANSWERED = _dossier_event("supplement-answered", "Người dân đã bổ sung hồ sơ")
ASSIGNED = _dossier_event("assigned", "Hồ sơ được phân công xử lý")
STEP_DONE = _dossier_event("step-done", "Một bước xử lý đã xong")
STEP_RETURNED = _dossier_event("step-returned", "Hồ sơ được trả về bước trước")
PROPOSED = _dossier_event("proposed", "Kết quả đã được trình ký")
FINISHED = _dossier_event("finished", "Kết quả đã được ký")
HANDED_OVER = _dossier_event("handed-over", "Kết quả đã được trả")
WITHDRAWN = _dossier_event("withdrawn", "Người dân đã rút hồ sơ")
STOPPED = _dossier_event("stopped", "Hồ sơ dừng giải quyết")
PAYMENT_REQUESTED = _dossier_event("payment-requested", "Hồ sơ tạm dừng chờ nộp phí, lệ phí")
FEE_SETTLED = _dossier_event("fee-settled", "Phí, lệ phí đã nộp hoặc được miễn")
FEE_REOPENED = _dossier_event("fee-reopened", "Phí, lệ phí trở lại chưa nộp vì khoản thu không có thật")
RATED = _dossier_event("rated", "Người dân đã đánh giá")
RECOUNTED = _dossier_event("recounted", "Hạn trả của hồ sơ được tính lại theo lịch làm việc mới")
CONSULTED = _dossier_event("consulted", "Các đơn vị khác được lấy ý kiến về hồ sơ")
OPINION_GIVEN = _dossier_event("opinion-given", "Một đơn vị được hỏi đã trả lời, hoặc được coi như đồng ý")
OPINION_OVERDUE = _dossier_event("opinion-overdue", "Một đơn vị được hỏi chưa trả lời trong thời hạn")
SUSPENDED = _dossier_event("suspended", "Việc giải quyết hồ sơ tạm dừng")
RESUMED = _dossier_event("resumed", "Việc giải quyết hồ sơ được tiếp tục")
EXTENSION_PROPOSED = _dossier_event("extension-proposed", "Văn bản xin lỗi và gia hạn đã được trình ký")
EXTENDED = _dossier_event("extended", "Hồ sơ được gia hạn, người dân nhận văn bản xin lỗi")
NOTICE_CLOSED = _dossier_event("notice-closed", "Một thông báo của hồ sơ đã được ký, hoặc không được ký")
STEP_TAKEN = _dossier_event("step-taken", "Một bước của hồ sơ được nhận, trả về đơn vị hoặc giao lại")
HANDED_ON = _dossier_event("handed-on", "Hồ sơ được bàn giao giữa hai đơn vị bằng phiếu")
VERSION_PUBLISHED = declare(
    "procedures.version-published",
    "Một phiên bản thủ tục được công bố",
    {"code": "mã thủ tục", "number": "số phiên bản"},
)
