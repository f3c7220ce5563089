"""Why a message is not delivered: stable codes, words for a clerk, whether waiting helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.errors import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Problem:
    """A reason: ``words`` say what is wrong, ``remedy`` what a clerk can do. ``passing``: trying again may help."""

    code: str
    words: StrOrPromise
    remedy: StrOrPromise
    passing: bool = False
    status: int = 422


def _all(*problems: Problem) -> dict[str, Problem]:
    return {problem.code: problem for problem in problems}


_TELL_IT = _("Báo người quản trị hệ thống.")
_ASK_THEM = _("Liên hệ văn thư bên nhận.")

PROBLEMS = _all(
    Problem(
        "unreachable", _("Chưa kết nối được với hệ thống bên nhận."),
        _("Không cần làm gì: hệ thống tự gửi lại."), passing=True, status=503,
    ),
    Problem(
        "out-of-order", _("Bên nhận còn thiếu gói tin gửi trước."),
        _("Không cần làm gì: hệ thống tự gửi lại theo đúng thứ tự."), passing=True, status=425,
    ),
    Problem(
        "storage-full", _("Máy chủ bên nhận đã hết chỗ lưu."),
        _("Không cần làm gì: hệ thống tự gửi lại khi bên nhận có chỗ."), passing=True, status=507,
    ),
    Problem(
        "attachments-missing", _("Bên nhận chưa có đủ tệp đính kèm."),
        _("Không cần làm gì: hệ thống tự gửi lại tệp."), passing=True, status=424,
    ),
    Problem(
        "no-contact", _("Không liên lạc được với bên nhận trong nhiều ngày."),
        _("Hỏi bên nhận; gửi lại khi hệ thống của họ hoạt động, hoặc gửi bản giấy."),
    ),
    Problem(
        "unknown-unit", _("Mã định danh của bên nhận không có trong danh mục."),
        _("Chọn lại đơn vị nhận rồi gửi lại."),
    ),
    Problem(
        "unit-ended", _("Đơn vị nhận đã kết thúc hoạt động."),
        _("Chọn đơn vị kế thừa rồi gửi lại."),
    ),
    Problem("bad-xml", _("Gói tin bị hỏng, không đọc được."), _("Gửi lại; nếu vẫn lỗi, báo người quản trị hệ thống.")),
    Problem("bad-schema", _("Gói tin không đúng khuôn dạng QCVN 102:2016/BTTTT."), _TELL_IT),
    Problem("too-large", _("Gói tin lớn quá mức nhận."), _("Chia nhỏ hoặc nén tệp đính kèm rồi gửi lại.")),
    Problem(
        "bad-signature", _("Chữ ký số của gói tin không đúng: nội dung đã bị thay đổi hoặc ký bằng khóa khác."),
        _("Gửi lại; nếu vẫn lỗi, báo người quản trị hệ thống kiểm tra khóa của trục."),
    ),
    Problem(
        "certificate-expired", _("Chứng thư số ký gói tin đã hết hạn hoặc không còn được chấp nhận."),
        _("Báo người quản trị gia hạn chứng thư số của trục rồi gửi lại."),
    ),
    Problem(
        "unknown-certificate", _("Bên nhận chưa biết chứng thư số ký gói tin này."),
        _("Báo người quản trị gửi chứng thư số cho bên nhận đăng ký, rồi gửi lại."),
    ),
    Problem(
        "not-yours", _("Đơn vị gửi ghi trong gói tin không thuộc hệ thống đã ký gói tin."),
        _TELL_IT,
    ),
    Problem(
        "attachment-refused", _("Tệp đính kèm không được nhận."),
        _("Đổi tệp sang loại được nhận (PDF, Word, Excel, ảnh) rồi phát hành lại."),
    ),
    Problem(
        "attachment-lost", _("Không đọc được tệp đính kèm trong kho tệp."),
        _("Tải lại tệp lên văn bản rồi gửi lại."),
    ),
    Problem(
        "other-document", _("Bên nhận đã có một văn bản khác mang đúng số, ký hiệu và ngày này."),
        _("Kiểm tra số, ký hiệu; nếu là bản sửa, dùng chức năng thay thế văn bản."),
    ),
    Problem(
        "unknown-document", _("Bên nhận không có văn bản mà gói tin này nhắc đến."),
        _ASK_THEM,
    ),
    Problem("refused", _("Hệ thống bên nhận từ chối gói tin."), _ASK_THEM),
    Problem(
        "axis-refused", _("Trục liên thông văn bản quốc gia từ chối gói tin."),
        _("Đọc lý do, sửa rồi gửi lại."),
    ),
    Problem(
        "paused", _("Người quản trị đang tạm dừng gửi đến hệ thống này."),
        _("Không cần làm gì: hệ thống tự gửi khi được mở lại."), passing=True, status=503,
    ),
)  # fmt: skip


class Undeliverable(Refused):
    """A message cannot be taken; ``problem`` says why, ``detail`` what exactly (a line, a file's name, a day)."""

    title = _("Gói tin không nhận được")

    def __init__(self, code: str, detail: str = "", **more: object) -> None:
        self.problem = PROBLEMS.get(code, PROBLEMS["refused"])
        self.detail = detail[:400]
        self.status = self.problem.status
        # The other side reads these, in ``errors``, to do the right thing next.
        fields = {"detail": self.detail, **{name: str(value) for name, value in more.items()}}
        super().__init__(words_of(code, detail), code=code, fields=fields)

    def told(self, name: str) -> str:
        """Return what the refusal tells besides its words: ``last_number``, ``missing``."""
        return str(self.details["fields"].get(name, ""))


def words_of(code: str, detail: str = "") -> str:
    """Return the reason in words, with what exactly is wrong."""
    problem = PROBLEMS.get(code, PROBLEMS["refused"])
    return f"{problem.words} {detail}".strip()[:600]


def remedy_of(code: str) -> str:
    """Return what a clerk can do."""
    return str(PROBLEMS.get(code, PROBLEMS["refused"]).remedy)
