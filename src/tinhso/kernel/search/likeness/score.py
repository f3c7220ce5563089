"""The score: evidence for and against one person, added up in bits, each piece with its reason in words.

The scale is that of chance: ten bits say that two different people would agree so once in a thousand times. Among
millions of people about 24 bits are spent before a pair is more likely one person than two.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.search.likeness.features import Features
from tinhso.kernel.search.likeness.names import compare_names, one_slip

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALIKE = 28.0
"""From here on a pair is worth a look."""
SURE = 36.0
"""From here on hardly any pair is of two people; a person still decides."""
_SOME_DIGITS = 3

REASONS: dict[str, "StrOrPromise"] = {
    "name-same": _("trùng họ tên"),
    "name-marks": _("họ tên chỉ khác dấu"),
    "name-order": _("cùng các chữ trong họ tên, khác thứ tự"),
    "name-blanks": _("họ tên chỉ khác chỗ cách chữ"),
    "name-short": _("tên đệm viết tắt hoặc bỏ bớt"),
    "name-letter": _("họ tên chỉ khác một chữ cái"),
    "name-middle": _("cùng họ và tên, khác tên đệm"),
    "name-given-only": _("chỉ trùng tên, khác họ"),
    "name-differs": _("họ tên khác nhau"),
    "number-same": _("trùng số định danh"),
    "number-slip": _("số định danh chỉ khác một chữ số"),
    "number-swap": _("số định danh chỉ đảo hai chữ số liền nhau"),
    "number-wrong": _("số định danh không hợp ngày sinh hoặc giới tính của chính hồ sơ đó"),
    "number-near": _("số định danh khác hai, ba chữ số"),
    "number-differs": _("số định danh khác nhau"),
    "birth-same": _("trùng ngày sinh"),
    "birth-month": _("trùng tháng và năm sinh"),
    "birth-year": _("trùng năm sinh, một bên không ghi đủ ngày tháng"),
    "birth-swap": _("ngày sinh đảo ngày và tháng"),
    "birth-slip": _("ngày sinh chỉ khác một chỗ"),
    "birth-differs": _("ngày sinh khác nhau"),
    "phone-same": _("trùng số điện thoại"),
    "phone-differs": _("số điện thoại khác nhau"),
    "place-same": _("cùng xã, phường (tính cả tên xã cũ)"),
    "place-differs": _("khác xã, phường"),
    "address-same": _("địa chỉ giống nhau"),
    "sex-same": _("cùng giới tính"),
    "sex-differs": _("khác giới tính"),
}


@dataclass(frozen=True)
class Reason:
    """A piece of evidence: positive bits speak for one person, negative for two."""

    code: str
    bits: float

    @property
    def text(self) -> "StrOrPromise":
        """What it is, in words."""
        return REASONS[self.code]

    @property
    def speaks_for(self) -> bool:
        return self.bits > 0


@dataclass(frozen=True)
class Likeness:
    """How surely two records are of one person, and why."""

    bits: float
    reasons: tuple[Reason, ...]

    @property
    def alike(self) -> bool:
        return self.bits >= ALIKE

    @property
    def sure(self) -> bool:
        return self.bits >= SURE

    @property
    def percent(self) -> int:
        """The score for people, 0 to 99: half at ``ALIKE``."""
        return min(99, round(100 / (1 + math.exp2((ALIKE - self.bits) / 3))))


def compare(a: Features, b: Features) -> Likeness:
    """Weigh two records; the order of the two does not matter."""
    pieces = [compare_names(a, b), *_numbers(a, b), _births(a, b), *_rest(a, b)]
    reasons = [Reason(code, round(bits, 1)) for code, bits in pieces if code]
    reasons.sort(key=lambda reason: (-abs(reason.bits), reason.code))
    return Likeness(round(sum(reason.bits for reason in reasons), 1), tuple(reasons))


def fits(number: str, person: Features) -> bool:
    """Tell whether a personal number agrees with its bearer's sex and year of birth (NĐ 137/2015/NĐ-CP, Điều 13)."""
    century, female = divmod(int(number[3]), 2)
    if person.year and person.year != 1900 + 100 * century + int(number[4:6]):
        return False
    return not person.sex or (person.sex == "female") == bool(female)


def _numbers(a: Features, b: Features) -> list[tuple[str, float]]:
    if not a.numbers or not b.numbers:
        return []
    shared = set(a.numbers) & set(b.numbers)
    if any(len(number) == 12 for number in shared):
        return [("number-same", 26.0)]
    found = _unlike(a, b)
    if shared:
        # An identity card of nine digits was given by a province: other provinces gave the same.
        return [("number-same", 21.0), *(found if found and found[0][1] < 0 else [])]
    return found


def _unlike(a: Features, b: Features) -> list[tuple[str, float]]:
    """Compare numbers of which none is the same: one slip, some digits, or another number."""
    pairs = [(x, y) for x in a.numbers for y in b.numbers if len(x) == len(y)]
    for x, y in pairs:
        if one_slip(x, y):
            swapped = sorted(x) == sorted(y)
            found = [("number-swap" if swapped else "number-slip", 15.0 if len(x) == 12 else 11.0)]
            if len(x) == 12 and fits(x, a) != fits(y, b):
                found.append(("number-wrong", 3.0))
            return found
    whole = [(x, y) for x, y in pairs if len(x) == 12]
    if any(sum(p != q for p, q in zip(x, y, strict=True)) <= _SOME_DIGITS for x, y in whole):
        return [("number-near", -1.0)]
    if whole:
        return [("number-differs", -13.0)]
    # People had several identity cards in their lives.
    return [("number-differs", -4.0)] if pairs else []


def _births(a: Features, b: Features) -> tuple[str, float]:
    if not a.year or not b.year:
        return "", 0.0
    one, two = (a.year, a.month, a.day), (b.year, b.month, b.day)
    if a.has_whole_date and b.has_whole_date:
        return _whole_dates(one, two)
    if a.year != b.year:
        slips = one_slip(str(a.year), str(b.year))
        return "birth-differs", -6.0 if slips else -10.0
    if a.month and a.month == b.month and (a.has_whole_date or b.has_whole_date or not (a.day and b.day)):
        return "birth-month", 9.5
    if one == two and a.day:
        return "birth-same", 8.0
    january = {(1, 1), (0, 0), (1, 0)}
    if a.month and b.month and not {one[1:], two[1:]} & january:
        return "birth-differs", -4.0
    return "birth-year", 6.0


def _whole_dates(one: tuple[int, int, int], two: tuple[int, int, int]) -> tuple[str, float]:
    if one == two:
        return "birth-same", 14.5
    if one[0] == two[0] and one[1:] == two[:0:-1]:
        return "birth-swap", 8.0
    differing = [(x, y) for x, y in zip(one, two, strict=True) if x != y]
    if len(differing) == 1:
        x, y = differing[0]
        if one_slip(f"{x:02d}", f"{y:02d}"):
            return "birth-slip", 5.0
    return "birth-differs", -10.0 if one[0] != two[0] else -7.0


def _rest(a: Features, b: Features) -> list[tuple[str, float]]:
    found = []
    if a.phone and b.phone:
        found.append(("phone-same", 9.0) if a.phone == b.phone else ("phone-differs", -0.5))
    if a.places and b.places:
        found.append(("place-same", 6.5) if a.places & b.places else ("place-differs", -3.0))
    if len(a.address & b.address) >= 3:
        found.append(("address-same", 2.0))
    if a.sex and b.sex:
        found.append(("sex-same", 0.5) if a.sex == b.sex else ("sex-differs", -5.0))
    return found
