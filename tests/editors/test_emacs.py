"""Emacs without a screen, with the configuration that its page gives."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from editors.stage import STUB, WITH_IMPORT, Desk, Stub, block, digest, server_text, shown, take_out

if TYPE_CHECKING:
    from editors.programs import Program

PAGE = "docs/editors/emacs.md"
FILE = "click/formatting.py"


def play(desk: Desk, program: Program, stub: Stub, scenario: str, *, init: str = "", **more: str):
    """Start Emacs with the page's configuration and run the scenario on the stub's file."""
    config = desk.signals / "init.el"
    config.write_text((init or block(PAGE, "emacs")) + block(PAGE, "command"), "utf-8")
    (desk.folder / ".git").mkdir()
    scene = {"FILE": str(stub.path), "INIT": str(config), "FILES": str(len(list(desk.folder.rglob("*.py")))), **more}
    return desk.play(program, ["-l", str(Path(__file__).with_name("emacs.el"))], scenario, **scene)


def test_implement_with_a_model(emacs, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers(desk, f"```python\n{stub.body}```", size=4, pause=0.03)
    seen = play(desk, emacs, stub, "implement", TITLE="Implement ")
    assert "Implement method 'write_paragraph'" in seen["menu"]
    assert seen["messages"] == []
    if emacs.version == "28":
        assert "formatting.py" in seen["confirmed"][0]
        assert seen["progress"] == []
    else:
        assert seen["confirmed"] == []
        assert any(line.startswith("Writing") for line in shown(seen)), shown(seen)
    assert seen["after"] == stub.finished
    assert [task["state"] for task in seen["tasks"]] == ["applied"]
    assert server_text(seen["status"], stub.path) == digest(stub.finished)
    assert seen["undone"] == stub.stubbed
    assert server_text(seen["status_undone"], stub.path) == digest(stub.stubbed)
    assert stub.path.read_text("utf-8") == stub.stubbed


def test_the_draft_without_a_model(emacs, desk):
    stub = take_out(desk, "click/_compat.py", "_FixupStream.writable")
    seen = play(desk, emacs, stub, "implement", TITLE="Implement method 'writable' (draft)")
    assert STUB not in seen["after"]
    ast.parse(seen["after"])
    assert server_text(seen["status"], stub.path) == digest(seen["after"])
    assert seen["undone"] == stub.stubbed


def test_one_undo_takes_back_body_and_import(emacs, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    seen = play(desk, emacs, stub, "implement", TITLE="Implement ", REPLY="1")
    (question,) = seen["questions"]
    assert "new import in 'click/formatting.py'" in question
    expected = stub.filled("        self.write(textwrap.fill(text))\n")
    assert seen["after"].replace("import textwrap\n", "", 1) == expected
    assert server_text(seen["status"], stub.path) == digest(seen["after"])
    assert seen["undone"] == stub.stubbed


def test_what_was_typed_in_the_same_place_stays(emacs, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers_when_typed(desk, f"```python\n{stub.body}```")
    seen = play(desk, emacs, stub, "stale")
    assert seen["typed"] == stub.filled("        return 'typed by hand'\n")
    assert seen["after"] == seen["typed"]
    (task,) = seen["tasks"]
    assert task["state"] == "stale"
    assert any("cannot take the edit" in message and task["id"] in message for message in seen["messages"])
    assert server_text(seen["status"], stub.path) == digest(seen["typed"])


def test_what_was_typed_elsewhere_is_kept_along(emacs, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers_when_typed(desk, f"```python\n{stub.body}```")
    seen = play(desk, emacs, stub, "beside")
    assert seen["after"] == "# typed by hand\n" + stub.finished
    assert seen["undone"] == seen["typed"]


def test_the_settings_of_the_page(emacs, desk):
    path = desk.folder / FILE
    text = path.read_text("utf-8") + "\n# todo-ai: print a ruler\n"
    path.write_text(text, "utf-8")
    init = block(PAGE, "settings")
    seen = play(desk, emacs, Stub(path, text, text, ""), "look", init=init, PATTERN="todo-ai")
    assert "Do: print a ruler" in seen["menu"]
