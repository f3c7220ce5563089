"""Invented official documents of the demonstration: some dozens, at the agencies whose clerks have accounts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tinhso.government.official_documents import kinds
from tinhso.government.official_documents.models import IncomingDocument
from tinhso.government.official_documents.services import drafting, incoming, instructions, issuing, signing
from tinhso.government.official_documents.services.drafting import Given, To
from tinhso.government.official_documents.services.instructions import Target
from tinhso.kernel.files.kinds import PDF
from tinhso.kernel.files.services import store_made
from tinhso.kernel.foundation import clock
from tinhso.kernel.foundation.errors import Refused
from tinhso.kernel.identity.actor import SYSTEM, Actor
from tinhso.kernel.identity.delegation_queries import body_of
from tinhso.kernel.identity.models import RoleAssignment
from tinhso.kernel.identity.queries import actor_for
from tinhso.kernel.organizations.models import OrganizationUnit, UnitKind
from tinhso.kernel.papers import typesetting

AGENCIES = 3
INCOMING, TO_SIGN, ISSUED = 10, 6, 3
"""For each agency: documents that came, documents that wait for the leader, documents that were issued."""
_CAME = (
    ("cong-van", "UBND", "VX", "tăng cường công tác phòng, chống thiên tai và tìm kiếm cứu nạn trong mùa mưa bão"),
    ("ke-hoach", "UBND", "", "Triển khai chuyển đổi số trong hoạt động của các cơ quan nhà nước năm 2027"),
    ("quyet-dinh", "UBND", "", "Phê duyệt danh mục thủ tục hành chính thực hiện không phụ thuộc địa giới hành chính"),
    ("thong-bao", "UBND", "", "Kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp giao ban tháng 11"),
    ("giay-moi", "UBND", "", "Dự hội nghị sơ kết công tác cải cách hành chính chín tháng đầu năm"),
    ("cong-van", "BNV", "CCVC", "báo cáo kết quả rà soát, sắp xếp đội ngũ cán bộ, công chức sau khi sắp xếp đơn vị"),
    ("chi-thi", "UBND", "", "Nâng cao chất lượng tiếp nhận, giải quyết hồ sơ của người dân và doanh nghiệp"),
)
_OWN = (
    "đề nghị phối hợp cung cấp số liệu phục vụ báo cáo quý IV",
    "hướng dẫn thực hiện chế độ báo cáo định kỳ trên hệ thống",
    "trả lời kiến nghị của cử tri trước kỳ họp thường lệ cuối năm của Hội đồng nhân dân tỉnh",
    "lấy ý kiến dự thảo quy chế phối hợp giải quyết thủ tục hành chính liên thông",
)


@transaction.atomic
def generate_documents(*, seed: int = 20261101) -> int:
    """Write documents for a few agencies, once; return how many."""
    if IncomingDocument.objects.exists():
        return 0
    random, written = Random(seed), 0  # noqa: S311 - a demonstration, not a secret
    for body, people in _agencies():
        written += sum(_incoming(random, body, people, at) for at in range(INCOMING))
        written += sum(_own(random, body, people, issue=at < ISSUED) for at in range(ISSUED + TO_SIGN))
    return written


def _agencies() -> list[tuple[OrganizationUnit, dict[str, Any]]]:
    """Return agencies with a clerk, a leader, a head and a specialist, each as actor, account and unit."""
    found: dict[Any, tuple[OrganizationUnit, dict[str, Any]]] = {}
    rows = RoleAssignment.objects.on().filter(role__code__in=["van-thu", "lanh-dao", "truong-phong", "chuyen-vien"])
    for row in rows.select_related("unit__parent__parent", "role", "account__person").order_by("unit__path", "id"):
        body = body_of(row.unit)
        _unit, people = found.setdefault(body.pk, (body, {}))
        people.setdefault(row.role.code, (row.account, row.unit, row.position))
    whole = [entry for entry in found.values() if len(entry[1]) == 4 and entry[0].symbol]
    return whole[:AGENCIES]


def _actor(people: dict[str, Any], role: str) -> Actor:
    return actor_for(people[role][0], strong=True)


def _incoming(random: Random, body: OrganizationUnit, people: dict[str, Any], at: int) -> int:
    code, issuer, drafting_symbol, subject = _CAME[at % len(_CAME)]
    kind = kinds.kind(code)
    back = random.randint(1, 25)
    moment = clock.now() - timedelta(days=back, minutes=random.randint(0, 400))
    with clock.at(moment):
        day = clock.today()
        symbol = f"{random.randint(20, 4000)}/{kind.abbreviation if kind else ''}".rstrip("/")
        symbol = (
            f"{symbol}-{issuer}" if kind and kind.abbreviation else f"{symbol.split('/')[0]}/{issuer}-{drafting_symbol}"
        )
        values = {
            "sender_name": "Bộ Nội vụ" if issuer == "BNV" else "Ủy ban nhân dân tỉnh",
            "symbol": symbol, "issued_on": day - timedelta(days=1), "kind_code": code, "subject": subject,
            "urgency": 1 if random.random() < 0.15 else 0, "due_on": day + timedelta(days=random.randint(5, 40)),
            "signer_name": "Nguyễn Hoàng Thiên Phước", "signer_position": "Phó Chủ tịch",
        }  # fmt: skip
        file = store_made(_scan(values), "van-ban.pdf", PDF, actor=SYSTEM)
        document = incoming.take_in(SYSTEM, body, [file], given=incoming.Given(values))
        if at % 5 == 4:
            return 1
        incoming.register(_actor(people, "van-thu"), document.pk, {})
        if at % 3:
            account, unit, _position = people["truong-phong"]
            instructions.instruct(
                _actor(people, "lanh-dao"), document.pk, "Giao phòng chủ trì, tham mưu, báo cáo lãnh đạo trước hạn.",
                [Target(unit, account=account)],
            )  # fmt: skip
    return 1


def _own(random: Random, body: OrganizationUnit, people: dict[str, Any], *, issue: bool) -> int:
    leader, _leading, position = people["lanh-dao"]
    unit: OrganizationUnit = people["chuyen-vien"][1]
    values = {
        "kind_code": "cong-van", "subject": random.choice(_OWN), "drafting_symbol": "VP",
        "signer_authority": "\n".join(_authority(body, position)),
        "signer_title": position.split(" UBND")[0].upper(), "signer_name": leader.person.full_name,
        "addressee": "Ủy ban nhân dân các xã, phường",
        "text": "Thực hiện chương trình công tác năm, cơ quan trân trọng đề nghị quý đơn vị phối hợp thực hiện.\n"
        "Báo cáo kết quả trước ngày 25 hằng tháng để tổng hợp.",
    }  # fmt: skip
    specialist = _actor(people, "chuyen-vien")
    given = Given(values, [To("Ủy ban nhân dân các xã, phường"), To(body.name, body.identifier)])
    document = drafting.start(specialist, unit, given)
    signing.submit(specialist, document.pk, leader)
    if issue:
        try:
            with transaction.atomic():
                signing.sign(_actor(people, "lanh-dao"), document.pk)
                issuing.issue(_actor(people, "van-thu"), document.pk)
        except Refused:
            # Without certificates of the demonstration it waits for its signature.
            return 1
    return 1


def _authority(body: OrganizationUnit, position: str) -> list[str]:
    """Return the lines above the signer's title (Nghị định 30/2020/NĐ-CP, Điều 13)."""
    lines = ["TM. ỦY BAN NHÂN DÂN"] if body.kind in (UnitKind.PROVINCE, UnitKind.COMMUNE) else []
    if position.startswith("Phó "):
        lines.append(f"KT. {position.removeprefix('Phó ').split(' UBND')[0].upper()}")
    return lines


def _scan(values: dict[str, Any]) -> bytes:
    source = (
        '#let inputs = json(bytes(sys.inputs.at("data")))\n#let d = inputs.data\n#set document(title: d.subject)\n'
        '#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 18mm))\n'
        "#set text(font: inputs.fonts, size: 13pt)\n*#upper(d.sender_name)*\n\nSố: #d.symbol\n\n#d.subject\n\n"
        "Văn bản trình diễn, không có giá trị pháp lý.\n"
    )
    day: date = values["issued_on"]
    data = {
        "sender_name": values["sender_name"],
        "symbol": values["symbol"],
        "subject": values["subject"],
        "day": str(day),
    }
    return typesetting.typeset(source, data, {"title": values["subject"]}, clock.now()).pdf
