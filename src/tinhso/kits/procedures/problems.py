"""What is wrong with a definition, in words that a person who does not program can act on."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError


def problems_of(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Return each problem: the steps that lead to its place, and what is wrong there, in Vietnamese."""
    return [(tuple(problem["loc"]), words_of(problem)) for problem in error.errors()]


def place_of(steps: Iterable[str | int]) -> str:
    """Return the place of a problem in words: ``Thành phần hồ sơ, mục 2, tên``."""
    words = []
    names = _places()
    for step in steps:
        if isinstance(step, int):
            words.append(_("mục {number}").format(number=step + 1))
        else:
            words.append(str(names.get(step, step)) if not words else str(_inner().get(step, step)))
    return ", ".join(words) or _("Toàn thủ tục")


def words_of(problem: Mapping[str, Any]) -> str:
    """Return what is wrong, in Vietnamese."""
    limits = problem.get("ctx") or {}
    known = {
        "missing": _("thiếu mục này."),
        "extra_forbidden": _(
            "không có mục nào mang tên này; hãy xem lại cách viết. "
            "Câu có dấu phẩy hay dấu hai chấm phải đặt trong ngoặc kép."
        ),
        "string_type": _("phải là chữ."),
        "string_pattern_mismatch": _("viết chưa đúng mẫu."),
        "string_too_long": _("dài quá {most} ký tự.").format(most=limits.get("max_length", "")),
        "string_too_short": _("hãy ghi mục này."),
        "int_type": _("phải là số nguyên."),
        "int_parsing": _("phải là số nguyên."),
        "int_from_float": _("phải là số nguyên."),
        "bool_parsing": _("phải là true hoặc false."),
        "bool_type": _("phải là true hoặc false."),
        "tuple_type": _("phải là một danh sách."),
        "list_type": _("phải là một danh sách."),
        "dict_type": _("phải là một nhóm các mục."),
        "model_type": _("phải là một nhóm các mục."),
        "literal_error": _("chỉ nhận: {values}.").format(values=str(limits.get("expected", "")).replace(" or ", ", ")),
        "greater_than_equal": _("phải từ {least} trở lên.").format(least=limits.get("ge", "")),
        "less_than_equal": _("không quá {most}.").format(most=limits.get("le", "")),
        "too_short": _("cần ít nhất {least} mục.").format(least=limits.get("min_length", "")),
        "too_long": _("không quá {most} mục.").format(most=limits.get("max_length", "")),
        "time_parsing": _("phải là giờ, ví dụ 15:00."),
        "time_type": _("phải là giờ, ví dụ 15:00, đặt trong ngoặc kép."),
    }
    kind = str(problem["type"])
    if kind in known:
        return known[kind]
    return str(problem["msg"]).removeprefix("Value error, ")


def _places() -> dict[str, str]:
    return {
        "name": _("Tên"),
        "plain_name": _("Tên thường gọi"),
        "summary": _("Tóm tắt"),
        "field": _("Lĩnh vực"),
        "keywords": _("Từ khóa"),
        "life_events": _("Sự kiện trong đời"),
        "audience": _("Đối tượng"),
        "parts": _("Thành phần hồ sơ"),
        "fees": _("Phí, lệ phí"),
        "terms": _("Thời hạn"),
        "clock": _("Cách tính thời hạn"),
        "form": _("Biểu mẫu"),
        "pages": _("Các trang của tờ khai"),
        "route": _("Quy trình"),
        "result": _("Kết quả"),
        "legal_bases": _("Căn cứ pháp lý"),
        "certainty": _("Mức chắc chắn"),
        "code": _("Mã thủ tục"),
        "tier": _("Cấp thực hiện"),
        "agency": _("Cơ quan giải quyết"),
        "online_level": _("Mức độ trực tuyến"),
        "partial_reason": _("Lý do chưa toàn trình"),
    }


def _inner() -> dict[str, str]:
    return {
        "code": _("mã"),
        "name": _("tên"),
        "title": _("tiêu đề"),
        "label": _("tên trường hợp"),
        "kind": _("loại"),
        "basis": _("căn cứ"),
        "amount": _("số tiền"),
        "cases": _("các trường hợp"),
        "when": _("điều kiện"),
        "document": _("văn bản"),
        "unit": _("đơn vị"),
        "fields": _("các câu hỏi"),
        "copies": _("số bản"),
        "supplement": _("yêu cầu bổ sung"),
    }
