"""Forms around money."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.payments.models import Invoice
from tinhso.government.payments.states import InvoiceState
from tinhso.kernel.web.inputs import DayField, MoneyField
from tinhso.kits.procedures.definition import Exemption


class ClaimForm(forms.Form):
    """Which remission is claimed."""

    exemption = forms.ChoiceField(label=_("Diện miễn, giảm"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, exemptions: Sequence[Exemption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exemption"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.label} ({one.percent}%) – {one.basis}") for one in exemptions
        ]


class RemitForm(ClaimForm):
    """A remission at the counter, the paper having been seen."""

    reason = forms.CharField(
        label=_("Giấy tờ đã xem"), max_length=400, help_text=_("Tên giấy tờ, số, ngày cấp, nơi cấp.")
    )


class DecideForm(forms.Form):
    """What becomes of a claim."""

    granted = forms.ChoiceField(
        label=_("Kết luận"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Chấp nhận miễn, giảm")), ("no", _("Không chấp nhận"))],
    )
    reason = forms.CharField(label=_("Lý do"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OpenSession(forms.Form):
    """The beginning of a cashier's session."""

    unit = forms.ChoiceField(label=_("Quầy, đơn vị"))
    float_amount = MoneyField(label=_("Tiền lẻ đầu ca (đồng)"), required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class CloseSession(forms.Form):
    """The count at the end of a session."""

    counted = MoneyField(label=_("Tiền mặt đếm được, kể cả tiền lẻ đầu ca (đồng)"))
    note = forms.CharField(
        label=_("Giải trình"),
        max_length=400,
        required=False,
        help_text=_("Cần ghi khi số đếm được khác sổ."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeCash(forms.Form):
    """Cash for an invoice."""

    received = MoneyField(label=_("Người nộp đưa (đồng)"))


class FindInvoice(forms.Form):
    """What the cashier looks for."""

    tim = forms.CharField(label=_("Mã hồ sơ, số hóa đơn hoặc tên người nộp"), required=False, max_length=120)


class InvoiceFilter(FindInvoice):
    """The accountant's filter."""

    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Mọi tình trạng")), *InvoiceState.choices]
    )


class RefundForm(forms.Form):
    """Money that is to be given back."""

    amount = MoneyField(label=_("Số tiền hoàn (đồng)"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class ReconcileForm(forms.Form):
    """The day to reconcile, and the file when the platform cannot be reached."""

    day = DayField(label=_("Ngày"))
    file = forms.FileField(
        label=_("Tệp của nền tảng"),
        required=False,
        help_text=_("Để trống thì phần mềm tự lấy từ nền tảng thanh toán."),
    )


class DismissForm(forms.Form):
    """Why a difference stays as it is."""

    reason = forms.CharField(label=_("Lý do"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def owed_words(invoice: Invoice) -> str:
    """Return what an invoice asks, as a fact on a page."""
    return f"{invoice.amount:,} ₫".replace(",", ".")
