"""What the audit log keeps of tourism besides what every register brings."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

_PICTURE = {"picture": _("khóa của ảnh"), "caption": _("ảnh chụp gì")}
PICTURE_ADDED = declare("tourism.picture-added", _("Đăng ảnh của điểm du lịch"), {**_PICTURE, "author": _("nguồn ảnh")})
PICTURE_LED = declare("tourism.picture-led", _("Đưa một ảnh của điểm du lịch lên đầu"), _PICTURE)
PICTURE_REMOVED = declare("tourism.picture-removed", _("Gỡ ảnh của điểm du lịch"), _PICTURE)
_RATING = {"rating": _("khóa của đánh giá")}
RATED = declare(
    "tourism.rated", _("Đánh giá một điểm du lịch"), {**_RATING, "stars": _("số điểm"), "said": _("có bình luận")}
)
COMMENT_SHOWN = declare("tourism.comment-shown", _("Cho hiện bình luận về điểm du lịch"), _RATING)
COMMENT_REFUSED = declare(
    "tourism.comment-refused", _("Không cho hiện bình luận về điểm du lịch"), {**_RATING, "reason": _("lý do")}
)
