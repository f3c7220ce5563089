"""Names as they are borne in Thanh Hóa, drawn by their frequency."""

from random import Random

FAMILY = (
    ["Nguyễn"] * 20 + ["Lê"] * 18 + ["Trần"] * 6 + ["Phạm"] * 8 + ["Hoàng"] * 6 + ["Trịnh"] * 6 + ["Đỗ"] * 4
    + ["Bùi"] * 4 + ["Vũ"] * 3 + ["Mai"] * 3 + ["Hà"] * 3 + ["Cao"] * 2 + ["Lương"] * 2 + ["Đặng"] * 2 + ["Ngô"] * 2
    + ["Quách", "Lò", "Vi", "Hơ", "Thao", "Đinh", "Tống", "Lưu", "Nghiêm", "Đoàn", "Phùng", "Tôn Nữ"]
)  # fmt: skip
MIDDLE = {
    "female": ["Thị"] * 10 + ["Ngọc", "Phương", "Thị Hồng", "Thị Thanh", "Thị Thu", "Thị Ngọc", "Thị Minh"],
    "male": ["Văn"] * 8 + ["Đức", "Hữu", "Xuân", "Quang", "Đình", "Bá", "Trọng", "Minh", "Ngọc", "Viết", "Thế"],
}
_GIVEN = {
    "female": "Lan Hoa Hương Hạnh Nga Thủy Thúy Huyền Trang Linh Mai Oanh Yến Hằng Nhung Loan Thảo Phượng Ánh Dung",
    "male": "Hùng Dũng Cường Tuấn Nam Sơn Hải Long Thắng Quân Trung Kiên Hưng Phúc Lộc Thọ Toàn Việt Đạt Khoa Tùng",
}
GIVEN = {sex: names.split(" ") for sex, names in _GIVEN.items()}


def full_name(random: Random, sex: str) -> str:
    """Draw a full name for ``male`` or ``female``."""
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE[sex])} {random.choice(GIVEN[sex])}"


def personal_number(random: Random, sex: str, year: int) -> str:
    """Draw a personal number of somebody born in Thanh Hóa (038), NĐ 137/2015/NĐ-CP Điều 13."""
    century_and_sex = (0 if sex == "male" else 1) + (2 if year >= 2000 else 0)
    return f"038{century_and_sex}{year % 100:02d}{random.randrange(1_000_000):06d}"
