"""What the audit log keeps of procedures and dossiers."""

from tinhso.kernel.audit import declare

DOSSIER_ACT = declare(
    "procedures.dossier-act",
    "Một bước chuyển trạng thái của hồ sơ",
    {"act": "việc đã làm", "status": "mã trạng thái sau đó"},
)
DOSSIER_VIEWED = declare("procedures.dossier-viewed", "Cán bộ đã mở xem hồ sơ của một người", reading=True)
DOSSIER_TRACKED = declare("procedures.dossier-tracked", "Tra cứu hồ sơ bằng mã, không đăng nhập", {})
VERSION_PUBLISHED = declare("procedures.version-published", "Công bố một phiên bản thủ tục", {"number": "số phiên bản"})
