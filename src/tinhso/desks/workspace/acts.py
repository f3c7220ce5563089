"""The acts on a dossier as the workspace offers them: words, form, right at the door, and the service that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.desks.workspace import act_forms, around_forms
from tinhso.kits.procedures import permissions
from tinhso.kits.procedures.permissions import STEP_PERMISSIONS
from tinhso.kits.procedures.services import (
    consultations,
    intake,
    notices,
    outcome,
    processing,
    supplements,
    suspension,
)


@dataclass(frozen=True)
class Act:
    """An act: ``name`` in addresses' names, ``slug`` in addresses, ``rule`` the right at the door of its page."""

    name: str
    slug: str
    title: Any
    button: Any
    icon: str
    rule: str
    form: type[act_forms.ActForm]
    run: Callable[..., Any]
    done: Any
    kind: str = "primary"
    lead: Any = ""
    template: str = "workspace/act.html"
    after: str = ""
    """Where to go when it is done; the dossier's page when not given."""


ACTS = {
    act.name: act
    for act in (
        Act(
            "receive",
            "tiep-nhan",
            _("Tiếp nhận hồ sơ"),
            _("Tiếp nhận"),
            "inbox",
            permissions.RECEIVE,
            act_forms.NoteForm,
            intake.receive,
            _("Đã tiếp nhận. Thời hạn bắt đầu tính; giấy hẹn đang được lập."),
            lead=_("Hồ sơ đầy đủ và hợp lệ. Thời hạn giải quyết được tính từ lúc bấm nút."),
        ),
        Act(
            "sign",
            "ky",
            _("Ký kết quả"),
            _("Ký số"),
            "signature",
            permissions.SIGN,
            act_forms.SignForm,
            outcome.sign,
            _("Đã ký. Kết quả có số, chữ ký của người ký và dấu của cơ quan."),
            template="workspace/sign.html",
            after="workspace:to-sign",
        ),
        Act(
            "opinion",
            "y-kien",
            _("Trả lời ý kiến"),
            _("Gửi ý kiến"),
            "message",
            permissions.OPINE,
            around_forms.OpinionForm,
            consultations.answer,
            _("Đã gửi ý kiến. Khi đủ ý kiến, hồ sơ trở lại người hỏi."),
            template="workspace/opinion.html",
            after="workspace:inbox",
        ),
        Act(
            "notice",
            "ky-thong-bao",
            _("Ký văn bản gửi người nộp"),
            _("Ký số"),
            "signature",
            permissions.SIGN,
            around_forms.NoticeForm,
            notices.sign,
            _("Đã ký. Văn bản được gửi cho người nộp."),
            template="workspace/notice.html",
        ),
        Act(
            "initial",
            "ky-nhay",
            _("Ký nháy dự thảo kết quả"),
            _("Ký nháy"),
            "writing",
            permissions.INITIAL,
            act_forms.NoteForm,
            outcome.initial,
            _("Đã ký nháy; dự thảo chuyển tới người ký."),
            lead=_("Ký nháy xác nhận nội dung dự thảo trước khi lãnh đạo ký."),
            template="workspace/initial.html",
        ),
        Act(
            "seal",
            "dong-dau",
            _("Đóng dấu kết quả"),
            _("Đóng dấu"),
            "certificate",
            STEP_PERMISSIONS["seal"],
            act_forms.NoteForm,
            outcome.seal,
            _("Đã đóng dấu; kết quả chờ trả cho người dân."),
            lead=_("Lãnh đạo đã ký. Dấu điện tử của cơ quan hoàn thành kết quả."),
        ),
        Act(
            "propose",
            "de-xuat",
            _("Trình kết quả"),
            _("Trình lãnh đạo"),
            "writing",
            permissions.PROCESS,
            act_forms.ProposeForm,
            processing.propose,
            _("Đã trình lãnh đạo."),
            template="workspace/propose.html",
        ),
        Act(
            "do",
            "xu-ly",
            _("Hoàn thành bước xử lý"),
            _("Hoàn thành bước"),
            "check",
            permissions.PROCESS,
            act_forms.OpinionForm,
            processing.do,
            _("Đã xong bước này; hồ sơ chuyển sang bước sau."),
        ),
        Act(
            "assign",
            "phan-cong",
            _("Phân công xử lý"),
            _("Phân công"),
            "user-check",
            permissions.ASSIGN,
            act_forms.AssignForm,
            processing.assign,
            _("Đã phân công."),
        ),
        Act(
            "hand-over",
            "tra-ket-qua",
            _("Trả kết quả"),
            _("Trả kết quả"),
            "package",
            permissions.HAND_OVER,
            act_forms.NoteForm,
            outcome.hand_over,
            _("Đã trả kết quả cho người dân."),
            lead=_("Đối chiếu giấy tờ tùy thân của người nhận trước khi trả."),
        ),
        Act(
            "answer",
            "nhan-bo-sung",
            _("Nhận giấy tờ bổ sung tại quầy"),
            _("Nhận bổ sung"),
            "file-plus",
            permissions.RECEIVE,
            act_forms.AnswerForm,
            supplements.answer,
            _("Đã nhận bổ sung; hồ sơ trở lại người yêu cầu."),
            template="workspace/answer.html",
        ),
        Act(
            "ask",
            "yeu-cau-bo-sung",
            _("Yêu cầu bổ sung hồ sơ"),
            _("Gửi yêu cầu bổ sung"),
            "player-pause",
            permissions.VIEW,
            act_forms.AskForm,
            supplements.ask,
            _("Đã gửi yêu cầu bổ sung cho người nộp."),
            kind="secondary",
            lead=_("Ghi hết những gì còn thiếu vào một lần yêu cầu."),
            template="workspace/ask.html",
        ),
        Act(
            "consult",
            "lay-y-kien",
            _("Lấy ý kiến đơn vị khác"),
            _("Lấy ý kiến"),
            "send",
            permissions.PROCESS,
            around_forms.ConsultForm,
            consultations.ask,
            _("Đã gửi câu hỏi. Hồ sơ trở lại quý vị khi đủ ý kiến."),
            kind="secondary",
            lead=_("Các đơn vị được hỏi cùng lúc, mỗi đơn vị trả lời trên màn hình của mình."),
            template="workspace/consult.html",
        ),
        Act(
            "withdraw-question",
            "rut-cau-hoi",
            _("Không chờ ý kiến nữa"),
            _("Rút câu hỏi"),
            "arrow-back",
            permissions.PROCESS,
            around_forms.WithdrawQuestionForm,
            consultations.withdraw,
            _("Đã rút câu hỏi; hồ sơ tiếp tục không chờ những đơn vị chưa trả lời."),
            kind="secondary",
        ),
        Act(
            "extend",
            "gia-han",
            _("Xin lỗi và gia hạn"),
            _("Trình văn bản xin lỗi"),
            "calendar-plus",
            permissions.VIEW,
            around_forms.ExtendForm,
            notices.propose_extension,
            _("Đã trình văn bản xin lỗi. Hạn mới có hiệu lực khi lãnh đạo ký."),
            kind="secondary",
            template="workspace/extend.html",
        ),
        Act(
            "suspend",
            "tam-dung",
            _("Tạm dừng giải quyết"),
            _("Tạm dừng"),
            "player-pause",
            permissions.VIEW,
            act_forms.ReasonForm,
            suspension.suspend,
            _("Đã tạm dừng; thời hạn không tính cho đến khi tiếp tục."),
            kind="secondary",
            lead=_("Chỉ tạm dừng khi pháp luật cho phép, ví dụ chờ cơ quan khác giải quyết tranh chấp."),
        ),
        Act(
            "resume",
            "tiep-tuc",
            _("Tiếp tục giải quyết"),
            _("Tiếp tục"),
            "player-play",
            permissions.VIEW,
            around_forms.ResumeForm,
            suspension.resume,
            _("Hồ sơ được giải quyết tiếp; thời hạn tính tiếp."),
        ),
        Act(
            "decline",
            "khong-ky",
            _("Không ký văn bản này"),
            _("Không ký"),
            "x",
            permissions.SIGN,
            around_forms.DeclineForm,
            notices.decline,
            _("Đã trả lại văn bản, không ký."),
            kind="danger",
        ),
        Act(
            "return",
            "tra-lai",
            _("Trả lại bước trước"),
            _("Trả lại"),
            "arrow-back-up",
            permissions.VIEW,
            act_forms.ReturnForm,
            processing.return_step,
            _("Đã trả lại bước trước."),
            kind="secondary",
        ),
        Act(
            "refuse",
            "tu-choi",
            _("Từ chối tiếp nhận"),
            _("Từ chối tiếp nhận"),
            "x",
            permissions.RECEIVE,
            act_forms.ReasonForm,
            intake.refuse,
            _("Đã từ chối; phiếu từ chối đang được lập."),
            kind="danger",
        ),
        Act(
            "withdraw",
            "rut",
            _("Rút hồ sơ thay người nộp"),
            _("Rút hồ sơ"),
            "arrow-back",
            permissions.RECEIVE,
            act_forms.WithdrawForm,
            outcome.withdraw,
            _("Đã rút hồ sơ theo yêu cầu của người nộp."),
            kind="danger",
            lead=_("Chỉ làm khi chính người nộp yêu cầu tại quầy."),
        ),
        Act(
            "stop",
            "dung",
            _("Dừng giải quyết"),
            _("Dừng giải quyết"),
            "player-stop",
            permissions.VIEW,
            act_forms.ReasonForm,
            outcome.stop,
            _("Đã dừng giải quyết; thông báo đang được lập."),
            kind="danger",
        ),
    )
}
"""In the order in which a page offers them: what carries the work on first, what ends it last."""
