"""Plan files: every mistake is told with its line and remedy."""

import pytest

from tinhso.kernel.foundation.errors import Invalid
from tinhso.kernel.reorganization.reader import read_plan
from tinhso.kernel.reorganization.tests.world import PLAN


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: thu-2026", "code: Thu 2026", "mã kế hoạch"),
        ("effective_on: 2026-07-01", "effective_on: mai", "mục effective_on phải là ngày"),
        ("do: rename", "do: bay", "việc “bay” không có"),
        ("identifier: H57.101\n", "identifier: ABC\n", "không đúng mẫu"),
        ("share: default", "share: nhieu", "mục share"),
        ("parent: H57\n", "paret: H57\n", "không có mục paret"),
        ("from: [H57.50.01, H57.50.02]", "from: [H57.50.01, H57.50.01]", "ghi hai lần"),
        ("{unit: H57.51.02, share: default}", "H57.51.02", "có nơi nhận toàn bộ"),
        ("divisions: xa\n    from: [H57.50", "divisions: thon\n    from: [H57.50", "không có mẫu phòng ban"),
        ("decision: {number", "decision: [number", "không đọc được"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, words) -> None:
    assert old in PLAN
    with pytest.raises(Invalid) as refused:
        read_plan(PLAN.replace(old, new, 1))
    text = refused.value.fields["plan"]
    assert words in text
    assert "Dòng " in text


def test_anchors_and_large_files_are_refused() -> None:
    for text in ("a: &x [1]\nb: *x ", "x" * 2_000_001, "- 1", "\x00"):
        with pytest.raises(Invalid):
            read_plan(text)
