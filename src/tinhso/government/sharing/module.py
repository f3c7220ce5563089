"""The module's place in the house: loading it publishes its services."""

from django.utils.translation import gettext_lazy as _

from tinhso.government.sharing import offers  # noqa: F401 - publishes the services
from tinhso.kernel.foundation.modules import Module

MODULE = Module(
    code="sharing",
    name=_("Dịch vụ chia sẻ dữ liệu"),
    icon="share",
    requires=("exchange", "procedures", "masterdata"),
)
