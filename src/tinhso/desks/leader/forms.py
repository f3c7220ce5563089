"""The one PIN with which a run is signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.signing.queries import person_credential
from tinhso.kernel.signing.signers import SERVER


class PinForm(forms.Form):
    """The signer's PIN, left out when the server holds the key."""

    use_required_attribute = False
    pin = forms.CharField(
        label=_("Mã PIN chữ ký số"),
        max_length=64,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("Nhập một lần cho cả lượt ký; mã được mã hóa và xóa ngay khi ký xong."),
        error_messages={"required": _("Hãy nhập mã PIN của chứng thư số.")},
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        credential = person_credential(actor.account_id)
        if credential is None or credential.options.get("passphrase") == SERVER:
            del self.fields["pin"]
