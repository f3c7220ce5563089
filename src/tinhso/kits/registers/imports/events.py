"""What happens to imports that others may want to know: once for each import, besides each row's own event."""

from tinhso.kernel.events import declare

IMPORTED = declare(
    "registers_imports.imported",
    "Một tệp đã được nhập xong vào một sổ",
    {"register": "mã của sổ", "stored": "số bản ghi đã thêm", "changed": "số bản ghi đã sửa"},
)
UNDONE = declare(
    "registers_imports.undone",
    "Một lần nhập đã được hoàn tác",
    {"register": "mã của sổ", "removed": "số bản ghi đã gỡ", "restored": "số bản ghi đã trả lại như trước"},
)
