"""What is written of a procedure, as plain data, and everything that can be done to one of its items.

The shape is that of ``Definition``, of which parts may still be missing. An item is found by its kind and its key:
its code, or its place in the list where items have no code (``le-phi.0``: the first case of the fee ``le-phi``).
"""

import re
from copy import deepcopy
from itertools import pairwise
from typing import Any

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.foundation.text import fold

Content = dict[str, Any]
LISTS = {"page": "pages", "part": "parts", "fee": "fees", "term": "terms", "step": "route", "basis": "legal_bases"}
CODED = {"page", "part", "fee", "step"}
NESTED = {"case": ("fee", "cases"), "exemption": ("fee", "exemptions"), "asked": ("step", "asked")}
"""Items inside an item: which kind holds them, under which name."""
_LONGEST_CODE = 50


def blank(*, code: str, name: str, plain_name: str, field: str, tier: str) -> Content:
    """Return a procedure of which only the head is written; the rules of the clock are the usual ones."""
    return {
        "code": code,
        "name": name,
        "plain_name": plain_name or name[:250],
        "summary": "",
        "field": field,
        "audience": ["citizen"],
        "tier": tier,
        "online_level": "full",
        "legal_bases": [],
        "parts": [],
        "fees": [],
        "terms": [],
        "clock": {
            "supplement": {
                "effect": "restart",
                "most": 1,
                "ask_within_working_days": 3,
                "unanswered": "wait",
                "basis": "NĐ 61/2018/NĐ-CP Điều 19 khoản 4; NĐ 309/2026/NĐ-CP Điều 14 khoản 4",
            }
        },
        "form": {"type": "object", "required": [], "properties": {}},
        "pages": [],
        "route": [],
        "result": {"name": ""},
    }


def siblings(content: Content, kind: str, key: str) -> list[Any]:
    """Return the list in which an item lies; raise ``NotFound``. For a question: the names on its page."""
    if kind == "question":
        page = page_of(content, key)
        if page is None:
            raise NotFound
        names: list[Any] = page["fields"]
        return names
    if kind in NESTED:
        return _inside(content, kind, key.rpartition(".")[0])
    if kind not in LISTS:
        raise NotFound
    items: list[Any] = content.setdefault(LISTS[kind], [])
    return items


def _inside(content: Content, kind: str, key: str) -> list[Any]:
    holder, name = NESTED[kind]
    item = find(content, holder, key)
    if kind == "asked":
        item = item.setdefault("consultation", {})
    inside: list[Any] = item.setdefault(name, [])
    return inside


def index(content: Content, kind: str, key: str) -> int:
    """Return where in its list an item stands; raise ``NotFound``."""
    items = siblings(content, kind, key)
    if kind == "question":
        return items.index(key)
    if kind in CODED:
        for place, item in enumerate(items):
            if item.get("code") == key:
                return place
        raise NotFound
    number = key.rpartition(".")[2]
    if not number.isdecimal() or int(number) >= len(items):
        raise NotFound
    return int(number)


def find(content: Content, kind: str, key: str) -> Content:
    """Return an item; raise ``NotFound``."""
    if kind == "question":
        schema = properties(content).get(key)
        if schema is None:
            raise NotFound
        return schema
    item: Content = siblings(content, kind, key)[index(content, kind, key)]
    return item


def replace(content: Content, kind: str, key: str, item: Content) -> None:
    """Put another item in the place of one."""
    if kind == "question":
        find(content, kind, key)
        properties(content)[key] = item
    else:
        siblings(content, kind, key)[index(content, kind, key)] = item


def add(content: Content, kind: str, item: Content, *, parent: str = "", key: str = "") -> str:
    """Append an item and return its key; ``parent`` is the page of a question, the fee of a case."""
    if kind == "question":
        page = find(content, "page", parent)
        page.setdefault("fields", []).append(key)
        properties(content)[key] = item
        return key
    if kind in NESTED:
        inside = _inside(content, kind, parent)
        inside.append(item)
        return f"{parent}.{len(inside) - 1}"
    items = content.setdefault(LISTS[kind], [])
    items.append(item)
    return str(item["code"]) if kind in CODED else str(len(items) - 1)


def remove(content: Content, kind: str, key: str) -> None:
    """Take an item out; a page goes with its questions."""
    items, place = siblings(content, kind, key), index(content, kind, key)
    if kind == "page":
        for name in list(items[place].get("fields", ())):
            _forget(content, name)
    if kind == "question":
        _forget(content, key)
    del items[place]


def _forget(content: Content, name: str) -> None:
    properties(content).pop(name, None)
    required(content, name, wanted=False)


def copy(content: Content, kind: str, key: str) -> str:
    """Put a copy of an item after it, with keys of its own, and return the copy's key."""
    items, place = siblings(content, kind, key), index(content, kind, key)
    if kind == "question":
        name = free_name(content, key)
        items.insert(place + 1, name)
        properties(content)[name] = deepcopy(properties(content)[key])
        required(content, name, wanted=key in content["form"].get("required", ()))
        return name
    twin = deepcopy(items[place])
    items.insert(place + 1, twin)
    if kind in CODED:
        twin["code"] = free_code(content, kind, twin["code"])
    if kind == "page":
        names = list(twin.get("fields", ()))
        twin["fields"] = []
        for name in names:
            fresh = free_name(content, name)
            properties(content)[fresh] = deepcopy(properties(content)[name])
            required(content, fresh, wanted=name in content["form"].get("required", ()))
            twin["fields"].append(fresh)
    parent = key.rpartition(".")[0]
    return str(twin["code"]) if kind in CODED else f"{parent}.{place + 1}" if parent else str(place + 1)


def move(content: Content, kind: str, key: str, to: int) -> str:
    """Move an item to place ``to`` of its list (kept within it) and return its key there."""
    items, place = siblings(content, kind, key), index(content, kind, key)
    to = max(0, min(len(items) - 1, to))
    items.insert(to, items.pop(place))
    parent = key.rpartition(".")[0]
    return key if kind in CODED or kind == "question" else f"{parent}.{to}" if parent else str(to)


def scope(content: Content, kind: str, key: str, *, order: bool = False) -> Any:
    """Return what an act on an item touches: two acts that touch different things do not hinder each other."""
    if order or (kind not in CODED and kind != "question"):
        items = siblings(content, kind, key)
        return deepcopy([item.get("code") for item in items] if kind in CODED else items)
    return deepcopy(find(content, kind, key))


def properties(content: Content) -> dict[str, Content]:
    """Return the questions by name."""
    found: dict[str, Content] = content["form"]["properties"]
    return found


def page_of(content: Content, name: str) -> Content | None:
    """Return the page on which a question stands."""
    page: Content
    for page in content.get("pages", ()):
        if name in page.get("fields", ()):
            return page
    return None


def required(content: Content, name: str, *, wanted: bool) -> None:
    """Say whether a question must be answered."""
    names = content["form"].setdefault("required", [])
    if wanted and name not in names:
        names.append(name)
    elif not wanted and name in names:
        names.remove(name)


def to_page(content: Content, name: str, code: str) -> None:
    """Put a question at the end of another page."""
    page = page_of(content, name)
    if page is None or page["code"] == code:
        return
    page["fields"].remove(name)
    find(content, "page", code).setdefault("fields", []).append(name)


def code_for(text: str) -> str:
    """Return a code made of words: ``Tờ khai (bản chính)`` → ``to-khai-ban-chinh``."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return plain[:_LONGEST_CODE].strip("-") or "muc"


def free_code(content: Content, kind: str, wanted: str) -> str:
    """Return ``wanted``, or with a number after it when an item of the kind has it."""
    return free(wanted, {item.get("code") for item in content.get(LISTS[kind], ())}, "-")


def free_name(content: Content, wanted: str) -> str:
    """Return ``wanted``, or with a number after it when a question has it."""
    return free(wanted.replace("-", "_"), set(properties(content)), "_")


def free(wanted: str, taken: set[Any], link: str) -> str:
    """Return ``wanted``, or with a number after it when it is taken."""
    stem = re.sub(rf"{link}\d+$", "", wanted) if wanted in taken else wanted
    number, found = 2, wanted
    while found in taken:
        found, number = f"{stem}{link}{number}", number + 1
    return found


def settle_route(content: Content) -> None:
    """Let the step beside which others run bear the same word as they do."""
    route = content.get("route", [])
    for before, step in pairwise(route):
        if step.get("together") and step["together"] == before.get("code"):
            before["together"] = step["together"]
