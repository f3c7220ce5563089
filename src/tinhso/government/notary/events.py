"""What happens around notarial acts that others may want to know."""

from tinhso.kernel.events import declare

ACT_RECORDED = declare(
    "notary.act-recorded",
    "Một văn bản công chứng được ghi sổ",
    {"office": "khóa của tổ chức", "kind": "loại văn bản", "property": "khóa của tài sản, nếu có"},
)
NOTICE_ENTERED = declare(
    "notary.notice-entered",
    "Một thông báo ngăn chặn hoặc giải tỏa có hiệu lực",
    {"effect": "ngăn chặn hay giải tỏa", "property": "khóa của tài sản, nếu có"},
)
