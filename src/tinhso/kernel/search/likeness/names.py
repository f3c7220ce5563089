"""Vietnamese names side by side: marks, order, one letter, middle names left out or shortened."""

from math import log2

from tinhso.kernel.search.likeness.features import Features

# Shares of people who bear them, from published counts of names; a rare name tells more. Remembered, not looked up:
# they weigh evidence and decide nothing by themselves.
_FAMILY = {
    "nguyen": 0.36, "le": 0.15, "tran": 0.09, "pham": 0.08, "hoang": 0.05, "trinh": 0.04, "bui": 0.03, "vu": 0.03,
    "do": 0.02, "ha": 0.02, "mai": 0.02, "dang": 0.02, "ngo": 0.015, "luong": 0.015, "truong": 0.015, "phan": 0.02,
}  # fmt: skip
_GIVEN = {
    "anh": 0.03, "hoa": 0.02, "linh": 0.02, "hung": 0.02, "dung": 0.025, "thuy": 0.02, "hien": 0.015, "hai": 0.015,
    "tuan": 0.02, "huong": 0.02, "trang": 0.015, "lan": 0.015, "thanh": 0.02, "nga": 0.012, "ha": 0.015, "minh": 0.015,
    "hanh": 0.012, "huyen": 0.015, "long": 0.012, "nam": 0.012, "son": 0.015, "thao": 0.015, "phuong": 0.02,
    "cuong": 0.012, "duc": 0.012, "hong": 0.012, "loan": 0.01, "quang": 0.01, "tam": 0.01, "binh": 0.01,
}  # fmt: skip
_OTHER_FAMILY, _OTHER_GIVEN, _MIDDLE_BITS = 0.006, 0.005, 1.5
_COMMON_MIDDLE = {"thi", "van"}


def one_slip(left: str, right: str) -> bool:
    """Tell whether one wrong, missing or extra character, or two neighbours swapped, make one of the other."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return left[at + 1 :] == right[at + 1 :] or swapped


def compare_names(a: Features, b: Features) -> tuple[str, float]:
    """Return the code of what two names have in common, and its weight in bits for or against one person."""
    if not a.words or not b.words:
        return "", 0.0
    left, right = a.words, b.words
    whole = min(_bits(left), _bits(right))
    if left == right:
        return _marks(a, b, whole)
    if sorted(left) == sorted(right):
        return "name-order", whole - 1.0
    if "".join(left) == "".join(right):
        return "name-blanks", whole - 1.0
    if _shortened(left, right) or _shortened(right, left):
        return "name-short", whole - 1.5
    if one_slip("".join(left), "".join(right)) or _one_word_slips(left, right):
        return "name-letter", whole - 3.0
    if left[0] == right[0] and left[-1] == right[-1]:
        return "name-middle", 0.0
    if left[-1] == right[-1]:
        return "name-given-only", -4.0
    return "name-differs", -8.0 if left[0] == right[0] else -11.0


def _bits(words: tuple[str, ...]) -> float:
    bits = -log2(_FAMILY.get(words[0], _OTHER_FAMILY)) - log2(_GIVEN.get(words[-1], _OTHER_GIVEN))
    return bits + sum(1.0 if word in _COMMON_MIDDLE else 2 * _MIDDLE_BITS for word in words[1:-1])


def _marks(a: Features, b: Features, whole: float) -> tuple[str, float]:
    if a.marked == b.marked:
        return "name-same", whole
    # One written without any mark says nothing of the other's; two different sets of marks say a little.
    bare = a.words in (a.marked, b.marked)
    return "name-marks", whole - (0.3 if bare else 1.5)


def _shortened(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Tell whether middle names were left out or shortened to letters: Nguyễn Thị Hoa, Nguyễn T. Hoa, Nguyễn Hoa."""
    if len(shorter) > len(longer) or len(shorter) < 2 or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
        return False
    middle = list(longer[1:-1])
    for word in shorter[1:-1]:
        while middle and not (word == middle[0] or (len(word) == 1 and middle[0].startswith(word))):
            middle.pop(0)
        if not middle:
            return False
        middle.pop(0)
    return True


def _one_word_slips(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether the names, in whatever order, differ by one letter of one word."""
    if len(left) != len(right):
        return False
    rest = list(right)
    alone = [word for word in left if word not in rest or rest.remove(word)]  # type: ignore[func-returns-value]
    return len(alone) == 1 and len(rest) == 1 and one_slip(alone[0], rest[0])
