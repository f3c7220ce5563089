"""Words that stand in the head and foot of many documents: marks that reading lost are put back in them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches
from itertools import pairwise
from pathlib import Path

from tinhso.kernel.foundation.text import fold

_BODIES = """
ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND|HĐND|TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|HUYỆN|THỊ XÃ|ĐẶC KHU|QUẬN|TỈNH ỦY|ĐẢNG ỦY
VĂN PHÒNG|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|QUỐC HỘI|BỘ|SỞ|CỤC|CHI CỤC|TỔNG CỤC|VỤ|PHÒNG|BAN|BAN QUẢN LÝ|BAN CHỈ ĐẠO
BAN TỔ CHỨC|BAN TUYÊN GIÁO|TRUNG TÂM|TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG|PHỤC VỤ|HÀNH CHÍNH CÔNG|BỆNH VIỆN
BỆNH VIỆN ĐA KHOA|TRƯỜNG|TRƯỜNG CAO ĐẲNG|TRƯỜNG ĐẠI HỌC|TRƯỜNG TIỂU HỌC|TRƯỜNG TRUNG HỌC CƠ SỞ
TRƯỜNG TRUNG HỌC PHỔ THÔNG|TRƯỜNG MẦM NON|VIỆN|HỘI|NỘI VỤ|TÀI CHÍNH|XÂY DỰNG|GIÁO DỤC VÀ ĐÀO TẠO|Y TẾ|TƯ PHÁP
CÔNG THƯƠNG|KHOA HỌC VÀ CÔNG NGHỆ|NÔNG NGHIỆP VÀ MÔI TRƯỜNG|NÔNG NGHIỆP|VÀ MÔI TRƯỜNG|VÀ PHÁT TRIỂN NÔNG THÔN
TÀI NGUYÊN VÀ MÔI TRƯỜNG|GIAO THÔNG VẬN TẢI|KẾ HOẠCH VÀ ĐẦU TƯ|VĂN HÓA, THỂ THAO|VĂN HÓA|THỂ THAO|VÀ DU LỊCH|DU LỊCH
NGOẠI VỤ|DÂN TỘC VÀ TÔN GIÁO|DÂN TỘC|TÔN GIÁO|THÔNG TIN VÀ TRUYỀN THÔNG|LAO ĐỘNG|THƯƠNG BINH VÀ XÃ HỘI|CÔNG AN
QUỐC PHÒNG|NGOẠI GIAO|THANH TRA|KIỂM LÂM|THỦY LỢI|THỦY SẢN|CHĂN NUÔI VÀ THÚ Y|TRỒNG TRỌT VÀ BẢO VỆ THỰC VẬT
BẢO VỆ MÔI TRƯỜNG|QUẢN LÝ ĐẤT ĐAI|THUẾ|HẢI QUAN|THỐNG KÊ|KHO BẠC NHÀ NƯỚC|BẢO HIỂM XÃ HỘI|NGÂN HÀNG NHÀ NƯỚC
VIỆT NAM|KHU KINH TẾ|KINH TẾ|KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ|VĂN HÓA - XÃ HỘI|KHU CÔNG NGHIỆP|DỰ ÁN|ĐẦU TƯ
ĐẦU TƯ XÂY DỰNG|ĐOÀN ĐẠI BIỂU QUỐC HỘI|VÀ|MẶT TRẬN TỔ QUỐC|ĐÀI PHÁT THANH VÀ TRUYỀN HÌNH|QUẢN LÝ|CẢI CÁCH HÀNH CHÍNH
"""
_POSTS = """
CHỦ TỊCH|PHÓ CHỦ TỊCH|PHÓ CHỦ TỊCH THƯỜNG TRỰC|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TỔNG GIÁM ĐỐC|PHÓ TỔNG GIÁM ĐỐC|TRƯỞNG PHÒNG
PHÓ TRƯỞNG PHÒNG|TRƯỞNG BAN|PHÓ TRƯỞNG BAN|CHI CỤC TRƯỞNG|PHÓ CHI CỤC TRƯỞNG|CỤC TRƯỞNG|PHÓ CỤC TRƯỞNG|VỤ TRƯỞNG
PHÓ VỤ TRƯỞNG|TỔNG CỤC TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|CHÁNH THANH TRA
PHÓ CHÁNH THANH TRA|HIỆU TRƯỞNG|PHÓ HIỆU TRƯỞNG|VIỆN TRƯỞNG|PHÓ VIỆN TRƯỞNG|ĐỘI TRƯỞNG|TRẠM TRƯỞNG|HẠT TRƯỞNG
TỔ TRƯỞNG|BÍ THƯ|PHÓ BÍ THƯ|CHÁNH ÁN|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|BỘ TRƯỞNG, CHỦ NHIỆM|KIỂM SOÁT VIÊN|TỔNG THANH TRA
ỦY VIÊN|TRƯỞNG ĐOÀN|CHỦ NHIỆM|THƯỜNG TRỰC|PHÁP CHẾ|TỔ CHỨC CÁN BỘ|KẾ TOÁN TRƯỞNG
"""
_PROVINCES = """
AN GIANG|BẮC NINH|CÀ MAU|CAO BẰNG|CẦN THƠ|ĐÀ NẴNG|ĐẮK LẮK|ĐIỆN BIÊN|ĐỒNG NAI|ĐỒNG THÁP|GIA LAI|HÀ NỘI|HÀ TĨNH
HẢI PHÒNG|HUẾ|HƯNG YÊN|KHÁNH HÒA|LAI CHÂU|LÂM ĐỒNG|LẠNG SƠN|LÀO CAI|NGHỆ AN|NINH BÌNH|PHÚ THỌ|QUẢNG NGÃI|QUẢNG NINH
QUẢNG TRỊ|SƠN LA|TÂY NINH|THÁI NGUYÊN|THANH HÓA|HỒ CHÍ MINH|TUYÊN QUANG|VĨNH LONG|HẢI DƯƠNG|NAM ĐỊNH|THÁI BÌNH
HÀ NAM|BẮC GIANG|BÌNH DƯƠNG|BÌNH ĐỊNH|BÌNH THUẬN|BÌNH PHƯỚC|BẾN TRE|BẠC LIÊU|BẮC KẠN|ĐẮK NÔNG|HÀ GIANG|HẬU GIANG
HÒA BÌNH|KIÊN GIANG|KON TUM|LONG AN|NINH THUẬN|PHÚ YÊN|QUẢNG BÌNH|QUẢNG NAM|SÓC TRĂNG|TIỀN GIANG|TRÀ VINH|VĨNH PHÚC
YÊN BÁI
"""


def _phrases(*texts: str) -> dict[tuple[str, ...], str]:
    listed = [
        phrase.strip() for text in texts for line in text.split("\n") for phrase in line.split("|") if phrase.strip()
    ]
    return {tuple(_plain(word) for word in phrase.split()): phrase for phrase in listed}


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(word))


BODIES = _phrases(_BODIES, _PROVINCES)
"""What issuers are called."""
POSTS = _phrases(_POSTS, _BODIES, _PROVINCES)
"""What signers are, and for whom they sign. A post stands before a body of the same letters: TRƯỞNG, not TRƯỜNG."""
POSTS |= _phrases(_POSTS)
_LONGEST = 7
_ALIKE = 0.84


def mended(text: str, phrases: dict[tuple[str, ...], str]) -> tuple[str, float]:
    """Return a text in capitals with known phrases as they are written, and the share of its words that are known."""
    lines = []
    known = total = 0
    for line in text.split("\n"):
        words, said = line.split(), []
        plain = [_plain(word) for word in words]
        index = 0
        while index < len(words):
            length = next(
                (
                    n
                    for n in range(min(_LONGEST, len(words) - index), 0, -1)
                    if tuple(plain[index : index + n]) in phrases
                ),
                0,
            )
            if length:
                right = phrases[tuple(plain[index : index + length])]
                said.append(right + _end(words[index + length - 1], right))
                known += length
            else:
                said.append(words[index])
                # What stands before a post (TM., KT.) is known as well.
                known += bool(re.fullmatch(r"(TM|KT|TL|TUQ|Q)\.", words[index]))
            total += length or 1
            index += length or 1
        lines.append(" ".join(said))
    return "\n".join(lines), known / total if total else 0.0


def _end(read: str, right: str) -> str:
    return read[-1] if read[-1] in ",;" and not right.endswith(read[-1]) else ""


_NAMES = """
An Anh Ánh Ân Ái Bá Bạch Bảo Bằng Bắc Bích Biên Bình Bính Bùi Bửu Ca Cảnh Cao Cát Cầm Cẩm Cấn Chi Chí Chiến Chinh
Chính Chu Chung Chuyên Chương Công Cúc Cung Cư Cừ Cường Cự Danh Dân Diệp Diễm Diệu Doãn Doanh Du Dung Dũng Duy Duyên
Dư Dương Đào Đại Đàm Đan Đạo Đạt Đăng Đặng Điền Điệp Đinh Đình Định Đoàn Đoan Đô Đỗ Độ Đông Đồng Đức Đường Gấm Gia
Giang Giáp Hà Hạ Hải Hàn Hạnh Hào Hảo Hằng Hân Hậu Hiên Hiền Hiển Hiến Hiệp Hiếu Hiệu Hinh Hoa Hòa Hoài Hoan Hoàn
Hoàng Hoạt Hồ Hồng Hội Hợp Huân Huấn Huế Huệ Hùng Huy Huyền Huỳnh Hứa Hưng Hương Hường Hướng Hưởng Hữu Kế Khải Khang
Khanh Khánh Khiêm Khoa Khoát Khôi Khuê Khương Kiên Kiều Kiệt Kim Kỳ Kỷ La Lã Lai Lại Lam Lan Lành Lâm Lân Lập Lê Lệ
Liên Liêm Liễu Linh Lịch Loan Long Lò Lô Lộc Lợi Luân Luận Lục Lụa Luyến Lư Lưu Lương Lượng Lý Mạc Mạch Mai Mạnh Mão
Mẫn Mận Mây Miên Minh Mơ Mùi Mỹ Na Nam Nga Ngà Ngân Nghĩa Nghiêm Nghị Ngọ Ngọc Ngô Nguyên Nguyễn Nguyệt Ngữ Nhã Nhạn
Nhàn Nhân Nhất Nhật Nhi Nhị Nhiên Nhu Nhung Như Nhựt Niệm Ninh Nông Nương Oanh Phạm Phan Phát Phi Phong Phú Phúc
Phùng Phước Phương Phượng Quách Quân Quang Quảng Quế Quốc Quy Quý Quyên Quyền Quyết Quỳnh Sa Sang Sáng Sáu Sắc Sâm
Sen Sinh Son Song Sơn Sửu Sỹ Sĩ Tạ Tài Tám Tâm Tân Tấn Tần Thạch Thái Thanh Thành Thao Thảo Thạo Thắm Thăng Thắng
Thân Thế Thi Thị Thiên Thiện Thiệp Thiều Thịnh Thọ Thoa Thoại Thoan Thơ Thơm Thu Thuần Thuận Thúy Thùy Thủy Thụy
Thuyên Thư Thưởng Thường Thương Thức Tiên Tiến Tiệp Tĩnh Tình Toàn Toán Toản Tô Tố Tôn Tống Trà Trang Tráng Trâm Trân
Trần Tri Trí Triết Triều Triệu Trịnh Trinh Trọng Trúc Trung Trụ Truyền Trực Trường Trưởng Trương Tú Tuân Tuấn Tuệ
Tùng Túc Tuyên Tuyến Tuyền Tuyết Tư Tươi Tường Tưởng Tý Uyên Ước Vàng Văn Vân Vi Vị Viên Viện Viết Việt Vinh Vĩnh Võ
Vũ Vui Vượng Vương Vy Xoan Xuân Xuyến Ý Yên Yến Ngoan Hòe Mừng Nết Thìn Tuất
"""
NAMES = frozenset(_NAMES.split())
"""Syllables of names of people: one that is none of them may have been misread."""
_NAMES_BY_LETTERS: dict[str, list[str]] = {}
for _name in _NAMES.split():
    _NAMES_BY_LETTERS.setdefault(fold(_name), []).append(_name)


def mended_name(syllables: list[str]) -> list[str]:
    """Return a person's name with syllables that are of no name put right: other marks first, then other letters."""
    return [_name_syllable(syllable, index) for index, syllable in enumerate(syllables)]


_FAMILIES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trịnh Mai Lương Hà Đào Đoàn Đinh Tô Tạ Lâm Lò Vi
Quách Cầm Trương Cao Chu Tôn Tống Thái Thạch Kim Lưu La Lại Kiều Giang Đàm Bạch Ông Vương Văn Hứa Hàn Giáp Đồng Cù Châu
Chế Triệu Phùng Phương Nông Ninh Mạc Mã Lữ Lù Lục Khúc Khương Từ Thân Tăng Sùng Lường Hoa Thào Mùa Vàng Lã Doãn Nghiêm
Viên Tưởng Tào Hồng Diệp Âu Bế Đậu Đái Thiều Ngân Lang Lô Giàng Sầm Ma Lộc Lều Đới Hắc
"""
FAMILIES = frozenset(_FAMILIES.split())
"""Family names: the first syllable of a name, whose marks may be lost as others' are."""
_FAMILIES_BY_LETTERS: dict[str, list[str]] = {}
for _name in _FAMILIES.split():
    _FAMILIES_BY_LETTERS.setdefault(fold(_name), []).append(_name)


def _name_syllable(read: str, index: int) -> str:
    plain = fold(read)
    if index == 0 and read not in FAMILIES and plain in _FAMILIES_BY_LETTERS:
        return max(_FAMILIES_BY_LETTERS[plain], key=lambda name: _likeness(name, read))
    if read in NAMES:
        return read
    if plain not in _NAMES_BY_LETTERS:
        near = get_close_matches(plain, _NAMES_BY_LETTERS, n=2, cutoff=0.7)
        if not near or (len(near) > 1 and _likeness(near[0], plain) == _likeness(near[1], plain)):
            return read
        plain = near[0]
    same = _NAMES_BY_LETTERS[plain]
    # Văn and Thị stand in the middle of more names than all others together.
    usual = [name for name in same if index and name in {"Văn", "Thị"}]
    best = max(same, key=lambda name: _likeness(name, read))
    return (usual or [best])[0]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


_PREFIX = re.compile(r"^(TM|KT|TL|TUQ|Q)\W+", re.IGNORECASE)


def nearest_post(line: str) -> str:
    """Return the post that a misread line of capitals is, or nothing when none is near enough."""
    prefix = _PREFIX.match(line)
    if prefix:
        rest = nearest_post(line[prefix.end() :])
        return f"{prefix.group(1).upper()}. {rest}" if rest else ""
    plain = " ".join(_plain(word) for word in line.split())
    names = {" ".join(words): phrase for words, phrase in _phrases(_POSTS).items()}
    best = max(names, key=lambda name: SequenceMatcher(None, name, plain).ratio())
    return names[best] if SequenceMatcher(None, best, plain).ratio() >= _ALIKE else ""


_PAIRS = """
tổ chức|triển khai|kiểm tra|thực hiện|quản lý|kết quả|báo cáo|bảo đảm|phát triển|chuyển đổi|tuyển dụng|hướng dẫn
đánh giá|kế hoạch|giải pháp|giải quyết|thủ tục|hành chính|cải cách|công chức|viên chức|cán bộ|người dân|dịch vụ
công trực|trực tuyến|trên địa|địa bàn|địa phương|nhiệm vụ|chỉ đạo|điều hành|phối hợp|rà soát|cập nhật|danh mục
thẩm quyền|cấp xã|cấp tỉnh|tăng cường|bảo vệ|phòng cháy|chữa cháy|cháy rừng|kỷ luật|kỷ cương|cơ quan|đơn vị|góp ý
dự thảo|quy chế|sử dụng|tài sản|bồi dưỡng|đào tạo|kỹ năng|giải ngân|đầu tư|công bố|tình huống|khẩn cấp|sạt lở
phê duyệt|sử dụng|sắp xếp|thiên tai|tìm kiếm|cứu nạn|chế độ|chính sách|đối với|hoạt động|chuyên trách|thành lập
công tác|cộng đồng|cung cấp|số liệu|phục vụ|xây dựng|trường học|tình hình|ngân sách|nhà nước|đầu năm|trọng tâm
cuối năm|xử lý|kiến nghị|cử tri|kỳ họp|hội nghị|sơ kết|tổng kết|cơ sở|ban hành|tiêu chí|mức độ|hài lòng|an toàn
giao thông|đường thủy|nội địa|lễ hội|chỉ tiêu|thu hồi|bồi thường|hỗ trợ|tái định|định cư|quy hoạch|điều chỉnh
bổ sung|sửa đổi|bãi bỏ|thay thế|giao dự|dự toán|thanh tra|khiếu nại|tố cáo|tiếp công|phòng chống|tham nhũng|thi đua
khen thưởng|bổ nhiệm|miễn nhiệm|điều động|luân chuyển|nghỉ hưu|tiền lương|biên chế|vị trí|việc làm|chuyển tiếp
quyết định|nghị quyết|chỉ thị|thông báo|kết luận|văn bản|đề nghị|tham mưu|tổng hợp|thông tin|truyền thông
tuyên truyền|phổ biến|giáo dục|pháp luật|y tế|dân số|môi trường|tài nguyên|khoáng sản|nông nghiệp|nông thôn|thủy lợi
để báo|các sở|các xã|thường trực|tỉnh ủy|công an|đê điều|lao động|việc làm|an sinh|xã hội
"""
_COUNTED = (Path(__file__).parents[1] / "data" / "pairs.txt").read_text(encoding="utf-8")
PAIRS = _phrases(_COUNTED) | _phrases(_PAIRS)
"""Pairs of syllables that stand together with these marks and hardly ever with others, as counted in the texts of this
software and written down from abstracts; by them marks that reading lost are put back."""


def mended_words(text: str) -> str:
    """Return a text in small letters with the marks of common pairs of words as they are written."""
    words = text.split()
    pairs = [
        PAIRS.get((_plain(one), _plain(other)), "").split() if one[-1].isalnum() and other[0].isalnum() else []
        for one, other in pairwise(words)
    ]
    # A word that makes a known pair as it was read stays, whatever its other neighbour would make of it.
    standing: set[int] = set()
    for index, right in enumerate(pairs):
        if right and [_letters(word) for word in words[index : index + 2]] == right:
            standing |= {index, index + 1}
    for index, right in enumerate(pairs):
        for at, word in zip((index, index + 1), right, strict=False):
            if at not in standing:
                words[at] = _as(words[at], word)
    return _QUARTER.sub(lambda found: _ROMAN.get(found.group().translate(_STROKES), found.group()), " ".join(words))


def numbered(text: str) -> bool:
    """Tell whether a text counts in strokes (quý III), of which reading loses some."""
    return bool(_COUNTS.search(text))


_COUNTS = re.compile(r"\bquý(?: [^\w]?[IVHMNl1|]{1,4}\b| ?$)")
_QUARTER = re.compile(r"(?<=\bquý )[^\w\s]?[IHMNl1|]{1,4}(?!\w)")
_STROKES = str.maketrans(
    {"H": "II", "M": "II", "N": "II", "l": "I", "1": "I", "|": "I"} | dict.fromkeys("„“”'‘’.,", "")
)
_ROMAN = {"I": "I", "II": "II", "III": "III"}


def _letters(word: str) -> str:
    return "".join(char for char in word.lower() if char.isalpha())


def _as(read: str, right: str) -> str:
    """Return a word as it is written, with the capital and the stops as they were read."""
    if read.isupper() and len(read) > 1:
        return read
    letters = [index for index, char in enumerate(read) if char.isalpha()]
    if len(letters) != len(right):
        return read
    word = right[0].upper() + right[1:] if read[letters[0]].isupper() else right
    return read[: letters[0]] + word + read[letters[-1] + 1 :]
