"""What happens on the exchange that others may want to know."""

from tinhso.kernel.events import declare
from tinhso.kernel.events import services as outbox
from tinhso.kits.exchange.models import Agreement

AGREEMENT_DECIDED = declare(
    "exchange.agreement.decided",
    "Một thỏa thuận khai thác dịch vụ được duyệt, bị từ chối hoặc chấm dứt",
    {"consumer": "bên khai thác", "service": "dịch vụ", "state": "tình trạng"},
)


def publish_decided(made: Agreement) -> None:
    """Tell that an agreement was approved, refused or ended."""
    outbox.publish(
        AGREEMENT_DECIDED,
        made.id,
        consumer=str(made.consumer.identifier),
        service=str(made.service.identifier),
        state=str(made.state),
    )
