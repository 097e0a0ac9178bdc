"""What a terminal or an editor would obey is shown instead: in logs, messages, titles and on the command line."""

from __future__ import annotations

import io
import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from contexten import trace
from contexten.cli import render
from contexten.trace import visible
from support.hostile_text import PAYLOADS


def obeyed(text: str) -> list[str]:
    """Characters that do something instead of showing something."""
    kinds = {"Cc", "Cf", "Zl", "Zp"}
    return [char for char in text if char not in "\n\t" and unicodedata.category(char) in kinds]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_payload_is_obeyed(payload):
    assert obeyed(payload)
    shown = visible(f"before {payload} after")
    assert obeyed(shown) == []
    assert (shown.startswith("before "), shown.endswith(" after")) == (True, True)


@given(st.text())
def test_nothing_of_any_text_is_obeyed_and_line_ends_stay(text):
    shown = visible(text)
    assert [char for char in obeyed(shown.replace("\r\n", "\n")) if ord(char) < 0x2100] == []
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text", ["plain", "zwei\nZeilen\tä", "שלום", "مرحبا", "日本語", "a\r\nb", "[bold]x[/bold]", "🎉"]
)
def test_what_only_shows_something_stays(text):
    assert visible(text) is text or visible(text) == text


@pytest.fixture
def log(monkeypatch):
    """What the server's log holds after it was set up as it is for an editor."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    trace.log_to_stderr("debug")
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)
    logging.getLogger("contexten").setLevel(logging.NOTSET)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_record_is_one_line_and_obeys_nothing(log, payload):
    trace.logger("test").warning("the file %s cannot be read", f"{payload}\n2026-01-01 ERROR forged: line\r")
    written = log.getvalue()
    assert obeyed(written) == []
    assert written.count("\n") == 1


def test_a_traceback_keeps_its_lines_and_obeys_nothing(log):
    try:
        {}["\x1b]8;;https://evil.example\x07click\x1b]8;;\x07"]
    except KeyError:
        trace.logger("test").exception("it failed")
    written = log.getvalue()
    assert "Traceback" in written
    assert written.count("\n") > 3
    assert obeyed(written) == []


@pytest.mark.parametrize("payload", [*PAYLOADS, "[/bold]", "[link=https://evil.example]x[/link]", ":skull:"])
def test_the_command_line_shows_names_and_diffs_as_they_are_written(payload, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    item = {
        "path": payload,
        "startLine": 1,
        "kind": "body",
        "name": payload,
        "reason": payload,
        "score": 1,
        "tokens": 2,
    }
    packed = {"items": [item], "hereTokens": 1, "tokens": 3, "budget": 9}
    console = render.stdout()
    console.print(render.context_table(packed, payload))
    console.print(f"From: {payload}")
    console.print(render.coloured_diff(f"+{payload}.\n"))
    out = capsys.readouterr().out
    assert obeyed(out) == []
    assert out.count(visible(payload)) >= 5


def test_a_pipe_gets_a_diff_as_it_is_and_a_terminal_does_not(capsys, monkeypatch):
    render.write_out("+\x1b[2Jx\r\n")
    assert capsys.readouterr().out == "+\x1b[2Jx\r\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    render.write_out("+\x1b[2Jx\r\n")
    assert capsys.readouterr().out == "+\\x1b[2Jx\r\n"


def test_colours_of_a_diff_are_our_own():
    diff = render.coloured_diff("--- a\n+++ b\n-\x1b[31mold\n+new\r\n")
    assert isinstance(diff, Text)
    assert diff.plain == "--- a\n+++ b\n-\\x1b[31mold\n+new\n"
