"""Why a message cannot be read or believed; ``code`` is stable, the words are for clerks."""

from django.utils.translation import gettext_lazy as _


class Unreadable(Exception):  # noqa: N818 - says what is wrong
    """The message is no edXML that can be taken: broken, too large, or against the schema."""

    code = "bad-xml"
    words = _("Gói tin không đọc được.")

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail[:300]
        self.code = code or self.code


class AgainstSchema(Unreadable):
    """The XML is well formed and lacks something, or holds it at the wrong place."""

    code = "bad-schema"


class Unproved(Exception):  # noqa: N818 - says what is wrong
    """The signature does not stand: wrong, missing, over something else, or made with another key."""

    code = "bad-signature"

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail[:300]
        self.code = code or self.code
