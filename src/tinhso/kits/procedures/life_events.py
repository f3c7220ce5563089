"""What happens in a life and brings people to a procedure: the codes that a definition may name."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LifeEvent:
    """Something that happens in a life and brings people to the portal."""

    code: str
    label: Any
    icon: str


LIFE_EVENTS = {
    event.code: event
    for event in (
        LifeEvent("sinh-con", _("Sinh con"), icon="baby-carriage"),
        LifeEvent("di-hoc", _("Đi học"), icon="school"),
        LifeEvent("giay-to-ca-nhan", _("Làm giấy tờ cá nhân"), icon="id"),
        LifeEvent("viec-lam", _("Tìm việc, đi làm"), icon="briefcase"),
        LifeEvent("ket-hon", _("Kết hôn"), icon="heart"),
        LifeEvent("phuong-tien", _("Lái xe, đổi bằng lái"), icon="steering-wheel"),
        LifeEvent("xay-nha", _("Xây, sửa nhà"), icon="home"),
        LifeEvent("mua-nha-dat", _("Mua bán nhà đất"), icon="map-2"),
        LifeEvent("khoi-nghiep", _("Mở cửa hàng, khởi nghiệp"), icon="building-store"),
        LifeEvent("kho-khan", _("Gặp khó khăn, cần trợ giúp"), icon="heart-handshake"),
        LifeEvent("nguoi-co-cong", _("Người có công"), icon="medal"),
        LifeEvent("nghi-huu", _("Tuổi già, nghỉ hưu"), icon="armchair"),
        LifeEvent("nguoi-than-mat", _("Người thân qua đời"), icon="candle"),
    )
}
"""In the order of a life, which is the order on the home page."""
