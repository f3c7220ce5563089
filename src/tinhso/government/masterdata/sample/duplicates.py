"""Second records of people, each wrong in one to three ways: a set whose right answers are known.

A second record keeps enough to know the person by: where the number is missing, the whole date of birth or the
telephone stays. Records without any of them cannot be told from namesakes, by nobody.
"""

from dataclasses import replace
from random import Random

from tinhso.government.masterdata.sample.people import Made, Place
from tinhso.kernel.foundation.text import fold

KINDS = (
    "marks", "bare", "order", "letter", "short", "digit", "swap", "missing", "old", "year", "month", "day-month",
    "phone", "no-phone", "former", "moved",
)  # fmt: skip
_SHARES = (9, 9, 8, 9, 8, 12, 5, 4, 4, 9, 5, 4, 6, 6, 8, 3)
_OTHER_MARKS = {"Hòa": "Hoa", "Hoa": "Hòa", "Thủy": "Thúy", "Thúy": "Thùy", "Hằng": "Hạng", "Dũng": "Dung", "Lý": "Ly"}
_LETTERS = "abcdeghiklmnoprstuvxy"


def second_record(random: Random, person: Made, places: list[Place]) -> tuple[Made, tuple[str, ...]]:
    """Return the person's second record and in which ways it differs."""
    wanted = list(dict.fromkeys(random.choices(KINDS, _SHARES, k=random.choice((1, 1, 2, 2, 2, 3)))))
    twin, done = person, []
    for kind in wanted:
        changed = _change(random, kind, twin, places)
        if changed != twin and _can_be_known(person, changed):
            twin = changed
            done.append(kind)
    return twin, tuple(done)


def _can_be_known(person: Made, twin: Made) -> bool:
    """Tell whether two of three remain: number (one digit off at most), whole date, telephone; or two and the place."""
    number = bool(person.number and twin.number) or bool(
        person.old_number and twin.old_number == person.old_number and not twin.number
    )
    exact = person.number == twin.number != ""
    date = bool(person.day and twin.day and (person.day, person.month) == (twin.day, twin.month))
    phone = bool(person.phone) and person.phone == twin.phone
    home = person.place == twin.place
    return exact or (number + date + phone >= 2) or (home and (number or date))


def _change(random: Random, kind: str, person: Made, places: list[Place]) -> Made:
    words = person.name.split()
    match kind:
        case "marks":
            words[-1] = _OTHER_MARKS.get(words[-1], fold(words[-1]).capitalize())
            return replace(person, name=" ".join(words))
        case "bare":
            return replace(person, name=fold(person.name).upper())
        case "order":
            moved = [words[-1], *words[:-1]] if random.random() < 0.7 else [*words[1:], words[0]]
            return replace(person, name=" ".join(moved))
        case "letter":
            return replace(person, name=_letter(random, person.name))
        case "short":
            middle = [word[0] + "." for word in words[1:-1]] if random.random() < 0.6 else words[2:-1]
            return replace(person, name=" ".join([words[0], *middle, words[-1]]))
        case "digit":
            return replace(person, number=_digit(random, person.number))
        case "swap":
            return replace(person, number=_swap(random, person.number))
        case "missing":
            return replace(person, number="", old_number="")
        case "old":
            return replace(person, number="") if person.old_number else person
        case "year":
            return replace(person, month=0, day=0)
        case "month":
            return replace(person, day=0)
        case "day-month":
            return replace(person, day=person.month, month=person.day) if 0 < person.day <= 12 else person
        case "phone":
            return replace(person, phone=f"+8498{random.randrange(10_000_000):07d}")
        case "no-phone":
            return replace(person, phone="")
        case "former":
            return replace(person, place=person.former_place or person.place)
    return replace(person, place=random.choice(places).key, former_place="")


def _letter(random: Random, name: str) -> str:
    at = random.choice([i for i, char in enumerate(name) if char.isalpha() and i])
    way = random.randrange(3)
    if way == 0:
        return name[:at] + random.choice(_LETTERS) + name[at + 1 :]
    return name[:at] + name[at + 1 :] if way == 1 else name[:at] + random.choice(_LETTERS) + name[at:]


def _digit(random: Random, number: str) -> str:
    if not number:
        return number
    at = random.randrange(len(number))
    return number[:at] + random.choice([d for d in "0123456789" if d != number[at]]) + number[at + 1 :]


def _swap(random: Random, number: str) -> str:
    if not number:
        return number
    at = random.randrange(len(number) - 1)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
