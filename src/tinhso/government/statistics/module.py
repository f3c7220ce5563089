"""The module's place in the house."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.foundation.modules import Module

MODULE = Module(
    code="statistics", name=_("Thống kê"), icon="chart-bar", requires=("procedures",), url_prefix="thong-ke/"
)
