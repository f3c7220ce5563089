"""What the statistics put into the one inbox."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox import declare

LOW_RATING = declare("statistics.low-rating", _("Đánh giá không hài lòng chờ xem xét"), "statistics:low-rating")
