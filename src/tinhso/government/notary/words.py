"""The words of the notary's registers: kinds of property, of acts, of issuers; what each kind of act does."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PropertyKind(TextChoices):
    """What an act may be about."""

    LAND = "land", _("Thửa đất")
    HOUSE = "house", _("Nhà ở, căn hộ")
    VEHICLE = "vehicle", _("Phương tiện giao thông")
    OTHER = "other", _("Tài sản khác có đăng ký")


class ActKind(TextChoices):
    """Kinds of notarial acts, as offices keep them apart in their books."""

    SALE = "sale", _("Hợp đồng chuyển nhượng, mua bán")
    GIFT = "gift", _("Hợp đồng tặng cho")
    EXCHANGE = "exchange", _("Hợp đồng trao đổi")
    CONTRIBUTION = "contribution", _("Hợp đồng góp vốn bằng tài sản")
    INHERITANCE = "inheritance", _("Văn bản phân chia di sản")
    MARITAL = "marital", _("Thỏa thuận tài sản vợ chồng")
    MORTGAGE = "mortgage", _("Hợp đồng thế chấp")
    LEASE = "lease", _("Hợp đồng thuê, mượn")
    DEPOSIT = "deposit", _("Hợp đồng đặt cọc")
    POWER = "power", _("Hợp đồng ủy quyền")
    OTHER = "other", _("Văn bản khác")
    WILL = "will", _("Di chúc")
    RELEASE = "release", _("Văn bản chấm dứt thế chấp")
    CANCEL = "cancel", _("Văn bản hủy bỏ")
    CORRECT = "correct", _("Văn bản sửa lỗi kỹ thuật, sửa đổi, bổ sung")


TRANSFERS = frozenset(
    {ActKind.SALE, ActKind.GIFT, ActKind.EXCHANGE, ActKind.CONTRIBUTION, ActKind.INHERITANCE, ActKind.MARITAL}
)
"""After such an act the property is another's: a second one by the same owner is a double sale."""

REFERRING = frozenset({ActKind.RELEASE, ActKind.CANCEL, ActKind.CORRECT})
"""Acts about an earlier act, which they name: nothing in the book is changed, a later act refers to it."""

FREE = frozenset({ActKind.WILL, ActKind.RELEASE, ActKind.CORRECT})
"""Acts that a blocking notice does not stop: they neither dispose of a thing nor burden it (Luật Công chứng
46/2024/QH15, from memory; the page on which a notice is entered says so)."""


class Role(TextChoices):
    """What a person is in an act."""

    GIVER = "giver", _("Bên chuyển, bên thế chấp, bên ủy quyền")
    TAKER = "taker", _("Bên nhận")
    OTHER = "other", _("Người liên quan")


class Issuer(TextChoices):
    """Who may stop dealings with a property or by a person."""

    COURT = "court", _("Tòa án")
    ENFORCEMENT = "enforcement", _("Cơ quan thi hành án dân sự")
    INVESTIGATION = "investigation", _("Cơ quan điều tra")
    PROCURACY = "procuracy", _("Viện kiểm sát")
    TAX = "tax", _("Cơ quan thuế")
    OTHER = "other", _("Cơ quan khác có thẩm quyền")


class Effect(TextChoices):
    """What a notice does, from the moment it is entered."""

    BLOCKS = "blocks", _("Ngăn chặn")
    LIFTS = "lifts", _("Giải tỏa ngăn chặn")


class OfficeKind(TextChoices):
    """Kinds of organisations that practise (Luật Công chứng 46/2024/QH15)."""

    STATE = "state", _("Phòng công chứng")
    PRIVATE = "private", _("Văn phòng công chứng")
