"""Reading papers and templates."""

from django.utils.translation import gettext as _

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.papers import codes, typesetting
from tinhso.kernel.papers.models import Paper, PaperTemplate
from tinhso.kernel.papers.templates_known import TEMPLATES, KnownTemplate


def template_source(code: str) -> tuple[str, int]:
    """Return the source in force and its version: 0 for the default. Raises ``NotFound``."""
    edited = PaperTemplate.objects.filter(code=code).order_by("-version").values_list("source", "version").first()
    if edited is not None:
        return edited
    try:
        return typesetting.default_source(code), 0
    except FileNotFoundError:
        raise NotFound from None


def templates() -> list[tuple[KnownTemplate, PaperTemplate | None]]:
    """Return every template with its newest edited version, if it was edited."""
    newest = {edited.code: edited for edited in PaperTemplate.objects.order_by("version").select_related("edited_by")}
    return [(known, newest.get(known.code)) for known in TEMPLATES.values()]


def history(code: str) -> list[PaperTemplate]:
    """Return a template's edited versions, newest first."""
    return list(PaperTemplate.objects.filter(code=code).order_by("-version").select_related("edited_by__person"))


def paper_by_code(text: str) -> Paper:
    """Return the paper that bears a typed verification code; raise ``NotFound``."""
    code = codes.normalised(text)
    paper = (
        Paper.objects.filter(verification_code=code).select_related("unit", "file", "signed_file").first()
        if code
        else None
    )
    if paper is None:
        raise NotFound(_("Không có giấy tờ nào mang mã xác minh này. Hãy xem lại mã in cạnh mã QR trên giấy."))
    return paper
