"""The templates that come with the software, and data that each must be able to set.

The sample shows what a template reads (``services.issue`` takes the same keys); an edited template is tried on
it before it is kept.
"""

from dataclasses import dataclass
from typing import Any

from tinhso.kernel.foundation.registry import Registry


@dataclass(frozen=True)
class KnownTemplate:
    """A template: ``abbreviation`` begins the symbol of its number (empty: the paper has no number of its own)."""

    code: str
    name: str
    abbreviation: str
    sample: dict[str, Any]
    sealed_alone: bool = False
    """Whether the agency's signature suffices; else a person signs first."""


TEMPLATES: Registry[KnownTemplate] = Registry("paper template")

_DOSSIER = {
    "dossier_code": "H56.15.03-261121-0012",
    "applicant_name": "Công Tằng Tôn Nữ Thị Phương Nguyễn Hoàng Bảo Ngọc",
    "applicant_number": "038190000012",
    "applicant_address": "Thôn Đồng Thanh, xã Thượng Ninh, tỉnh Thanh Hóa",
    "applicant_phone": "0912 345 678",
    "applicant_email": "bao.ngoc@example.com",
    "procedure_name": "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
    "procedure_code": "1.000689",
    "received_at": "16:30 ngày 13/02/2026",
    "due_at": "16:30 ngày 25/02/2026",
}
_SIGNER = {
    "signer_authority": ["TM. Ủy ban nhân dân", "KT. Chủ tịch"],
    "signer_title": "Phó Chủ tịch",
    "signer_name": "Nguyễn Hoàng Thiên Phước",
    "recipients": ["Như trên", "Trung tâm Phục vụ hành chính công", "Lưu: VT"],
}


def _known(code: str, name: str, abbreviation: str, sample: dict[str, Any], *, sealed_alone: bool = False) -> None:
    TEMPLATES.register(code, KnownTemplate(code, name, abbreviation, sample, sealed_alone))


_known(
    "tiep-nhan-va-hen-tra",
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "",
    {
        **_DOSSIER,
        "parts": [
            {"name": "Tờ khai đăng ký khai sinh theo mẫu", "form": "Bản điện tử", "count": 1},
            {"name": "Giấy chứng sinh do cơ sở y tế nơi trẻ em sinh ra cấp", "form": "Bản chính", "count": 1},
        ],
        "copies": "01",
        "term": "3 ngày làm việc",
        "fee": "8.000 ₫",
        "delivery": "Trung tâm Phục vụ hành chính công xã Thượng Ninh",
        "receiver_name": "Lê Thị Quỳnh Như",
    },
    sealed_alone=True,
)
_known(
    "yeu-cau-bo-sung",
    "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "BSHS",
    {
        **_DOSSIER,
        **_SIGNER,
        "items": [
            {
                "part": "Giấy chứng sinh",
                "what": "bản chụp rõ cả hai mặt",
                "reason": "Ảnh mờ, không đọc được ngày sinh",
                "article": "Điều 16 Luật Hộ tịch 2014",
            }
        ],
        "answer_by": "17:30 ngày 05/03/2026",
        "contact": "Lê Thị Quỳnh Như, điện thoại 0237 3xxx xxx",
    },
    sealed_alone=True,
)
_known(
    "tu-choi",
    "Phiếu từ chối giải quyết hồ sơ",
    "TCHS",
    {
        **_DOSSIER,
        **_SIGNER,
        "reason": "Nơi cư trú của cha, mẹ không thuộc địa bàn xã.",
        "article": "Điều 13 Luật Hộ tịch 2014",
        "guidance": "Nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú của người cha hoặc người mẹ.",
    },
    sealed_alone=True,
)
_known(
    "xin-loi-gia-han",
    "Văn bản xin lỗi và đề nghị gia hạn thời gian trả kết quả",
    "XLHS",
    {**_DOSSIER, **_SIGNER, "reason": "phải xác minh tại địa phương khác", "new_due_at": "17:30 ngày 04/03/2026"},
)
_known(
    "dung-giai-quyet",
    "Thông báo dừng giải quyết hồ sơ",
    "TB",
    {
        **_DOSSIER,
        **_SIGNER,
        "stage": "thẩm định",
        "reason": "người nộp đề nghị rút hồ sơ",
        "article": "khoản 2 Điều 19 Nghị định 118/2025/NĐ-CP",
        "refund": "không hoàn lại lệ phí",
    },
)
_known(
    "phieu-kiem-soat",
    "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "",
    {
        **_DOSSIER,
        "agency": "Ủy ban nhân dân xã Thượng Ninh",
        "rows": [
            {
                "step": "Tiếp nhận",
                "from": "Bộ phận một cửa",
                "to": "Phòng Văn hóa – Xã hội",
                "at": "16:40 13/02/2026",
                "verdict": "Trước hạn",
            }
        ],
    },
    sealed_alone=True,
)
_known(
    "ket-qua",
    "Quyết định, kết quả giải quyết",
    "QĐ",
    {
        **_SIGNER,
        "kind": "Quyết định",
        "abstract": "Về việc trợ cấp xã hội hằng tháng",
        "authority": "Chủ tịch Ủy ban nhân dân xã Thượng Ninh",
        "grounds": ["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"],
        "paragraphs": ["Theo đề nghị của Trưởng phòng Văn hóa – Xã hội,"],
        "articles": ["Trợ cấp xã hội hằng tháng cho bà Lê Thị Lan từ ngày 01/3/2026."],
        "fields": [["Họ và tên", "Lê Thị Lan"], ["Mức trợ cấp", "1.000.000 ₫ mỗi tháng"]],
        "validity": "31/12/2026",
    },
)
_PARENT = {
    "full_name": "Lê Thị Quỳnh Như",
    "birth_year": "1995",
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "residence": "Thôn Đồng Thanh, xã Thượng Ninh, tỉnh Thanh Hóa",
}
_known(
    "giay-khai-sinh",
    "Giấy khai sinh",
    "KS",
    {
        **_SIGNER,
        "full_name": "Nguyễn Hoàng Bảo Ngọc",
        "birth_date": "05/02/2026",
        "birth_date_words": "Ngày mùng năm tháng hai năm hai nghìn không trăm hai mươi sáu",
        "sex": "Nữ",
        "ethnicity": "Kinh",
        "birth_place": "Bệnh viện Phụ sản Thanh Hóa",
        "home_place": "Xã Thượng Ninh, tỉnh Thanh Hóa",
        "personal_number": "038326000012",
        "mother": _PARENT,
        "father": {**_PARENT, "full_name": "Nguyễn Hoàng Thiên Phước"},
        "declarer_name": "Nguyễn Hoàng Thiên Phước",
        "declarer_document": "Căn cước số 038092000034",
    },
)
_known(
    "trich-luc-khai-tu",
    "Trích lục khai tử",
    "TLKT",
    {
        **_SIGNER,
        "full_name": "Lê Văn Hợi",
        "birth_date": "1935",
        "sex": "Nam",
        "ethnicity": "Mường",
        "death_time": "05 giờ 10 phút, ngày 12 tháng 02 năm 2026",
        "death_place": "Thôn Đồng Thanh, xã Thượng Ninh",
        "death_cause": "Tuổi già",
        "declarer_name": "Lê Thị Lan",
    },
)
_known(
    "giay-chung-nhan-ho-kinh-doanh",
    "Giấy chứng nhận đăng ký hộ kinh doanh",
    "GCN",
    {
        **_SIGNER,
        "business_code": "038190000012",
        "first_registered": "ngày 21 tháng 11 năm 2026",
        "business_name": "HỘ KINH DOANH BÚN CHẢ BÀ LAN",
        "address": "Số 12 phố Cầu Sâng, phường Hạc Thành, tỉnh Thanh Hóa",
        "activities": "5610 – Nhà hàng và các dịch vụ ăn uống phục vụ lưu động",
        "capital": "150.000.000 ₫",
        "owner_name": "Lê Thị Lan",
        "members": [{"name": "Nguyễn Hoàng Thiên Phước", "number": "038092000034"}],
    },
)
_known(
    "giay-phep",
    "Giấy phép",
    "GP",
    {
        **_SIGNER,
        "kind": "Giấy phép xây dựng",
        "grounds": ["Căn cứ Luật Xây dựng và các nghị định hướng dẫn"],
        "holder_name": "Lê Thị Lan",
        "holder_address": "Số 12 phố Cầu Sâng, phường Hạc Thành, tỉnh Thanh Hóa",
        "fields": [["Công trình", "Nhà ở riêng lẻ"], ["Diện tích xây dựng", "96 m²"]],
        "conditions": ["Phải thông báo ngày khởi công cho cơ quan cấp phép"],
        "validity": "12 tháng kể từ ngày ký",
    },
)
_known(
    "bieu-thong-ke",
    "Biểu thống kê giải quyết thủ tục hành chính",
    "",
    {
        **_SIGNER,
        "form_code": "II.06a/VPCP/KSTT",
        "source": "Thông tư 01/2020/TT-VPCP",
        "title": "Tình hình, kết quả giải quyết thủ tục hành chính tại cơ quan, đơn vị trực tiếp giải quyết",
        "period": "Tháng 11/2026 (từ 15/10/2026 đến 14/11/2026)",
        "unit": "Ủy ban nhân dân xã Thượng Ninh",
        "first": "Lĩnh vực giải quyết",
        "groups": [
            ["Số lượng hồ sơ tiếp nhận", 4],
            ["Số lượng hồ sơ đã giải quyết", 4],
            ["Số lượng hồ sơ đang giải quyết", 3],
        ],
        "columns": [
            "Tổng số", "Trong kỳ: trực tuyến", "Trong kỳ: trực tiếp, bưu chính", "Từ kỳ trước", "Tổng số", "Trước hạn",
            "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn",
        ],
        "numbers": ["3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"],
        "rows": [["Hộ tịch", "128", "80", "36", "12", "119", "96", "20", "3", "9", "8", "1"]],
        "sum": ["Tổng số", "128", "80", "36", "12", "119", "96", "20", "3", "9", "8", "1"],
        "standing": "Số liệu bản chốt, chốt lúc 01:15 15/11/2026, người chốt: Hệ thống.",
    },
    sealed_alone=True,
)  # fmt: skip
_known(
    "nhiem-vu-qua-han",
    "Danh sách nhiệm vụ quá hạn",
    "DS",
    {
        **_SIGNER,
        "title": "Danh sách",
        "abstract": "Nhiệm vụ quá hạn tính đến 08:00 ngày 13/02/2026",
        "unit": "Ủy ban nhân dân tỉnh Thanh Hóa",
        "columns": ["Mã", "Nhiệm vụ", "Chủ trì", "Chỉ đạo", "Hạn", "Quá hạn (ngày)", "Gia hạn"],
        "rows": [
            [
                "NV2026-00012", "Rà soát, báo cáo tình hình giải ngân vốn đầu tư công quý I", "Sở Tài chính",
                "Văn bản số 1234/UBND-THKH", "09/02/2026", "4", "1",
            ]
        ],
    },
)  # fmt: skip
_known(
    "so-theo-doi",
    "Sổ theo dõi hồ sơ",
    "",
    {
        **_SIGNER,
        "form_code": "Mẫu số 07",
        "source": "Thông tư 03/2025/TT-VPCP",
        "title": "Sổ theo dõi hồ sơ",
        "period": "Ngày 13/02/2026",
        "unit": "Trung tâm Phục vụ hành chính công xã Thượng Ninh",
        "columns": [
            "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức",
            "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Ngày, giờ nhận hồ sơ", "Ngày, giờ hẹn trả",
            "Ngày, giờ trả kết quả", "Phương thức nhận", "Ký nhận", "Ghi chú",
        ],
        "rows": [
            [
                _DOSSIER["dossier_code"], _DOSSIER["procedure_name"], "1", _DOSSIER["applicant_name"],
                "Thôn Đồng Thanh, xã Thượng Ninh, 0912 345 678", "Ủy ban nhân dân xã Thượng Ninh", "16:30 13/02/2026",
                "16:30 25/02/2026", "09:10 25/02/2026", "tại bộ phận một cửa", "Đã nhận", "Đã bổ sung hồ sơ",
            ]
        ],
    },
    sealed_alone=True,
)  # fmt: skip
_known(
    "bien-lai",
    "Biên lai thu phí, lệ phí",
    "BL",
    {
        "payer_name": "Công Tằng Tôn Nữ Thị Phương Nguyễn Hoàng Bảo Ngọc",
        "payer_address": "Thôn Đồng Thanh, xã Thượng Ninh, tỉnh Thanh Hóa",
        "dossier_code": "H56.15.03-261121-0012",
        "procedure_name": "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
        "invoice_code": "HD261121K7M2QPAB",
        "agency": "Ủy ban nhân dân xã Thượng Ninh",
        "how": "Thanh toán trực tuyến",
        "paid_at": "16:30 ngày 13/02/2026",
        "lines": [
            {
                "name": "Lệ phí đăng ký khai sinh quá hạn",
                "basis": "Nghị quyết của Hội đồng nhân dân tỉnh",
                "amount": "4.000",
                "remitted": "4.000",
                "exemption": "Hộ cận nghèo",
            }
        ],
        "total": "4.000",
        "total_words": "Bốn nghìn đồng",
    },
    sealed_alone=True,
)
_known(
    "trich-luc-so",
    "Trích lục một bản ghi của sổ",
    "",
    {
        "register": "Cơ sở lưu trú du lịch",
        "panels": [
            {
                "title": "Cơ sở",
                "rows": [
                    {"label": "Tên cơ sở", "value": "Khu nghỉ dưỡng sinh thái và biệt thự biển Hải Tiến Ánh Phương"},
                    {"label": "Hạng sao", "value": "4"},
                ],
            }
        ],
        "at": "16:30 ngày 21/11/2026",
        "revision": "3",
        "by": "Nguyễn Thị Hoàng Phương Thảo Nguyên",
    },
    sealed_alone=True,
)
