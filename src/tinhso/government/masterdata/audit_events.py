"""What the audit log keeps of master data, beside what the registers' kit keeps."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.audit import declare

PUBLISHED = declare(
    "masterdata.catalogue-published",
    _("Công bố một bản danh mục dùng chung"),
    {"catalogue": _("mã danh mục"), "number": _("số bản")},
)
COMPARED = declare("masterdata.people-compared", _("Đã xem đối chiếu hai hồ sơ cá nhân có thể trùng"), reading=True)
JUDGED = declare(
    "masterdata.duplicate-judged",
    _("Kết luận về một cặp hồ sơ cá nhân có thể trùng"),
    {"verdict": _("kết luận"), "other": _("khóa hồ sơ kia"), "reason": _("căn cứ")},
)
LINKED = declare("masterdata.person-linked", _("Nối hồ sơ cá nhân với người có tài khoản"))
READERS_SEEN = declare("masterdata.readers-seen", _("Đã xem danh sách những người xem dữ liệu"), reading=True)
