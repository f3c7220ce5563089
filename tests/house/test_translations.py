"""The English catalogue says everything that the sources say, and says it with the same placeholders."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_of_the_sources_is_translated_with_its_placeholders(tool):
    said = tool.problems(tool.read_catalogue(), tool.read_sources())
    assert not said, "\n".join(["Run: .venv/bin/python tools/translations.py update", *said])


def test_no_translation_is_only_a_guess(tool):
    assert not [entry.msgid for entry in tool.read_catalogue() if entry.fuzzy or entry.obsolete]


def test_the_tool_finds_what_cannot_be_right(tool):
    differences = tool.differences
    assert not differences("Còn {count} việc", "{count} left")
    assert differences("Còn {count} việc", "some left")
    assert differences("Còn %(count)s việc", "%(number)s left")
    assert differences("<strong>%(at)s</strong>", "%(at)s")
    assert differences(" hoặc ", "or")
