"""What the room tells the house."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files import scanner, vault
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.modules import Check, Module

_SAMPLE = 200


def missing_contents() -> list[str]:
    """Return the newest stored files, of a sample, whose content is not whole on the disk."""
    rows = StoredFile.objects.order_by("-id").values_list("name", "sha256", "size")[:_SAMPLE]
    problems = []
    for name, sha256, size in rows:
        path = vault.place(sha256)
        if not path.exists() or path.stat().st_size != size:
            problems.append(
                gettext("Tệp “{name}” ({digest}…) không còn nguyên trên đĩa: {path}").format(
                    name=name, digest=sha256[:12], path=path
                )
            )
    return problems


MODULE = Module(
    code="files",
    name=_("Tệp"),
    icon="file",
    checks=(
        Check(_("Quét mã độc (ClamAV)"), scanner.ping),
        Check(_("Nội dung tệp trên đĩa"), missing_contents),
    ),
)
