"""What the carrier tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(
    code="exchange_messages",
    name=_("Gửi nhận văn bản điện tử"),
    icon="send",
    requires=("exchange",),
)
