"""What ``tinhso doctor`` asks of documents on their way."""

from datetime import timedelta

from django.utils.translation import gettext as _

from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.modules import WARNING
from tinhso.kits.exchange.messages.models import Correspondent, OutgoingMessage
from tinhso.kits.exchange.messages.states import MessageState

LONG = timedelta(hours=2)


def check_messages() -> list[str]:
    """Return what is set aside, what has waited long, and whom nothing reaches."""
    found = []
    dead = OutgoingMessage.objects.filter(state=MessageState.DEAD).count()
    if dead:
        found.append(WARNING + _("{count} gói tin không gửi được đang chờ văn thư xử lý.").format(count=dead))
    troubled = Correspondent.objects.filter(active=True).exclude(problem="").order_by("name")[:20]
    found.extend(WARNING + f"{row.name}: {row.problem}" for row in troubled)
    untaken = OutgoingMessage.objects.filter(state=MessageState.HANDED, handed_at__lt=clock.now() - LONG).count()
    if untaken:
        found.append(
            WARNING
            + _("{count} gói tin nằm trong hàng đợi NATS đã quá hai giờ mà bên nhận chưa lấy.").format(count=untaken)
        )
    waiting = OutgoingMessage.objects.filter(
        state=MessageState.WAITING, created_at__lt=clock.now() - LONG, lane__correspondent=None
    ).count()
    if waiting:
        found.append(
            _("{count} gói tin trong hệ thống đã chờ hơn hai giờ; hãy xem tiến trình xử lý nền có chạy không.").format(
                count=waiting
            )
        )
    return found
