"""Procedures and their versions as the desk shows them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tinhso.kernel.foundation.errors import NotFound
from tinhso.kernel.search.queries import match
from tinhso.kits.procedures.models import Procedure, ProcedureField, ProcedureVersion
from tinhso.kits.procedures.states import VersionState


def fields() -> QuerySet[ProcedureField]:
    """Return the fields of administration."""
    return ProcedureField.objects.order_by("name")


def listed(*, text: str = "", field: str = "", state: str = "") -> QuerySet[Procedure]:
    """Return the procedures that the list shows; with words, the likest first."""
    rows = Procedure.objects.select_related("field")
    drafts = ProcedureVersion.objects.filter(procedure=OuterRef("pk"), state=VersionState.DRAFT)
    if field:
        rows = rows.filter(field__code=field)
    if state == "in-force":
        rows = rows.filter(in_force=True)
    elif state == "draft":
        rows = rows.filter(Exists(drafts))
    elif state == "never":
        rows = rows.filter(in_force=False)
    elif state == "check":
        doubtful = ProcedureVersion.objects.filter(
            procedure=OuterRef("pk"), valid_to__isnull=True, definition__certainty__check__0__isnull=False
        )
        rows = rows.filter(Exists(doubtful))
    return match(rows, "search_text", text) if text else rows.order_by("name", "id")


def with_versions(procedures: list[Procedure]) -> list[Procedure]:
    """Return a page's procedures, each with ``current`` and ``draft`` versions and ``to_check``; one query."""
    rows = (
        ProcedureVersion.objects.filter(procedure__in=procedures)
        .order_by("number")
        .values("id", "procedure_id", "number", "state", "valid_from", "valid_to", "definition__certainty__check")
    )
    by_procedure: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        by_procedure.setdefault(row["procedure_id"], []).append(row)
    for procedure in procedures:
        versions = by_procedure.get(procedure.pk, [])
        published = [row for row in versions if row["state"] == VersionState.PUBLISHED]
        drafts = [row for row in versions if row["state"] == VersionState.DRAFT]
        procedure.current = published[-1] if published else None  # type: ignore[attr-defined]
        procedure.draft = drafts[-1] if drafts else None  # type: ignore[attr-defined]
        shown = procedure.current or procedure.draft  # type: ignore[attr-defined]
        procedure.to_check = len((shown or {}).get("definition__certainty__check") or ())  # type: ignore[attr-defined]
    return procedures


def version_for(key: UUID) -> ProcedureVersion:
    """Return a version with its procedure; raise ``NotFound``."""
    version = ProcedureVersion.objects.select_related("procedure__field", "published_by__person").filter(pk=key).first()
    if version is None:
        raise NotFound
    return version


def versions_of(procedure: Procedure) -> QuerySet[ProcedureVersion]:
    """Return the versions of a procedure, the newest first, without what they say."""
    return (
        ProcedureVersion.objects.filter(procedure=procedure)
        .select_related("published_by__person")
        .defer("definition")
        .order_by("-number")
    )


def standing_before(version: ProcedureVersion) -> ProcedureVersion | None:
    """Return the published version that ``version`` takes, or took, the place of."""
    return (
        ProcedureVersion.objects.filter(
            procedure=version.procedure, number__lt=version.number, state=VersionState.PUBLISHED
        )
        .order_by("-number")
        .first()
    )
