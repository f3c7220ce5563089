"""Directives, their append-only ledger, products, rules, templates and frozen rankings."""

from datetime import UTC, datetime

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tinhso.government.directives.states import Act, EntryKind, Every, PartRole, Phase, ProductKind, RuleKind, Source
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.foundation.models import Dated, Record
from tinhso.kernel.identity.models import Account
from tinhso.kernel.inbox.models import Priority
from tinhso.kernel.organizations.models import OrganizationUnit

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The sorting moment of a directive without a due time: after every other."""

_FOREVER = pgtrigger.Update | pgtrigger.Delete


class DirectiveNumber(models.Model):
    """The last number that was given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Directive(Record):
    """An order and how it stands.

    What was ordered is written once. How it stands (``phase`` to ``position``) is only what its ledger says:
    ``standing.fold`` computes it, and ``tinhso doctor`` does so again.
    """

    code = models.CharField("mã nhiệm vụ", max_length=20, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The order at the top, from which this was handed on; none for one at the top."""
    level = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("tóm tắt", max_length=250)
    order = models.TextField("nguyên văn chỉ đạo")
    clause = models.TextField("trích điều, khoản giao việc", blank=True)
    source = models.CharField("nguồn", max_length=10, choices=Source.choices)
    source_label = models.CharField("văn bản, cuộc họp", max_length=300, blank=True)
    source_key = models.UUIDField("khóa của văn bản", null=True)
    instruction_key = models.UUIDField("khóa của bút phê", null=True, unique=True)
    """The instruction from which it was made, once."""
    template = models.ForeignKey("DirectiveTemplate", on_delete=models.PROTECT, null=True, related_name="given")
    occurrence = models.DateField("kỳ", null=True)
    """Of a recurring directive: the day for which it was given, once."""
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan giao")
    lead = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="chủ trì")
    ordered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ordered_name = models.CharField("người chỉ đạo", max_length=200)
    ordered_at = models.DateTimeField("chỉ đạo lúc")
    entry_kind = models.CharField("loại nhập", max_length=6, choices=EntryKind.choices, default=EntryKind.NORMAL)
    entry_due_at = models.DateTimeField("hạn nhập")
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    entered_name = models.CharField("người nhập", max_length=200)
    entered_at = models.DateTimeField("nhập lúc")
    monitor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    monitor_name = models.CharField("người theo dõi", max_length=200, blank=True)
    priority = models.SmallIntegerField("độ khẩn", choices=Priority.choices, default=Priority.NORMAL)
    restricted = models.BooleanField("hạn chế người xem", default=False)
    first_due_at = models.DateTimeField("hạn ban đầu", null=True)
    folded = models.TextField(editable=False)

    # How it stands, from the ledger.
    phase = models.CharField("tình trạng", max_length=10, choices=Phase.choices, default=Phase.WAITING)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    account_name = models.CharField("người thực hiện", max_length=200, blank=True)
    due_at = models.DateTimeField("hạn", null=True)
    due_sort = models.DateTimeField(default=NEVER, editable=False)
    started_at = models.DateTimeField("bắt đầu lúc", null=True)
    reported_at = models.DateTimeField("báo cáo lúc", null=True)
    """When the report was made that stands: the moment that counts as done once it is confirmed."""
    finished_at = models.DateTimeField("xác nhận lúc", null=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)
    suspended_at = models.DateTimeField("tạm dừng lúc", null=True)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    returns = models.PositiveSmallIntegerField("số lần trả lại", default=0)
    urges = models.PositiveSmallIntegerField("số lần đôn đốc", default=0)
    urged_at = models.DateTimeField("đôn đốc gần nhất", null=True)
    asked_due_at = models.DateTimeField("xin gia hạn đến", null=True)
    blocked_at = models.DateTimeField("vướng từ", null=True)
    blocked_reason = models.TextField("vướng mắc", blank=True)
    blocked_by = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    """How many lines its ledger has: what an actor saw is named by it."""

    class Meta:
        verbose_name = "nhiệm vụ giao"
        constraints = [
            models.UniqueConstraint(fields=["template", "lead", "occurrence"], name="directive_occurrence_once"),
        ]
        indexes = [
            models.Index(fields=["due_sort", "id"], name="directive_due"),
            models.Index(fields=["lead", "phase", "due_sort"], name="directive_lead"),
            models.Index(fields=["parent"], name="directive_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["source_key"], name="directive_source", condition=Q(source_key__isnull=False)),
            GinIndex(fields=["folded"], name="directive_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def entry_late(self) -> bool:
        """Whether it was entered later than the province's rule allows."""
        return self.entered_at > self.entry_due_at


class DirectiveUnit(models.Model):
    """That a unit takes part in a directive: the row rights of officials."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=PartRole.choices)

    class Meta:
        verbose_name = "đơn vị tham gia nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["directive", "unit", "role"], name="directive_unit_once")]
        indexes = [models.Index(fields=["unit", "directive"], name="directive_of_unit")]

    def __str__(self) -> str:
        return f"{self.directive_id}: {self.unit_id} {self.role}"


class DirectiveEvent(Record):
    """A line of the ledger: nothing is ever changed or taken away; the state follows from all of them in order."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="ledger")
    position = models.PositiveIntegerField()
    act = models.CharField("việc", max_length=20, choices=Act.choices)
    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField("người làm", max_length=200)
    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField("nội dung", blank=True)
    data = models.JSONField(default=dict)
    """What the act decided: ``due``, ``account``, ``lead`` … as ``states.Act`` and ``standing.fold`` know them."""

    class Meta:
        verbose_name = "sổ nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="directive_event_position_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=_FOREVER)]

    def __str__(self) -> str:
        return f"{self.position} {self.act}"


class DirectiveProduct(Record):
    """What was handed in as the result, with the line of the ledger that brought it."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="products")
    event = models.ForeignKey(DirectiveEvent, on_delete=models.PROTECT, related_name="products")
    kind = models.CharField("loại sản phẩm", max_length=10, choices=ProductKind.choices)
    label = models.CharField("số, ký hiệu hoặc tên", max_length=300)
    key = models.UUIDField("khóa của văn bản", null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "sản phẩm của nhiệm vụ"
        indexes = [models.Index(fields=["directive"], name="directive_product")]

    def __str__(self) -> str:
        return self.label


class DirectiveLink(Record):
    """That a directive belongs to a record of another system: a dossier, a document, a work file."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField("loại", max_length=40)
    key = models.UUIDField(null=True)
    label = models.CharField("tên", max_length=300)
    url = models.CharField("địa chỉ", max_length=300, blank=True)

    class Meta:
        verbose_name = "liên kết của nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["directive", "kind", "label"], name="directive_link_once")]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class DirectiveRule(Dated):
    """What the province ruled from a day on; no row of a kind means the rule that comes with the software."""

    kind = models.CharField("loại quy định", max_length=10, choices=RuleKind.choices)
    content = models.JSONField("nội dung")
    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField("mức chắc chắn", max_length=300, blank=True)

    class Meta:
        verbose_name = "quy định theo dõi nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["kind", "valid_from"], name="directive_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from}"


@pghistory.track()
class DirectiveTemplate(Record):
    """An order that is given again and again: by hand from a template, or by the calendar."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan giao")
    name = models.CharField("tên mẫu", max_length=150)
    order = models.TextField("nguyên văn chỉ đạo")
    ordered_name = models.CharField("người chỉ đạo", max_length=200)
    source_label = models.CharField("văn bản, cuộc họp", max_length=300, blank=True)
    leads = models.ManyToManyField(OrganizationUnit, related_name="+", verbose_name="chủ trì")
    joint = models.ManyToManyField(OrganizationUnit, related_name="+", blank=True, verbose_name="phối hợp")
    monitor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    term_days = models.PositiveSmallIntegerField("thời hạn (ngày làm việc)", default=5)
    every = models.CharField("định kỳ", max_length=8, choices=Every.choices, blank=True)
    next_on = models.DateField("ngày giao kế tiếp", null=True)
    in_use = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mẫu nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="directive_template_once")]

    def __str__(self) -> str:
        return self.name


class DirectiveDigest(models.Model):
    """That an account was reminded on a day: one digest a day, never two."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    lines = models.PositiveIntegerField()

    class Meta:
        verbose_name = "bản nhắc việc trong ngày"
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="directive_digest_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class RankingClosing(Record):
    """The ranking of a period as it was published; it never changes."""

    unit = models.ForeignKey(OrganizationUnit, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan giao")
    period = models.CharField("kỳ", max_length=10)
    first_day = models.DateField()
    last_day = models.DateField()
    closed_at = models.DateTimeField("chốt lúc")
    closed_by_name = models.CharField("người chốt", max_length=200)
    formula = models.JSONField()
    rows = models.JSONField()
    digest = models.CharField("mã băm SHA-256", max_length=64)

    class Meta:
        verbose_name = "bảng xếp hạng đã chốt"
        constraints = [models.UniqueConstraint(fields=["unit", "period"], name="ranking_closed_once")]
        triggers = [pgtrigger.Protect(name="stands", operation=_FOREVER)]

    def __str__(self) -> str:
        return self.period
