"""Publishing a catalogue: a version is kept as it was told to subscribers, and never changed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.government.masterdata import audit_events as happened
from tinhso.government.masterdata import events, permissions
from tinhso.government.masterdata.models import Catalogue, CatalogueVersion
from tinhso.government.masterdata.queries import catalogues as queries
from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish as tell
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Invalid, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kits.registers.models import Status


@transaction.atomic
def publish(actor: Actor, catalogue: Catalogue, *, valid_from: date, note: str) -> CatalogueVersion:
    """Publish the entries that hold on ``valid_from`` as the next version, and tell subscribers.

    Raise ``Forbidden``; ``Invalid`` without a note, for a day before the last version's, or for a code that ends
    without one to take its place; ``Refused`` when nothing changed since the last version.
    """
    actor.demand(permissions.PUBLISH, catalogue.unit)
    catalogue = Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    if catalogue.status != Status.IN_FORCE:
        raise Refused(_("Danh mục này không còn hiệu lực."), code="not-in-force")
    note = " ".join(note.split())[:300]
    last = queries.last_version(catalogue)
    wrong: dict[str, str] = {}
    if not note:
        wrong["note"] = _("Nhập nội dung thay đổi của bản này.")
    if last is not None and valid_from < last.valid_from:
        wrong["valid_from"] = _("Ngày áp dụng phải từ ngày của bản trước trở đi.")
    if wrong:
        raise Invalid(wrong)
    entries = queries.snapshot(catalogue, valid_from)
    before = {entry["code"]: entry for entry in last.entries} if last else {}
    now = {entry["code"]: entry for entry in entries}
    gone = sorted(set(before) - set(now))
    unmapped = [code for code in gone if not queries.mapped(catalogue, code)]
    if unmapped:
        raise Invalid(
            {"note": _("Các mã bị bỏ chưa có mã thay thế: {codes}. Hãy thêm chuyển đổi mã.").format(
                codes=", ".join(unmapped[:10]))}
        )  # fmt: skip
    added, changed = set(now) - set(before), [code for code in set(now) & set(before) if now[code] != before[code]]
    if last is not None and not (added or changed or gone):
        raise Refused(_("Danh mục không có gì thay đổi so với bản đã công bố."), code="nothing-changed")
    version = CatalogueVersion.objects.create(
        catalogue=catalogue,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        published_at=clock.now(),
        published_by=actor.name[:120],
        note=note,
        entries=entries,
        added=len(added),
        changed=len(changed),
        removed=len(gone),
    )
    details: dict[str, Any] = {"catalogue": catalogue.code, "number": version.number}
    record(
        actor, happened.PUBLISHED, subject_kind="masterdata.catalogue", subject_id=catalogue.pk,
        subject_label=catalogue.name, unit_id=catalogue.unit_id, **details,
    )  # fmt: skip
    tell(events.CATALOGUE_PUBLISHED, catalogue.pk, actor=actor, valid_from=valid_from.isoformat(), **details)
    return version
