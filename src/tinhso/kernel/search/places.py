"""The lists whose views people may keep: each is registered by the module that shows it."""

from dataclasses import dataclass

from django.urls import reverse

from tinhso.kernel.foundation.registry import Registry


@dataclass(frozen=True)
class Place:
    """A list: where its page is, and what one must hold somewhere to see it."""

    code: str
    url_name: str
    permission: str
    args: tuple[str, ...] = ()

    def address(self, query: str = "") -> str:
        """Return the address of the list, narrowed and laid out as ``query`` says."""
        place = reverse(self.url_name, args=self.args)
        return f"{place}?{query}" if query else place


PLACES: Registry[Place] = Registry("place of saved views")


def declare(place: Place) -> Place:
    """Register a list and return it."""
    return PLACES.register(place.code, place)
