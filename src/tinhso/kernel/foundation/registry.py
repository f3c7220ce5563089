"""Fixed registries that modules fill: an unknown key, or two claims on one key, is an error at start."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Values of one kind by their stable key."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def register(self, key: str, value: T) -> T:
        """Keep ``value`` under ``key``; raise ``ValueError`` when another value stands there."""
        standing = self._items.setdefault(key, value)
        if standing is not value and standing != value:
            raise ValueError(f"{self.kind} {key!r} is claimed twice")
        return value

    def withdraw(self, key: str) -> T:
        """Take a value away again; for tests that register one."""
        return self._items.pop(key)

    def __getitem__(self, key: str) -> T:
        try:
            return self._items[key]
        except KeyError:
            raise KeyError(f"no {self.kind} {key!r} is registered") from None

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def values(self) -> list[T]:
        """Return the values in the order of their keys."""
        return [self._items[key] for key in self]
