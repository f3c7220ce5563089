"""Amounts in words, as papers write them: tám nghìn đồng; một trăm linh năm nghìn đồng."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")


def amount_in_words(amount: int) -> str:
    """Return an amount of đồng in Vietnamese words, the first letter a capital; raise ``ValueError`` below zero."""
    if amount < 0 or amount >= 10**18:
        raise ValueError(amount)
    if amount == 0:
        return "Không đồng"
    groups: list[int] = []
    rest = amount
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    words: list[str] = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            words += _group(groups[place], first=place == len(groups) - 1)
            words += [_GROUPS[place]] if _GROUPS[place] else []
    text = " ".join(words) + " đồng"
    return text[0].upper() + text[1:]


def _group(value: int, *, first: bool) -> list[str]:
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10)
    words = [] if first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0 and units and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    if units:
        words.append(_unit(units, tens))
    return words


def _unit(units: int, tens: int) -> str:
    if units == 5 and tens:
        return "lăm"
    if units == 1 and tens > 1:
        return "mốt"
    return _DIGITS[units]
