"""Ratings: a citizen says what a place was like; an official of the sector lets the words through or says why not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit.services import record
from tinhso.kernel.events.services import publish
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tinhso.kernel.identity.actor import Actor
from tinhso.kernel.inbox import services as work
from tinhso.kernel.notify.services import notify
from tinhso.kits.registers.models import Status
from tinhso.sectors.tourism import audit_events as happened
from tinhso.sectors.tourism import events, inbox_kinds, permissions, queries
from tinhso.sectors.tourism.models import CommentState, Rating
from tinhso.sectors.tourism.sections import page_of

MOST_COMMENT, MOST_REASON = 600, 300


@transaction.atomic
def rate(actor: Actor, row: Any, *, stars: int, comment: str = "") -> Rating:
    """Keep what a citizen thinks of a published row, in place of what he said before.

    New or changed words wait for an official; the same words stay as they were decided. Raise ``Forbidden`` for
    anybody but a citizen who is signed in, ``Invalid``, ``Refused`` for a row that is in force no more.
    """
    if actor.kind != "citizen" or actor.account_id is None:
        raise Forbidden(_("Chỉ người dân đăng nhập bằng tài khoản của mình mới đánh giá được."))
    comment = " ".join(comment.split())
    if not 1 <= stars <= 5:
        raise Invalid({"stars": _("Hãy chọn từ 1 đến 5.")})
    if len(comment) > MOST_COMMENT:
        raise Invalid({"comment": _("Bình luận tối đa {most} ký tự.").format(most=MOST_COMMENT)})
    if row.status != Status.IN_FORCE:
        raise Refused(_("Nơi này không còn trong danh sách được công bố."))
    mine = Rating.objects.select_for_update().filter(row_id=row.pk, account_id=actor.own_id).first()
    if mine is None:
        mine = Rating(register=row.definition.code, row_id=row.pk, account_id=actor.own_id, revision=0)
    elif mine.stars == stars and mine.comment == comment:
        return mine
    if comment != mine.comment:
        mine.state = CommentState.WAITING if comment else CommentState.NONE
        mine.reason, mine.decided_by, mine.decided_at = "", "", None
    mine.stars, mine.comment, mine.rated_at = stars, comment, clock.now()
    mine.revision += 1
    try:
        with transaction.atomic():
            mine.save()
    except IntegrityError as error:
        raise Conflict(_("Quý vị vừa gửi đánh giá cho nơi này. Hãy mở lại trang để sửa.")) from error
    if mine.state == CommentState.WAITING:
        work.put(
            inbox_kinds.COMMENT, subject_id=mine.pk, title=str(row), unit=row.unit, permission=permissions.MODERATE,
            detail=comment,
        )  # fmt: skip
    else:
        work.close(mine.pk, inbox_kinds.COMMENT, actor=actor)
    record(
        actor, happened.RATED, subject_kind=row.definition.code, subject_id=row.pk, subject_label=str(row)[:200],
        unit_id=row.unit_id, rating=str(mine.pk), stars=stars, said=bool(comment),
    )  # fmt: skip
    publish(events.RATED, mine.pk, actor=actor, register=row.definition.code, row=str(row.pk), stars=stars)
    return mine


@transaction.atomic
def decide(actor: Actor, key: UUID, *, show: bool, revision: int, reason: str = "") -> Rating:
    """Let a comment be seen, or refuse it with a reason, which its writer is told; one that is seen may be refused.

    Raise ``NotFound``, ``Forbidden`` without the right at the row's unit, ``Conflict`` when the words were changed or
    decided upon since they were read, ``Invalid`` without a reason.
    """
    found = Rating.objects.select_for_update(of=("self",)).select_related("account__person").filter(pk=key).first()
    if found is None:
        raise NotFound
    row = queries.rated_row(found)
    actor.demand(permissions.MODERATE, row.unit)
    reason = " ".join(reason.split())
    if not show and not 0 < len(reason) <= MOST_REASON:
        raise Invalid(
            {"reason": _("Hãy ghi lý do, tối đa {most} ký tự; người viết sẽ đọc được.").format(most=MOST_REASON)}
        )
    open_states = {CommentState.WAITING} if show else {CommentState.WAITING, CommentState.SHOWN}
    if found.revision != revision:
        raise Conflict(_("Người viết vừa sửa bình luận này. Hãy đọc lại rồi quyết định."))
    if found.state not in open_states:
        raise Conflict(_("Bình luận này đã được {who} quyết định.").format(who=found.decided_by or _("hệ thống")))
    found.state = CommentState.SHOWN if show else CommentState.REFUSED
    found.reason, found.decided_by, found.decided_at = "" if show else reason, actor.name[:120], clock.now()
    found.save()
    work.close(found.pk, inbox_kinds.COMMENT, actor=actor)
    code = happened.COMMENT_SHOWN if show else happened.COMMENT_REFUSED
    details: dict[str, Any] = {} if show else {"reason": reason}
    record(
        actor, code, subject_kind=row.definition.code, subject_id=row.pk, subject_label=str(row)[:200],
        unit_id=row.unit_id, rating=str(found.pk), **details,
    )  # fmt: skip
    data = {"place": str(row), "reason": found.reason, "url": page_of(row)}
    template = "tourism-comment-shown" if show else "tourism-comment-refused"
    notify(template, account=found.account, subject_id=found.pk, data=data, channels=("inapp",))
    return found
