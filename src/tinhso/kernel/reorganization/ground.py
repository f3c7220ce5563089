"""A plan on the ground: the units that it names as they stand, what is below them, and what must be decided first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.kernel.foundation.text import fold
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.reorganization.plan import DEFAULT, PART, Link, PlanFile, Source

ONE_DAY = timedelta(days=1)
TWO_HEADS = gettext_noop("Hai người đứng đầu")
SAME_NUMBER = gettext_noop("Trùng số")
NO_RULE = gettext_noop("Chia tách chưa có quy tắc")
NOT_FOUND = gettext_noop("Không có đơn vị")
LEFT_OUT = gettext_noop("Đơn vị bị bỏ sót")
IN_THE_WAY = gettext_noop("Vướng đơn vị đang có")


@dataclass(frozen=True)
class Conflict:
    """Something that people must decide before a run: what, about which unit, on which line, and how."""

    kind: str
    words: str
    remedy: str
    line: int = 0


@dataclass
class Ground:
    """The units of a plan by their identifiers, and those below them."""

    plan: PlanFile
    sources: dict[str, OrganizationUnit] = field(default_factory=dict)
    heirs: dict[str, OrganizationUnit] = field(default_factory=dict)
    """The heirs that stand already."""
    below: dict[str, list[OrganizationUnit]] = field(default_factory=dict)
    """The units below each source that go with it."""
    parents: dict[str, OrganizationUnit] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def leaving(self) -> list[UUID]:
        """The keys of every unit that things move away from."""
        found = [unit.pk for unit in self.sources.values()]
        return found + [unit.pk for units in self.below.values() for unit in units]

    @property
    def ending(self) -> list[OrganizationUnit]:
        """The units that end with the day before the plan takes effect."""
        plan = self.plan
        found = []
        for identifier, unit in self.sources.items():
            if plan.sources[identifier].ends:
                found += [unit, *self.below.get(identifier, [])]
            else:
                taken = {code for link in plan.links_of(identifier) for code in link.takes}
                paths = tuple(other.path for other in self.below.get(identifier, []) if other.identifier in taken)
                found += [other for other in self.below.get(identifier, []) if paths and other.path.startswith(paths)]
        return found

    def refuse(self, kind: str, words: str, remedy: str, line: int = 0) -> None:
        """Note a conflict."""
        self.conflicts.append(Conflict(kind, words, remedy, line))


def survey(plan: PlanFile) -> Ground:
    """Return the plan on the ground as it is now; nothing is written. Six questions, whatever the plan's size."""
    ground = Ground(plan)
    day = plan.effective_on
    wanted = set(plan.sources) | set(plan.heirs) | {heir.parent for heir in plan.heirs.values() if heir.parent}
    rows = OrganizationUnit.objects.filter(identifier__in=wanted).select_related("area").defer("area__boundary")
    before: dict[str, OrganizationUnit] = {}
    after: dict[str, OrganizationUnit] = {}
    for unit in rows.order_by("valid_from"):
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            continue
        if unit.valid_from < day:
            before[unit.identifier] = unit
        if unit.holds_on(day):
            after[unit.identifier] = unit
    _find_sources(ground, before)
    _find_heirs(ground, after)
    _find_below(ground)
    _check_splits(ground)
    _check_heads(ground)
    return ground


def _find_sources(ground: Ground, before: dict[str, OrganizationUnit]) -> None:
    for identifier, source in ground.plan.sources.items():
        unit = before.get(identifier)
        if unit is None:
            ground.refuse(
                NOT_FOUND,
                _("Không có đơn vị nào mang mã {code} trước ngày có hiệu lực.").format(code=identifier),
                _("Hãy sửa mã ở dòng này, hoặc thêm đơn vị rồi xem trước lại."),
                source.line,
            )
        elif source.tier and unit.tier != source.tier:
            ground.refuse(
                NOT_FOUND,
                _("{name} không thuộc cấp kết thúc hoạt động.").format(name=unit.name),
                _("Hãy bỏ đơn vị này khỏi việc end_tier, hoặc sửa mục tier."),
                source.line,
            )
        else:
            ground.sources[identifier] = unit
    for tier, line in {source.tier: source.line for source in ground.plan.sources.values() if source.tier}.items():
        eve = ground.plan.effective_on - ONE_DAY
        missed = (
            OrganizationUnit.objects.on(eve)
            .filter(tier=tier, kind=UnitKind.DISTRICT if tier == "district" else UnitKind.COMMUNE)
            .exclude(pk__in=[unit.pk for unit in ground.sources.values()])
        )
        for unit in missed[:20]:
            ground.refuse(
                LEFT_OUT,
                _("{name} ({code}) thuộc cấp kết thúc nhưng kế hoạch chưa nêu.").format(
                    name=unit.name, code=unit.identifier
                ),
                _("Hãy thêm đơn vị vào mục units của việc end_tier."),
                line,
            )


def _find_heirs(ground: Ground, after: dict[str, OrganizationUnit]) -> None:
    plan = ground.plan
    ending = {unit.pk for identifier, unit in ground.sources.items() if plan.sources[identifier].ends}
    for identifier, heir in plan.heirs.items():
        standing = after.get(identifier)
        if standing is not None and standing.pk not in ending:
            if not heir.existing and standing.valid_from < plan.effective_on:
                ground.refuse(
                    IN_THE_WAY,
                    _("Mã {code} đang là của {name}, đơn vị này không kết thúc.").format(
                        code=identifier, name=standing.name
                    ),
                    _("Hãy dùng mã khác cho đơn vị mới, hoặc ghi đơn vị đang có làm nơi nhận."),
                    heir.line,
                )
            ground.heirs[identifier] = standing
        elif heir.existing:
            ground.refuse(
                NOT_FOUND,
                _("Nơi nhận {code} không hoạt động vào ngày có hiệu lực.").format(code=identifier),
                _("Hãy khai báo đơn vị mới với identifier và name, hoặc sửa mã."),
                heir.line,
            )
        elif heir.parent:
            parent = after.get(heir.parent)
            if parent is None and heir.parent not in plan.heirs:
                ground.refuse(
                    NOT_FOUND,
                    _("Đơn vị cấp trên {code} không hoạt động vào ngày có hiệu lực.").format(code=heir.parent),
                    _("Hãy sửa mục parent."),
                    heir.line,
                )
            elif parent is not None:
                ground.parents[identifier] = parent


def _find_below(ground: Ground) -> None:
    """Find what is below each source; a unit below that the plan names goes its own way, with all below it."""
    by_path = {unit.path: identifier for identifier, unit in ground.sources.items()}
    if not by_path:
        return
    owners: dict[str, str] = {}
    roots = [path for path in by_path if not any(path != other and path.startswith(other) for other in by_path)]
    eve = ground.plan.effective_on - ONE_DAY
    heirs = {unit.pk for unit in ground.heirs.values()}
    for unit in _units_below(roots):
        owner = by_path.get(unit.path)
        if owner is not None:
            owners[unit.path] = owner
            continue
        above = unit.path.rstrip(".").rpartition(".")[0] + "."
        owner = owners.get(above)
        if owner is None or unit.pk in heirs or (unit.valid_to is not None and unit.valid_to < unit.valid_from):
            continue
        if not unit.holds_on(eve) and unit.valid_from > eve:
            continue
        owners[unit.path] = owner
        source = ground.sources[owner]
        if unit.tier != source.tier and unit.kind != UnitKind.DIVISION and ground.plan.sources[owner].ends:
            if unit.holds_on(eve):
                ground.refuse(
                    LEFT_OUT,
                    _("{name} ({code}) trực thuộc {above} nhưng kế hoạch chưa nói đi đâu.").format(
                        name=unit.name, code=unit.identifier, above=source.name
                    ),
                    _("Hãy thêm việc merge, split hoặc rename cho đơn vị này."),
                    ground.plan.sources[owner].line,
                )
            continue
        ground.below.setdefault(owner, []).append(unit)


def _units_below(roots: Iterable[str]) -> list[OrganizationUnit]:
    """Return the units of all time under some paths, parents before children; one question for each thousand."""
    roots = tuple(roots)
    rows = OrganizationUnit.objects.select_related("area").defer("area__boundary").order_by("path")
    if len(roots) <= 20:
        found = []
        for root in roots:
            found += list(rows.filter(path__startswith=root))
        return sorted(found, key=lambda unit: unit.path)
    # Of many roots the tree as a whole is read: a province has a few thousand units.
    return [unit for unit in rows if unit.path.startswith(roots)]


def _check_splits(ground: Ground) -> None:
    plan = ground.plan
    for identifier, links in plan.by_source().items():
        unit = ground.sources.get(identifier)
        if unit is None or len(links) == 1:
            continue
        if links[0].share == PART:
            ground.refuse(
                NO_RULE,
                _("{name} chia cho {count} đơn vị nhưng chưa nói phần còn lại về đâu.").format(
                    name=unit.name, count=len(links)
                ),
                _("Hãy ghi share: default (hoặc mục default) ở đơn vị nhận những gì không chia được theo địa bàn."),
                plan.sources[identifier].line,
            )
    _check_numbering(ground)


def _check_numbering(ground: Ground) -> None:
    """Two books of numbers cannot go on as one by themselves: the plan says what the new unit does."""
    plan = ground.plan
    coming: dict[str, list[str]] = defaultdict(list)
    for link in plan.links:
        if link.share != PART:
            coming[link.heir].append(link.source)
    for identifier, heir in plan.heirs.items():
        sources = coming.get(identifier, [])
        same = [code for code in sources if code == identifier]
        if len(sources) > 1 and same and not heir.existing and not heir.numbering:
            ground.refuse(
                SAME_NUMBER,
                _("Đơn vị mới giữ mã {code} của một đơn vị cũ nên số hồ sơ, số văn bản có thể trùng.").format(
                    code=identifier
                ),
                _("Hãy ghi numbering: continue (đánh tiếp từ số lớn nhất) hoặc numbering: restart (mở sổ mới)."),
                heir.line,
            )


def _check_heads(ground: Ground) -> None:
    """Find the places where two people would hold an office that one holds alone."""
    plan = ground.plan
    if plan.two_heads == "keep" or not plan.head_words:
        return
    places = where_to(ground)
    words = tuple(fold(word) for word in plan.head_words)
    rows = (
        RoleAssignment.objects.on(plan.effective_on - ONE_DAY)
        .filter(unit__in=list(places))
        .exclude(position="")
        .values_list("unit_id", "account_id", "account__username", "account__person__full_name", "position")
    )
    found: dict[tuple[str, str], dict[UUID, tuple[str, str, str]]] = defaultdict(dict)
    for unit_id, account_id, username, name, position in rows:
        folded = fold(position)
        word = next((word for word in words if folded.startswith(word)), None)
        if word is not None:
            found[places[unit_id], word][account_id] = (username, name, position)
    for (place, _word), people in sorted(found.items()):
        heir = plan.heirs.get(place.partition("/")[0])
        if len(people) < 2 or (heir is not None and heir.head and "/" not in place):
            continue
        names = "; ".join(f"{name} ({position}, {username})" for username, name, position in sorted(people.values()))
        ground.refuse(
            TWO_HEADS,
            _("{place} sẽ có {count} người cùng chức danh đứng đầu: {names}.").format(
                place=place, count=len(people), names=names[:600]
            ),
            _("Hãy ghi head: tên đăng nhập của người đứng đầu ở đơn vị nhận, hoặc two_heads: keep để bố trí sau."),
            heir.line if heir else 0,
        )


def where_to(ground: Ground) -> dict[UUID, str]:
    """Return, for each unit that things leave, the place where they go as a rule: the heir, and the division's name."""
    places: dict[UUID, str] = {}
    links = ground.plan.by_source()
    for identifier, unit in ground.sources.items():
        first = links[identifier][0]
        if first.heir == identifier and not ground.plan.sources[identifier].ends:
            continue
        places[unit.pk] = first.heir
        for below in ground.below.get(identifier, []):
            places[below.pk] = f"{first.heir}/{fold(below.name)}"
    return places


__all__ = ["DEFAULT", "Conflict", "Ground", "Link", "Source", "survey", "where_to"]
