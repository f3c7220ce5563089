"""What happens around places that others may want to know, besides what every register tells."""

from tinhso.kernel.events import declare

RATED = declare(
    "tourism.rated",
    "Một người dân đánh giá một điểm du lịch, hoặc sửa đánh giá của mình",
    {"register": "mã sổ", "row": "khóa của điểm", "stars": "số điểm, từ 1 đến 5"},
)
