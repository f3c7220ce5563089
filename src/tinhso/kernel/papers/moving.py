"""Papers in a reorganisation: what was issued keeps its issuer; books of numbers go on where the plan says so."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.organizations.moving import Counter, Group, Stays, register
from tinhso.kernel.papers.models import Paper, PaperNumber

register(
    Counter(
        "papers.numbers",
        _("Sổ số văn bản, giấy tờ"),
        Group.NUMBERING,
        PaperNumber,
        keys=("kind", "year"),
        condition="t.year >= extract(year FROM %(day)s::date)",
    ),
    Stays(
        "papers.issued",
        _("Giấy tờ đã ban hành"),
        model=Paper,
        note=_("Giữ tên và số của đơn vị đã ban hành."),
    ),
)
