"""What happens to money that others may want to know."""

from tinhso.kernel.events import declare

INVOICE_PAID = declare(
    "payments.invoice-paid",
    "Một hóa đơn đã được nộp hoặc được miễn toàn bộ",
    {"code": "số hóa đơn", "amount": "số tiền đã nộp (đồng)", "how": "cách nộp"},
)
MONEY_UNAPPLIED = declare(
    "payments.money-unapplied",
    "Có khoản tiền về không khớp hóa đơn nào, chờ kế toán xử lý",
    {"order": "mã đơn", "amount": "số tiền (đồng)"},
)
REFUND_DONE = declare(
    "payments.refund-done", "Một khoản tiền đã được hoàn trả", {"amount": "số tiền (đồng)", "order": "mã đơn"}
)
