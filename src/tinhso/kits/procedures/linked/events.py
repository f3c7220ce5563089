"""What happens to linked applications that others may want to know."""

from tinhso.kernel.events import declare

_CODE = {"code": "mã hồ sơ liên thông"}
_BRANCH = _CODE | {"branch": "mã nhánh", "state": "tình trạng của nhánh"}

SUBMITTED = declare("linked.application-submitted", "Người dân đã nộp hồ sơ liên thông", _CODE)
BRANCH_OPENED = declare("linked.branch-opened", "Một nhánh của hồ sơ liên thông đã thành hồ sơ", _BRANCH)
BRANCH_ENDED = declare("linked.branch-ended", "Một nhánh của hồ sơ liên thông đã kết thúc", _BRANCH)
BRANCH_BLOCKED = declare("linked.branch-blocked", "Một nhánh của hồ sơ liên thông chưa chuyển được", _BRANCH)
ENDED = declare(
    "linked.application-ended", "Hồ sơ liên thông đã kết thúc", _CODE | {"state": "tình trạng của cả hồ sơ"}
)
VERSION_PUBLISHED = declare(
    "linked.version-published",
    "Một phiên bản thủ tục liên thông được công bố",
    {"code": "mã thủ tục liên thông", "number": "số phiên bản"},
)
