"""What the store tells the house."""

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from tinhso.government.documents import queries, services
from tinhso.kernel.foundation.modules import Module, NavigationItem
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.procedures.shelves import Offer, Shelf, register

CODE = "documents"


def _offers(actor: Actor) -> list[Offer]:
    return [
        Offer(
            paper.id,
            paper.title,
            " · ".join(
                filter(
                    None,
                    (
                        text("Số {number}").format(number=paper.number) if paper.number else "",
                        paper.issuer.name,
                        f"{paper.kept_at:%d/%m/%Y}",
                    ),
                )
            ),
        )
        for paper in queries.usable(actor)
    ]


register(Shelf(CODE, _offers, services.share))

MODULE = Module(
    code=CODE,
    name=_("Kho giấy tờ cá nhân"),
    icon="folders",
    requires=("procedures",),
    extras={"account": (NavigationItem(_("Kho giấy tờ của tôi"), "documents:list", icon="folders", order=3),)},
)
