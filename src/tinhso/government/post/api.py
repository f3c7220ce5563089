"""The API of the post: the messages of the postal service."""

from django.http import HttpRequest
from ninja import Router, Schema

from tinhso.government.post import services
from tinhso.kernel.identity.access import api_requires

PREFIX = "/post"
router = Router(tags=["post"])


class PostNoticeOut(Schema):
    """What a message did."""

    effect: str


@router.post("/notices/{vendor}", response=PostNoticeOut)
@api_requires("public")
def take_parcel_notice(request: HttpRequest, vendor: str) -> dict[str, str]:
    """Take a message of the postal service; its signature lets it in, and the same message twice does nothing."""
    return {"effect": services.take_notice(vendor, dict(request.headers), request.body)}
