"""Emacs with lsp-mode, without a screen, with the configuration that its page gives."""

from __future__ import annotations

import ast
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from editors.stage import STUB, WITH_IMPORT, Desk, Stub, block, digest, server_text, take_out

if TYPE_CHECKING:
    from editors.programs import Program

PAGE = "docs/editors/emacs.md"
FILE = "click/formatting.py"


def play(desk: Desk, program: Program, stub: Stub, scenario: str, *, init: str = "", **more: str):
    """Start Emacs with the page's configuration and run the scenario on the stub's file."""
    config = desk.signals / "init.el"
    config.write_text(init or block(PAGE, "lsp-mode"), "utf-8")
    (desk.folder / ".git").mkdir()
    scene = {"FILE": str(stub.path), "INIT": str(config), "FILES": str(len(list(desk.folder.rglob("*.py")))), **more}
    return desk.play(program, ["-l", str(Path(__file__).with_name("lsp-mode.el"))], scenario, **scene)


def test_implement_with_a_model(lsp_mode, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers(desk, f"```python\n{stub.body}```", size=4, pause=0.03)
    seen = play(desk, lsp_mode, stub, "implement", TITLE="Implement ")
    assert "Implement method 'write_paragraph'" in seen["menu"]
    assert seen["messages"] == []
    assert any(str(text).startswith("Writing") for text in seen["progress"]), seen["progress"]
    assert seen["after"] == stub.finished
    assert [task["state"] for task in seen["tasks"]] == ["applied"]
    assert server_text(seen["status"], stub.path) == digest(stub.finished)
    assert seen["undone"] == stub.stubbed
    assert server_text(seen["status_undone"], stub.path) == digest(stub.stubbed)


def test_the_draft_without_a_model(lsp_mode, desk):
    stub = take_out(desk, "click/_compat.py", "_FixupStream.writable")
    seen = play(desk, lsp_mode, stub, "implement", TITLE="Implement method 'writable' (draft)")
    assert STUB not in seen["after"]
    ast.parse(seen["after"])
    assert seen["undone"] == stub.stubbed


def test_a_change_elsewhere_is_asked_about(lsp_mode, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    seen = play(desk, lsp_mode, stub, "implement", TITLE="Implement ", REPLY="1")
    (question,) = seen["questions"]
    assert "new import in 'click/formatting.py'" in question
    expected = stub.filled("        self.write(textwrap.fill(text))\n")
    assert seen["after"].replace("import textwrap\n", "", 1) == expected
    assert server_text(seen["status"], stub.path) == digest(seen["after"])


def test_what_is_not_confirmed_is_kept(lsp_mode, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    seen = play(desk, lsp_mode, stub, "keep", TITLE="Implement ", REPLY="2")
    assert seen["after"] == stub.stubbed
    assert [task["state"] for task in seen["tasks"]] == ["ready"]


CODE = "from click.formatting import HelpFormatter\n\n\ndef test_indent():\n    assert HelpFormatter().width\n"


def write_a_test(desk, lsp_mode, model):
    """What was seen when a test for `indent` was asked for."""
    path = desk.folder / FILE
    before = path.read_text("utf-8")
    model.answers(desk, f"```python\n{CODE}```")
    more = {"PATTERN": "def indent(", "TITLE": "Write a test ", "REPLY": "1"}
    seen = play(desk, lsp_mode, Stub(path, before, before, ""), "test", **more)
    assert seen["after"] == before
    return seen


def test_lsp_mode_is_not_asked_to_make_a_file(lsp_mode, desk, model):
    seen = write_a_test(desk, lsp_mode, model)
    assert not (desk.folder / "tests").exists()
    assert [task["state"] for task in seen["tasks"]] == ["ready"]
    assert "create the file yourself" in seen["messages"][0]


def test_a_test_goes_to_a_file_that_was_made_for_it(lsp_mode, desk, model):
    made = desk.folder / "tests/click/test_formatting.py"
    made.parent.mkdir(parents=True)
    made.touch()
    seen = write_a_test(desk, lsp_mode, model)
    assert seen["buffers"][str(made)] == CODE


def test_the_context_is_shown(lsp_mode, desk):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    seen = play(desk, lsp_mode, stub, "context", TITLE="Show what a model would read")
    if lsp_mode.version == "30":
        (shown,) = [Path(name) for name in seen["shown"] if "write_paragraph" in name]
    else:
        (message,) = seen["messages"]
        shown = Path(message.partition("file://")[2].rstrip("."))
    assert "implement 'write_paragraph' in click/formatting.py" in shown.read_text("utf-8")
    assert stat.S_IMODE(shown.stat().st_mode) == 0o400


def test_the_settings_of_the_page(lsp_mode, desk, model):
    path = desk.folder / FILE
    text = path.read_text("utf-8") + "\n# todo-ai: print a ruler\n"
    path.write_text(text, "utf-8")
    model.answers(desk, "")  # without a model no menu offers what no draft can do
    init = block(PAGE, "lsp-mode").replace('"ai:"', '"todo-ai:"')
    seen = play(desk, lsp_mode, Stub(path, text, text, ""), "look", init=init, PATTERN="todo-ai")
    assert any(title.startswith("Do: print a ruler") for title in seen["menu"])
