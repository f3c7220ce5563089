"""What invented documents say: two sets of issuers, people, abstracts and sentences that share nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Issuer:
    """Who issues: lines of the head, the short form in symbols, and who signs how."""

    lines: tuple[str, ...]
    short: str
    place: str
    signing: tuple[tuple[str, str], ...]
    """Pairs of the competence's line (may be empty) and the signer's post."""
    superior_lines: tuple[str, ...] = ()
    collective: bool = False

    @property
    def name(self) -> str:
        return " ".join(self.lines)

    @property
    def superior(self) -> str:
        return " ".join(self.superior_lines)


@dataclass(frozen=True)
class Wording:
    """One half's words."""

    fonts: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    people: tuple[str, ...]
    abstracts: tuple[str, ...]
    sentences: tuple[str, ...]
    references: tuple[str, ...]
    deadlines: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    drafting: tuple[str, ...]


def _committee(unit: str, *, lines: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    whole = "TM. ỦY BAN NHÂN DÂN"
    return (
        (whole, "CHỦ TỊCH"),
        (f"{whole}\nKT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TL. CHỦ TỊCH", f"CHÁNH VĂN PHÒNG{unit}"),
    )


_HEADED = (("", "GIÁM ĐỐC"), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"))
_BRANCH = (("", "CHI CỤC TRƯỞNG"), ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"))
_ROOM = (("", "TRƯỞNG PHÒNG"), ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"))
_BOARD = (("", "TRƯỞNG BAN"), ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"), ("Q. TRƯỞNG BAN", ""))

TUNED = Wording(
    fonts=("Tinos", "Tinos", "Liberation Serif", "Libertinus Serif"),
    issuers=(
        Issuer(("ỦY BAN NHÂN DÂN", "TỈNH THANH HÓA"), "UBND", "Thanh Hóa", _committee(""), collective=True),
        Issuer(("SỞ NỘI VỤ",), "SNV", "Thanh Hóa", _HEADED, ("UBND TỈNH THANH HÓA",)),
        Issuer(("SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"), "SNNMT", "Thanh Hóa", _HEADED, ("UBND TỈNH THANH HÓA",)),
        Issuer(("CHI CỤC KIỂM LÂM",), "CCKL", "Thanh Hóa", _BRANCH, ("SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG")),
        Issuer(("ỦY BAN NHÂN DÂN", "XÃ HOẰNG CHÂU"), "UBND", "Hoằng Châu", _committee(""), collective=True),
        Issuer(("PHÒNG KINH TẾ",), "KT", "Hạc Thành", _ROOM, ("UBND PHƯỜNG HẠC THÀNH",)),
        Issuer(("TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"), "TTPVHCC", "Thanh Hóa", _HEADED, ("UBND TỈNH THANH HÓA",)),
        Issuer(("BAN QUẢN LÝ", "KHU KINH TẾ NGHI SƠN"), "BQLKKTNS", "Thanh Hóa", _BOARD, ("UBND TỈNH THANH HÓA",)),
        Issuer(
            ("HỘI ĐỒNG NHÂN DÂN", "XÃ NGA SƠN"),
            "HĐND",
            "Nga Sơn",
            (("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"),),
            collective=True,
        ),
    ),
    people=(
        "Nguyễn Văn Thành",
        "Lê Thị Minh Châu",
        "Trần Quốc Toản",
        "Phạm Hữu Đức",
        "Hoàng Thị Bích Ngọc",
        "Vũ Đình Khôi",
        "Lò Văn Xuân",
        "Đặng Thùy Dương",
        "Bùi Xuân Trường",
        "Trịnh Công Sáng",
        "Mai Ngọc Ánh",
        "Cầm Bá Quyền",
    ),
    abstracts=(
        "báo cáo kết quả thực hiện nhiệm vụ cải cách hành chính quý III",
        "triển khai công tác phòng, chống thiên tai và tìm kiếm cứu nạn năm 2026",
        "phê duyệt kế hoạch sử dụng đất của các xã sau sắp xếp đơn vị hành chính",
        "rà soát, cập nhật danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của cấp xã",
        "tăng cường quản lý, bảo vệ rừng và phòng cháy, chữa cháy rừng mùa khô",
        "kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính tại các cơ quan, đơn vị",
        "góp ý dự thảo quy chế quản lý và sử dụng tài sản công",
        "cử cán bộ tham gia lớp bồi dưỡng kỹ năng số",
        "đôn đốc giải ngân vốn đầu tư công",
        "công bố tình huống khẩn cấp về sạt lở bờ sông Mã đoạn qua xã Thiệu Hóa",
    ),
    sentences=(
        "Trong thời gian qua, các cơ quan, đơn vị đã chủ động triển khai nhiệm vụ, đạt được kết quả tích cực.",
        "Tuy nhiên, tiến độ thực hiện ở một số nơi còn chậm, chất lượng báo cáo chưa bảo đảm yêu cầu đề ra.",
        "Giao các phòng, ban liên quan theo chức năng, nhiệm vụ phối hợp chặt chẽ, thường xuyên kiểm tra, đôn đốc.",
        "Kinh phí thực hiện được bố trí từ nguồn ngân sách địa phương và các nguồn hợp pháp khác theo quy định.",
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh kịp thời để được hướng dẫn.",
        "Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm về tính chính xác của số liệu.",
        "Việc tổ chức thực hiện phải bảo đảm tiết kiệm, hiệu quả, đúng quy định của pháp luật.",
    ),
    references=(
        "Thực hiện Công văn số 1234/BNV-TCBC ngày 12 tháng 01 năm 2024 của Bộ Nội vụ về việc rà soát tổ chức bộ máy.",
        "Căn cứ Quyết định số 45/QĐ-UBND ngày 03/02/2024 về việc giao chỉ tiêu kế hoạch.",
        "Tiếp theo Kế hoạch số 07/KH-UBND ngày 15 tháng 3 năm 2024, các nội dung sau đây được điều chỉnh.",
    ),
    deadlines=(
        "Đề nghị các đơn vị gửi báo cáo bằng văn bản trước ngày {day} để tổng hợp.",
        "Việc rà soát phải hoàn thành trước ngày {day}, không để chậm trễ.",
        "Báo cáo gửi về Văn phòng chậm nhất ngày {day} để trình lãnh đạo xem xét.",
        "Ý kiến tham gia xin gửi về cơ quan chậm nhất là ngày {day}.",
    ),
    addressees=(
        "Sở Tài chính",
        "Sở Xây dựng",
        "Ủy ban nhân dân các xã, phường",
        "Văn phòng UBND tỉnh",
        "Thanh tra tỉnh",
        "Các phòng, đơn vị trực thuộc",
        "Kho bạc Nhà nước khu vực XI",
    ),
    recipients=(
        "Thường trực Tỉnh ủy (để báo cáo)",
        "Chủ tịch, các Phó Chủ tịch",
        "Các sở, ban, ngành",
        "UBND các xã, phường",
        "Công an tỉnh",
        "Trang thông tin điện tử",
        "Bộ Nội vụ (để báo cáo)",
        "Như Điều 3",
    ),
    drafting=("VX", "NN", "TH", "TCCB", "VP", "KTTC"),
)

HELD_OUT = Wording(
    fonts=("Liberation Serif", "DejaVu Serif", "New Computer Modern", "Tinos"),
    issuers=(
        Issuer(("ỦY BAN NHÂN DÂN", "TỈNH HẢI DƯƠNG"), "UBND", "Hải Dương", _committee(" UBND TỈNH"), collective=True),
        Issuer(("SỞ KHOA HỌC VÀ CÔNG NGHỆ",), "SKHCN", "Hải Dương", _HEADED, ("UBND TỈNH HẢI DƯƠNG",)),
        Issuer(
            ("SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH"),
            "SVHTTDL",
            "Hải Dương",
            _HEADED,
            ("ỦY BAN NHÂN DÂN", "TỈNH HẢI DƯƠNG"),
        ),
        Issuer(("CHI CỤC THỦY LỢI",), "CCTL", "Hải Dương", _BRANCH, ("SỞ NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN")),
        Issuer(("ỦY BAN NHÂN DÂN", "PHƯỜNG LÊ THANH NGHỊ"), "UBND", "Lê Thanh Nghị", _committee(""), collective=True),
        Issuer(
            ("VĂN PHÒNG",),
            "VP",
            "Hải Dương",
            (("", "CHÁNH VĂN PHÒNG"), ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
            ("UBND TỈNH HẢI DƯƠNG",),
        ),
        Issuer(
            ("BỘ TÀI CHÍNH",),
            "BTC",
            "Hà Nội",
            (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), ("TL. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ PHÁP CHẾ")),
        ),
        Issuer(
            ("CỤC THUẾ",), "CT", "Hà Nội", (("", "CỤC TRƯỞNG"), ("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG")), ("BỘ TÀI CHÍNH",)
        ),
        Issuer(
            ("TRƯỜNG CAO ĐẲNG", "Y TẾ HẢI DƯƠNG"),
            "CĐYT",
            "Hải Dương",
            (("", "HIỆU TRƯỞNG"), ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
            ("UBND TỈNH HẢI DƯƠNG",),
        ),
    ),
    people=(
        "Đỗ Mạnh Hùng",
        "Ngô Thị Thanh Huyền",
        "Dương Quang Vinh",
        "Đào Thị Thơm",
        "Phan Anh Tuấn",
        "Hồ Sỹ Lâm",
        "Tạ Hồng Nhung",
        "Lương Gia Bảo",
        "Quách Thị Tươi",
        "Nguyễn Hoàng Phúc Khang",
    ),
    abstracts=(
        "hướng dẫn thực hiện chế độ chính sách đối với người hoạt động không chuyên trách",
        "thành lập Tổ công tác chuyển đổi số cộng đồng",
        "cung cấp số liệu phục vụ xây dựng đề án sắp xếp trường học trên địa bàn",
        "đánh giá tình hình thu ngân sách nhà nước 6 tháng đầu năm và giải pháp trọng tâm cuối năm",
        "xử lý kiến nghị của cử tri trước kỳ họp thứ mười hai",
        "mời dự hội nghị trực tuyến sơ kết công tác y tế cơ sở",
        "ban hành bộ tiêu chí đánh giá mức độ hài lòng của người dân đối với dịch vụ công",
        "bảo đảm an toàn giao thông đường thủy nội địa dịp lễ hội Côn Sơn - Kiếp Bạc",
        "tuyển dụng viên chức",
    ),
    sentences=(
        "Qua theo dõi cho thấy nhiều chỉ tiêu đạt thấp so với cùng kỳ, cần có giải pháp quyết liệt thời gian tới.",
        "Yêu cầu người đứng đầu trực tiếp chỉ đạo, phân công rõ người, rõ việc, rõ thời gian và rõ sản phẩm.",
        "Hồ sơ gồm tờ trình, dự thảo văn bản, bản thuyết minh và các tài liệu kèm theo có liên quan.",
        "Đối tượng áp dụng là cán bộ, công chức, viên chức và người lao động đang làm việc tại đơn vị.",
        "Nội dung chi tiết được đăng tải trên cổng thông tin điện tử của cơ quan.",
        "Chế độ thông tin, báo cáo được thực hiện định kỳ hằng tháng, hằng quý.",
    ),
    references=(
        "Phúc đáp Văn bản số 998/STC-NS ngày 20 tháng 4 năm 2024 của Sở Tài chính, cơ quan có ý kiến như sau.",
        "Theo Nghị quyết số 18/NQ-HĐND ngày 09/12/2023 về dự toán ngân sách địa phương.",
    ),
    deadlines=(
        "Đề nghị quý cơ quan có văn bản trả lời trước ngày {day} để kịp tiến độ.",
        "Kết quả thực hiện báo cáo về cơ quan thường trực trước 17 giờ 00 ngày {day}.",
        "Thời hạn gửi hồ sơ: chậm nhất đến hết ngày {day}.",
        "Các đơn vị hoàn thành việc đăng ký xong trước ngày {day}.",
    ),
    addressees=(
        "Sở Giáo dục và Đào tạo",
        "Ban Tổ chức Tỉnh ủy",
        "Các cơ quan chuyên môn thuộc UBND tỉnh",
        "Bảo hiểm xã hội khu vực V",
        "Chủ tịch UBND các xã, phường",
        "Công ty Cổ phần Nước sạch Hải Dương",
    ),
    recipients=(
        "Bộ Tài chính (để báo cáo)",
        "Lãnh đạo UBND tỉnh",
        "Ủy ban MTTQ Việt Nam tỉnh",
        "Các tổ chức chính trị - xã hội",
        "Đài Phát thanh và Truyền hình",
        "Các phòng chuyên môn",
        "Báo Hải Dương",
    ),
    drafting=("KSTT", "QLNS", "VHXH", "ĐTXD", "HCQT"),
)
