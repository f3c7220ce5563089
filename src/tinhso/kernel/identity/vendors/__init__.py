"""Identity platforms of citizens (nền tảng định danh): VNeID and what speaks as it does."""

from abc import abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from pydantic_core import PydanticUndefined

from tinhso.kernel.foundation.vendors import Vendor, VendorFailed, declare_kind


def option(title: Any, default: Any = PydanticUndefined, *, description: Any = None, **rules: Any) -> Any:
    """Return a field of a vendor's options; without a default it must be filled in."""
    return Field(default, title=title, description=description, **rules)


class AnswerRefused(VendorFailed):
    """What a platform answered is not to be believed; ``why`` says what is wrong with it, for the log."""

    status = 422
    title = _("Không nhận kết quả đăng nhập này")

    def __init__(self, why: str) -> None:
        super().__init__(
            _("Kết quả đăng nhập nhận được không đáng tin nên đã bị từ chối. Hãy đăng nhập lại từ đầu."),
            retry=False,
            code="identity-answer-refused",
        )
        self.why = why


@dataclass(frozen=True)
class Flow:
    """One sign-in on its way: kept in the session between going to the platform and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Business:
    """A business that the platform says the person represents."""

    tax_code: str
    name: str
    address: str = ""
    kind: str = "legal"


@dataclass(frozen=True)
class Identity:
    """Whom the platform vouches for."""

    issuer: str
    subject: str
    level: int
    personal_number: str
    full_name: str
    birth: tuple[int | None, int | None, int | None] = (None, None, None)
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    businesses: tuple[Business, ...] = ()
    claims: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    """The hash of the token that said so, and until when the token holds: it is accepted once."""
    expires_at: datetime | None = None
    id_token: str = ""


class IdentityPlatform(Vendor):
    """What every identity platform can be asked."""

    shown_as: ClassVar[Any] = _("tài khoản định danh điện tử")

    @abstractmethod
    def authorization_url(self, flow: Flow, redirect_uri: str) -> str:
        """Return where to send the person to sign in; raise ``VendorFailed``."""

    @abstractmethod
    def identity(self, flow: Flow, redirect_uri: str, code: str) -> Identity:
        """Return who came back with ``code``; raise ``VendorFailed``, ``AnswerRefused`` for what is not believed."""

    def logout_url(self, id_token: str, return_to: str) -> str:
        """Return where to sign out of the platform too; nothing when it offers no such page."""
        return ""


KIND = declare_kind(
    "citizen-identity",
    _("Định danh điện tử của người dân"),
    _("Người dân, người đại diện doanh nghiệp đăng nhập bằng tài khoản định danh điện tử (VNeID)."),
    interface=IdentityPlatform,
)
