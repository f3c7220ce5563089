"""Names as they are borne, drawn by their frequency.

The shares of family names follow published counts for the country, moved towards Thanh Hóa (more Lê, Trịnh, Mai, and
the names of the Mường, Thái, Mông). They are remembered, not looked up: good for the right sizes of crowds.
"""

from random import Random

FAMILY = {
    "Nguyễn": 270, "Lê": 215, "Phạm": 85, "Trần": 60, "Hoàng": 58, "Trịnh": 50, "Bùi": 32, "Vũ": 22, "Đỗ": 28,
    "Mai": 22, "Hà": 22, "Trương": 22, "Cao": 14, "Lương": 14, "Đặng": 11, "Ngô": 12, "Phan": 9, "Lưu": 8, "Đinh": 7,
    "Dương": 6, "Quách": 7, "Lò": 6, "Vi": 5, "Hồ": 5, "Đoàn": 5, "Tống": 4, "Nghiêm": 4, "Thiều": 4, "Đào": 4,
    "Tạ": 3, "Lường": 4, "Hơ": 2, "Thao": 2, "Giàng": 2, "Phùng": 3, "Lục": 2, "Chu": 2, "Viên": 2, "Tào": 1,
    "Hắc": 1, "Khương": 2, "Doãn": 1, "Hứa": 1, "Văn": 2, "Lâm": 2, "Võ": 4, "Vương": 3, "Đàm": 2, "La": 1, "Ngọ": 1,
}  # fmt: skip
MIDDLE = {
    "female": {
        "Thị": 560, "Ngọc": 35, "Thu": 28, "Thị Thu": 30, "Thanh": 24, "Phương": 24, "Minh": 20, "Thị Hồng": 24,
        "Thị Ngọc": 22, "Thị Thanh": 24, "Thị Minh": 16, "Thị Kim": 12, "Thùy": 18, "Khánh": 16, "Bảo": 16, "Hải": 14,
        "Quỳnh": 14, "Hà": 12, "Thị Lan": 9, "Thị Bích": 10, "Diệu": 8, "Mai": 10, "Hồng": 14, "Kim": 10, "Tường": 3,
    },
    "male": {
        "Văn": 400, "Đình": 60, "Xuân": 52, "Đức": 56, "Hữu": 52, "Minh": 40, "Quang": 40, "Trọng": 34, "Bá": 32,
        "Viết": 26, "Ngọc": 34, "Anh": 26, "Thế": 26, "Công": 20, "Duy": 22, "Gia": 20, "Hoàng": 16, "Mạnh": 18,
        "Tuấn": 16, "Thanh": 16, "Việt": 12, "Khắc": 12, "Huy": 14, "Bảo": 12, "Như": 8, "Sỹ": 8, "Doãn": 5,
    },
}  # fmt: skip
_FEMALE = (
    "Hoa 30 Lan 28 Hương 34 Hạnh 20 Nga 24 Thủy 24 Thúy 16 Huyền 28 Trang 32 Linh 38 Mai 18 Oanh 12 Yến 16 Hằng 22 "
    "Nhung 20 Loan 16 Thảo 26 Phượng 14 Ánh 12 Dung 22 Hà 24 Hiền 26 Hồng 20 Ngọc 18 Anh 40 Nhi 18 Vy 16 Châu 10 "
    "Lý 10 Tâm 14 Thu 20 Xuân 12 Hòa 12 Bình 8 Liên 18 Quỳnh 12 Nguyệt 10 Vân 18 Tuyết 12 Thắm 10 Đào 8 Sen 6 Huệ 14 "
    "Lệ 8 Ly 10 My 8 Ngân 14 Thơm 8 Cúc 8 Bích 8 Chi 12 Diệp 5 Duyên 10 Gấm 3 Giang 8 Khuyên 5 Lụa 3 Mơ 3 Minh 6 Nụ 3 "
    "Thanh 12 Thoa 8 Tình 5 Trâm 6 Trinh 5 Tú 4 Uyên 6 Lành 3 Hậu 5 Thêu 3 Phúc 3 Hải 4 Thương 10 Lương 4 Hoài 4"
)
_MALE = (
    "Hùng 34 Dũng 34 Cường 26 Tuấn 36 Nam 26 Sơn 26 Hải 26 Long 26 Thắng 24 Quân 18 Trung 20 Kiên 12 Hưng 18 Phúc 14 "
    "Lộc 8 Thọ 8 Toàn 14 Việt 10 Đạt 18 Khoa 8 Tùng 18 Minh 26 Anh 34 Đức 26 Hiếu 18 Huy 20 Hoàng 18 Khánh 10 Bình 18 "
    "Thành 24 Tâm 10 Tú 12 Linh 10 Quang 16 Quý 8 Phong 12 Hòa 10 Hà 8 Lâm 10 Lương 8 Ngọc 10 Tiến 14 Tài 8 Thái 8 "
    "Thuận 8 Thịnh 8 Trường 14 Vinh 10 Vũ 8 Xuân 6 An 10 Bảo 10 Chung 8 Công 8 Duy 10 Giang 8 Hậu 8 Kỳ 3 Luân 4 "
    "Mạnh 12 Nghĩa 8 Nhân 6 Phương 8 Sáng 4 Sỹ 4 Tân 6 Thế 3 Thiện 6 Trọng 5 Tính 4 Văn 4 Vượng 4 Khải 4 Lợi 6 Ba 2"
)


def _table(text: str) -> dict[str, int]:
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


GIVEN = {"female": _table(_FEMALE), "male": _table(_MALE)}


class Draw:
    """Draws from a table of shares, many at a time, as one drawing is dear."""

    def __init__(self, random: Random, table: dict[str, int]) -> None:
        self._random, self._values, self._weights = random, list(table), list(table.values())
        self._drawn: list[str] = []

    def __call__(self) -> str:
        """Return one value."""
        if not self._drawn:
            self._drawn = self._random.choices(self._values, self._weights, k=1000)
        return self._drawn.pop()


class Names:
    """Draws the parts of names."""

    def __init__(self, random: Random) -> None:
        self.family = Draw(random, FAMILY)
        self._middle = {sex: Draw(random, table) for sex, table in MIDDLE.items()}
        self._given = {sex: Draw(random, table) for sex, table in GIVEN.items()}

    def full(self, sex: str, family: str = "") -> str:
        """Return a full name for ``male`` or ``female``, with a family name of its own or the one given."""
        return f"{family or self.family()} {self._middle[sex]()} {self._given[sex]()}"
