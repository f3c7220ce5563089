"""Papers kept for a person, and every use that was made of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Record
from tinhso.kernel.identity.models import Account, Person
from tinhso.kernel.organizations.models import OrganizationUnit
from tinhso.kernel.papers.models import Paper
from tinhso.kits.procedures.models import Dossier, Draft


class Source(models.TextChoices):
    """How a paper came into the store."""

    RESULT = "result", _("Kết quả giải quyết")
    CERTIFIED = "certified", _("Bản số hóa đã đối chiếu bản gốc")


class KeptPaper(Record):
    """A paper of a person: a result that was signed, or a part that the desk compared with its original."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("nguồn", max_length=9, choices=Source.choices)
    title = models.CharField("tên giấy tờ", max_length=400)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issuer = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="nơi cấp")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", verbose_name="hồ sơ")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField("lưu lúc")
    valid_to = models.DateField("có giá trị đến hết ngày", null=True, blank=True)
    matter = models.CharField(max_length=64, blank=True)
    """What the paper is about (a hash): a later one about the same takes its place."""
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField("bỏ khỏi kho lúc", null=True, blank=True)

    class Meta:
        verbose_name = "giấy tờ trong kho"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "source", "file"], name="kept_paper_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-kept_at", "-id"], name="kept_paper_account"),
            models.Index(fields=["person", "-kept_at", "-id"], name="kept_paper_person"),
            models.Index(fields=["matter"], name="kept_paper_matter", condition=~models.Q(matter="")),
        ]

    def __str__(self) -> str:
        return self.title


class Share(Record):
    """That the owner let one application use a paper: his consent, given at a moment, for one part."""

    paper = models.ForeignKey(KeptPaper, on_delete=models.PROTECT, related_name="shares")
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="+")
    """Set once the application was sent."""
    procedure = models.CharField("dùng cho thủ tục", max_length=400)
    part_code = models.CharField(max_length=60)
    part_name = models.CharField("thay cho giấy tờ", max_length=400)
    agency = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    consented_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField("đồng ý lúc")
    ended_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần dùng giấy tờ"
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "draft", "part_code"],
                condition=models.Q(ended_at=None),
                name="paper_shared_once_with_a_part",
            ),
        ]
        indexes = [models.Index(fields=["dossier"], name="share_dossier")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.procedure}"
