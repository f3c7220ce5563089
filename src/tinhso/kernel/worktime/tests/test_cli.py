"""``tinhso calc deadline`` as people and programs call it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tinhso.cli.calc import calc

HEADER = "from,working_days,working_hours,pauses,cutoff,whole_days\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(calc, ["deadline", *arguments])


def test_the_last_line_is_the_due_time() -> None:
    result = run("--from", "2026-02-13T16:30", "--working-days", "3")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "2026-02-25T16:30:00+07:00"


def test_it_needs_neither_a_database_nor_settings(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "TINHSO_DATA": str(tmp_path / "nowhere")}
    command = [sys.executable, "-c", "from tinhso.cli import main; main()", "calc", "deadline"]
    done = subprocess.run(
        [*command, "--from", "2026-02-13T16:30", "--working-days", "3"], env=bare, capture_output=True, text=True
    )
    assert done.stdout == "2026-02-25T16:30:00+07:00\n"
    refused = subprocess.run(
        [*command, "--from", "2028-02-13T16:30", "--working-days", "3"], env=bare, capture_output=True, text=True
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "năm 2028" in refused.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (["--working-hours", "4"], "2026-03-02T15:00:00+07:00"),
        (["--working-hours", "1,5"], "2026-03-02T10:30:00+07:00"),
        (["--working-days", "1", "--working-hours", "2"], "2026-03-03T11:00:00+07:00"),
        (["--working-days", "2", "--whole-days"], "2026-03-04T17:30:00+07:00"),
        (["--working-days", "1", "--cutoff", "09:00"], "2026-03-03T17:30:00+07:00"),
        (
            [
                "--working-days", "1",
                "--pause", "2026-03-02T10:00/2026-03-02T11:00",
                "--pause", "2026-03-02T14:00/2026-03-02T15:00",
            ],
            "2026-03-03T11:00:00+07:00",
        ),
    ],
)  # fmt: skip
def test_every_option_counts(arguments: list[str], due: str) -> None:
    assert run("--from", "2026-03-02T09:00", *arguments).stdout.splitlines()[-1] == due


def test_a_year_that_is_only_computed_is_said_so_beside_the_result() -> None:
    result = run("--from", "2027-03-01T09:00", "--working-days", "1")
    assert result.exit_code == 0
    assert result.stdout == "2027-03-02T09:00:00+07:00\n"
    assert "dự tính" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--from", "13/02/2026", "--working-days", "3"], "--from"),
        (["--from", "2026-02-13T16:30", "--working-days", "ba"], "--working-days"),
        (["--from", "2026-02-13T16:30", "--working-days", "-1"], "--working-days"),
        (["--from", "2026-02-13T16:30", "--working-days", "1e999999"], "--working-days"),
        (["--from", "2026-02-13T16:30", "--working-hours", "nan"], "--working-hours"),
        (["--from", "2026-02-13T16:30"], "thời hạn"),
        (["--from", "2026-02-13T16:30", "--working-days", "1", "--cutoff", "25:00"], "--cutoff"),
        (["--from", "2026-02-13T16:30", "--working-days", "1", "--pause", "2026-02-13"], "--pause"),
        (["--from", "2018-02-13T16:30", "--working-days", "1"], "năm 2018"),
        (["--from", "2027-12-30T16:30", "--working-days", "9"], "năm 2028"),
        (["--from", "2026-02-13T16:30", "--working-hours", "4", "--whole-days"], "trọn ngày"),
        (["--working-days", "1"], "--from"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_code_2(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr


def test_a_file_gives_one_line_for_each_case(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "\ufeff" + HEADER + "2026-02-13T16:30,3,,,,\n"
        "2026-03-02T09:00,2,,2026-03-02T10:00/2026-03-02T11:00;2026-03-03T14:00/2026-03-03T15:00,,\n"
        "2026-03-02T15:30,1,,,15:00,1\n",
        encoding="utf-8",
    )
    result = run("--file", str(cases))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2026-02-25T16:30:00+07:00",
        "2026-03-04T11:00:00+07:00",
        "2026-03-04T17:30:00+07:00",
    ]


def test_a_bad_line_keeps_its_place_and_is_named_by_row_and_column(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(
        HEADER + "2026-03-02T09:00,x,,,,\n"
        "2026-03-02T09:00,1,,,,\n"
        "2026-03-02T09:00,1,,2026-03-03T09:00/2026-03-02T09:00,,\n"
        "2027-12-31T09:00,2,,,,\n"
        "2026-03-02T09:00,1,,,9h,\n",
        encoding="utf-8",
    )
    result = run("--file", str(cases))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert [line[:4] for line in lines] == ["lỗi:", "2026", "lỗi:", "lỗi:", "lỗi:"]
    for row, column in [(2, "working_days"), (4, "pauses"), (5, "working_days"), (6, "cutoff")]:
        assert f"dòng {row}, cột {column}" in result.stderr


def test_a_file_with_another_header_or_encoding_is_refused(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("tu,ngay\n1,2\n", encoding="utf-8")
    assert run("--file", str(cases)).exit_code == 2
    cases.write_bytes(HEADER.encode() + "2026-03-02T09:00,1,,,,\n".encode("utf-16"))
    assert run("--file", str(cases)).exit_code == 2
