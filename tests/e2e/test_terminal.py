"""The command line at a terminal: what goes on is shown while it does, and Ctrl-C ends it."""

import pytest

from support.model_server import ModelServer, Reply
from support.shell import Terminal

SOURCE = "def edge(w):\n    return 4 * w\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "edge.py").write_text(SOURCE)
    return folder


def at_terminal(project, model, *arguments):
    environment = {
        "CONTEXTEN_MODEL": "scripted",
        "CONTEXTEN_BASE_URL": model.base_url,
        "CONTEXTEN_CACHE_DIR": str(project.parent / "cache"),
        "TERM": "xterm",
        "COLUMNS": "120",
    }
    # A shell after it keeps the terminal open until everything is read.
    line = f"contexten {' '.join(arguments)}; echo code=$?; cat"
    return Terminal("bash", "--norc", "-c", line, folder=project, environment=environment)


def test_what_is_written_is_counted_while_it_comes_and_the_answer_is_laid_out(project):
    answer = Reply(text="Four times **the width**.", size=2, pause=0.2)
    with ModelServer([answer]) as model, at_terminal(project, model, "explain", "edge.py:2") as terminal:
        screen = terminal.until("code=0")
    assert "characters)" in screen
    assert "Asking scripted" in screen
    assert "\x1b[1mthe width\x1b[0m" in screen, "Markdown is rendered"


def test_ctrl_c_ends_the_run_with_its_own_code_and_the_connection_with_it(project):
    slow = Reply(text="Four times the width, and so on and on.", size=1, pause=1.0)
    with ModelServer([slow]) as model, at_terminal(project, model, "explain", "edge.py:2") as terminal:
        terminal.until("characters)")
        terminal.press("\x03")
        screen = terminal.until("code=")
    assert "code=130" in screen + terminal.screen
    assert "contexten: Interrupted." in terminal.screen
    assert "Traceback" not in terminal.screen
