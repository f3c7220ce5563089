"""What the carrier tells the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Check, Module, NavigationItem
from tinhso.kits.exchange.messages import permissions
from tinhso.kits.exchange.messages.doctor import check_messages

MODULE = Module(
    code="exchange_messages",
    name=_("Gửi nhận văn bản điện tử"),
    icon="send",
    requires=("exchange",),
    navigation=(
        NavigationItem(
            _("Văn bản không gửi được"),
            "exchange_messages:index",
            icon="mail",
            permission=permissions.WORK,
            order=330,
        ),
        NavigationItem(
            _("Hệ thống gửi nhận văn bản"),
            "exchange_messages:systems",
            icon="send",
            permission=permissions.MANAGE,
            order=520,
        ),
    ),
    checks=(Check(_("Gửi nhận văn bản"), check_messages),),
)
