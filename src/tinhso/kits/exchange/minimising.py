"""Cutting answers down to the agreed fields, JSON and XML, without a copy of what stays.

A path names members from the top, as ``dossier.applicant.name``; lists are passed through, so that ``items.code``
is the code of every item. Whatever is not named, or within something named, is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring

Tree = dict[str, "Tree | None"]
"""What stays: a member's own tree, or none when all of it does."""


def tree_of(paths: Iterable[str]) -> Tree:
    """Return the tree of some paths."""
    root: Tree = {}
    for path in sorted(paths):
        at = root
        *above, last = path.split(".")
        for part in above:
            below = at.setdefault(part, {})
            if below is None:
                break
            at = below
        else:
            at[last] = None
    return root


def cut(value: Any, tree: Tree) -> Any:
    """Return of a JSON value what ``tree`` names."""
    if isinstance(value, list):
        return [cut(item, tree) for item in value]
    if not isinstance(value, Mapping):
        return None
    kept = {}
    for name, below in tree.items():
        if name in value:
            item = value[name]
            kept[name] = item if below is None or item is None else cut(item, below)
    return kept


def cut_xml(content: bytes, tree: Tree) -> bytes:
    """Return of an XML document what ``tree`` names; the root element itself always stays, without attributes.

    Names are compared without their namespace. Raises ``ValueError`` for what is no XML, or carries entities.
    """
    try:
        root = fromstring(content, forbid_dtd=True)
    except Exception as error:
        raise ValueError("not XML that can be read") from error
    kept = Element(root.tag)
    _cut_element(root, kept, tree)
    space = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if space:
        register_namespace("", space)
    return bytes(tostring(kept, encoding="utf-8", xml_declaration=True))


def _cut_element(source: Element, target: Element, tree: Tree) -> None:
    for child in source:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name not in tree:
            continue
        below = tree[name]
        if below is None:
            target.append(child)
        else:
            fresh = Element(child.tag)
            _cut_element(child, fresh, below)
            target.append(fresh)
