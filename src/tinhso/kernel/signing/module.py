"""What the room tells the house: its checks, and how papers' signatures are validated."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.foundation.modules import WARNING, Check, Module
from tinhso.kernel.papers.verification import SIGNATURE_CHECKS, Verdict
from tinhso.kernel.signing import trust
from tinhso.kernel.signing.validation import validate


def check_signatures(content: bytes) -> list[Verdict]:
    """Return a verdict for each signature of a stored paper."""
    return [Verdict(report.verdict, report.sentence) for report in validate(content)]


SIGNATURE_CHECKS.register("signing", check_signatures)


def check_configuration() -> list[str]:
    """Return what is missing for signing and validating."""
    problems = []
    if not settings.TIMESTAMP_URL:
        problems.append(
            WARNING
            + _("Chưa cấu hình dịch vụ cấp dấu thời gian (TINHSO_TIMESTAMP_URL): chữ ký không có dấu thời gian.")
        )
    if not trust.roots():
        problems.append(
            WARNING
            + _(
                "Chưa cấu hình gốc tin cậy (trong %(folder)s hoặc trên màn hình Ký số): "
                "mọi chữ ký đều hiện là chưa biết nơi cấp."
            )
            % {"folder": trust.folder()}
        )
    return problems


MODULE = Module(
    code="signing",
    name=gettext_lazy("Ký số"),
    icon="signature",
    checks=(Check(gettext_lazy("Cấu hình ký số"), check_configuration),),
)
