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
VERSION_PUBLISHED = declare(
    "procedures.version-published",
    "Một phiên bản thủ tục được công bố",
    {"code": "mã thủ tục", "number": "số phiên bản"},
)
