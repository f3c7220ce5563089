"""Masks for personal data in lists: enough to recognise, not enough to know."""

_SHOWN = 3


def name(value: str) -> str:
    """``Nguyễn Thị Minh Khai`` → ``Nguyễn T** M** K**``: the family name and first letters stay, lengths do not."""
    words = value.split()
    return " ".join([*words[:1], *(f"{word[0]}**" for word in words[1:])])


def number(value: str) -> str:
    """``038090001234`` → ``*********234``: the last three stay; a short number is hidden whole."""
    if len(value) <= _SHOWN:
        return "*" * len(value)
    return "*" * (len(value) - _SHOWN) + value[-_SHOWN:]
