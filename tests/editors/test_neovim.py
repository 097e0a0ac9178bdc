"""Neovim without a screen, with the configuration that the README and its page give."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from editors.stage import STUB, WITH_IMPORT, Desk, Stub, block, digest, server_text, shown, take_out
from support.codegen_api import api_process
from support.git_remote import published

if TYPE_CHECKING:
    from editors.programs import Program

PAGE = "docs/editors/neovim.md"
FILE = "click/formatting.py"


def configuration(program: Program) -> str:
    """What a person puts into `init.lua`."""
    pages = {"0.7": (PAGE, "neovim-0.7"), "0.10": ("README.md", "neovim"), "0.12": (PAGE, "neovim-0.11")}
    return block(*pages[program.version])


def play(desk: Desk, program: Program, stub: Stub, scenario: str, *, init: str = "", extra: str = "", **more: str):
    """Open the stub's file as a person would, and run the scenario."""
    config = desk.signals / "init.lua"
    config.write_text((init or configuration(program)) + extra, "utf-8")
    person = Path(__file__).with_name("neovim.lua")
    arguments = ["--headless", "-i", "NONE", "-n", "-u", str(config), str(stub.path), "-c", f"luafile {person}"]
    return desk.play(program, arguments, scenario, **{"WORK": "implement", **more})


def test_implement_with_a_model(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers(desk, f"```python\n{stub.body}```", size=4, pause=0.03)
    seen = play(desk, neovim, stub, "implement")
    assert "Implement method 'write_paragraph'" in [action["title"] for action in seen["menu"]]
    assert any(line.startswith("Writing") for line in shown(seen)), shown(seen)
    assert shown(seen)[-1].startswith("applied, scripted at 127.0.0.1:")
    assert seen["after"] == stub.finished
    assert server_text(seen["status"], stub.path) == digest(stub.finished)
    assert seen["undone"] == stub.stubbed
    assert server_text(seen["status_undone"], stub.path) == digest(stub.stubbed)
    assert stub.path.read_text("utf-8") == stub.stubbed


def test_the_draft_without_a_model(neovim, desk):
    stub = take_out(desk, "click/_compat.py", "_FixupStream.writable")
    seen = play(desk, neovim, stub, "implement")
    assert seen["chosen"] == "Implement method 'writable' (draft)"
    assert "draft by analogy with _FixupStream.readable" in shown(seen)[-1]
    assert STUB not in seen["after"]
    ast.parse(seen["after"])
    assert server_text(seen["status"], stub.path) == digest(seen["after"])
    assert seen["undone"] == stub.stubbed


def test_one_undo_takes_back_body_and_import(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    seen = play(desk, neovim, stub, "implement", REPLY="1")
    (question,) = seen["questions"]
    assert "new import in 'click/formatting.py'" in question
    expected = stub.filled("        self.write(textwrap.fill(text))\n")
    assert seen["after"].replace("import textwrap\n", "", 1) == expected
    ast.parse(seen["after"])
    assert server_text(seen["status"], stub.path) == digest(seen["after"])
    assert seen["undone"] == stub.stubbed


def test_what_is_not_confirmed_is_kept(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    seen = play(desk, neovim, stub, "keep", extra=block(PAGE, "apply"), REPLY="21")
    assert seen["after"] == stub.stubbed
    assert [task["state"] for task in seen["tasks"]] == ["ready"]
    assert len(seen["questions"]) == 2
    expected = stub.filled("        self.write(textwrap.fill(text))\n")
    assert seen["later"].replace("import textwrap\n", "", 1) == expected


def test_cancelling_ends_the_work(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    server = model.answers(desk, f"```python\n{stub.body}```", size=1, pause=0.5)
    seen = play(desk, neovim, stub, "cancel", extra=block(PAGE, "cancel"), COMMAND="ContextenCancel")
    assert seen["after"] == stub.stubbed
    assert [task["state"] for task in seen["tasks"]] == ["cancelled"]
    (asked,) = server.requests
    assert asked.wait()
    assert asked.closed_early


def test_what_was_typed_in_the_same_place_stays(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers_when_typed(desk, f"```python\n{stub.body}```")
    seen = play(desk, neovim, stub, "stale")
    assert seen["typed"] == stub.filled("        return 'typed by hand'\n")
    assert seen["after"] == seen["typed"]
    (task,) = seen["tasks"]
    assert task["state"] == "stale"
    assert any("cannot take the edit" in message and task["id"] in message for message in seen["messages"])
    assert server_text(seen["status"], stub.path) == digest(seen["typed"])


def test_an_edit_that_came_too_late_is_kept_and_told(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers(desk, f"```python\n{stub.body}```")
    seen = play(desk, neovim, stub, "late")
    assert seen["after"].startswith("# typed by hand\n")
    assert STUB in seen["after"]
    assert any("did not make the change" in message for message in seen["messages"])
    assert [task["state"] for task in seen["tasks"]] == ["ready"]


def test_what_was_typed_elsewhere_is_kept_along(neovim, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers_when_typed(desk, f"```python\n{stub.body}```")
    seen = play(desk, neovim, stub, "beside")
    assert seen["after"] == "# typed by hand\n" + stub.finished
    assert seen["undone"] == seen["typed"]


def test_a_test_goes_to_a_new_file(neovim, desk, model):
    path = desk.folder / FILE
    before = path.read_text("utf-8")
    code = "from click.formatting import HelpFormatter\n\n\ndef test_indent():\n    assert HelpFormatter().width\n"
    model.answers(desk, f"```python\n{code}```")
    if neovim.version == "0.7":  # which makes no folders
        (desk.folder / "tests/click").mkdir(parents=True)
    more = {"PATTERN": "def indent(", "WORK": "test", "REPLY": "1"}
    seen = play(desk, neovim, Stub(path, before, before, ""), "test", **more)
    (name,) = [name for name, text in seen["buffers"].items() if "def test_indent" in text]
    assert Path(name).relative_to(desk.folder) == Path("tests/click/test_formatting.py")
    assert seen["buffers"][name] == code + "\n"  # Neovim keeps the empty line that the new buffer had
    assert server_text(seen["status"], Path(name)) == digest(seen["buffers"][name])
    assert seen["after"] == before
    assert shown(seen, "test")[-1].startswith("applied, scripted at 127.0.0.1:")


@pytest.mark.parametrize(
    ("keys", "kind", "function"), [("ai", "implement", "write_paragraph"), ("ad", "document", "write")]
)
def test_the_keys_of_the_page(neovim_010, desk, model, keys, kind, function):
    stub = take_out(desk, FILE, f"HelpFormatter.{function}")
    text = '"""Write it."""' if kind == "document" else stub.body
    model.answers(desk, f"```python\n{text}\n```")
    pattern = f"def {function}(" if kind == "document" else STUB
    seen = play(
        desk, neovim_010, stub, "keymap", extra=block(PAGE, "keys"), KEYS=f"<Leader>{keys}", PATTERN=pattern, WORK=kind
    )
    assert text.strip() in seen["after"]
    assert seen["after"] != stub.stubbed
    assert seen["undone"] == stub.stubbed


@pytest.mark.parametrize("last_line", [False, True])
def test_the_command_of_the_page(neovim, desk, model, last_line):
    path = desk.folder / FILE
    before = path.read_text("utf-8")
    old = before.splitlines()[-1].strip() if last_line else "self.current_indent -= self.indent_increment"
    new = (
        old.replace("x[1] for x in rv", "item[1] for item in rv")
        if last_line
        else "self.current_indent = self.current_indent - self.indent_increment"
    )
    server = model.answers(desk, f"```python\n{new}\n```")
    stub = Stub(path, before, before, "")
    more = {"COMMAND": f"{'$' if last_line else '.'}Contexten say it another way", "PATTERN": old, "WORK": "rewrite"}
    seen = play(desk, neovim, stub, "command", extra=block(PAGE, "command"), **more)
    assert new != old
    assert seen["after"] == before.replace(old, new)
    assert seen["undone"] == before
    assert "say it another way" in server.requests[0].body.decode()


def test_the_settings_of_the_page(neovim_010, desk):
    look_with_settings(neovim_010, desk, "settings")


def test_the_settings_of_the_page_at_the_start(neovim, desk):
    look_with_settings(neovim, desk, "init_options")


def look_with_settings(program: Program, desk: Desk, name: str) -> None:
    """The marker and the model of the page's block are used when that block is given by that name."""
    path = desk.folder / FILE
    text = path.read_text("utf-8") + "\n# todo-ai: print a ruler\n"
    path.write_text(text, "utf-8")
    settings = block(PAGE, "settings").replace("settings =", f"{name} =", 1)
    init = configuration(program).replace("root_dir =", f"{settings} root_dir =", 1)
    seen = play(
        desk, program, Stub(path, text, text, ""), "look", init=init, PATTERN="todo-ai", TITLE="Do: print a ruler"
    )
    assert seen["chosen"] == "Do: print a ruler"


def test_the_branch_of_an_agent_arrives_as_one_edit_of_several_files(neovim, desk, tmp_path):
    """Launched by the command of docs/agents.md, agreed to twice, taken back; nothing of it is on disk."""
    path, other = desk.folder / FILE, desk.folder / "click/parser.py"
    before = {one: one.read_text("utf-8") for one in (path, other)}
    line = "import annotations\n"
    after = {one: text.replace(line, f"{line}\nAGENT = 1\n", 1) for one, text in before.items()}
    clone = published(tmp_path, desk.folder)
    clone.agent("agent/work", {str(one.relative_to(desk.folder)): text for one, text in after.items()})
    pull = {"id": 3, "url": "", "title": "Work", "head_branch_name": "agent/work"}
    init = configuration(neovim).replace(
        "root_dir =", 'init_options = { agent = { protocols = { "file" } } }, root_dir =', 1
    )
    with api_process(tmp_path, [{"statuses": ["ACTIVE", "COMPLETE"], "pulls": [pull]}]) as served:
        desk.environment.update(
            CODEGEN_BASE_URL=served["base_url"],
            CODEGEN_API_TOKEN=served["token"],
            CODEGEN_ORG_ID="11",
            CODEGEN_REPO_ID="1",
        )
        stub = Stub(path, before[path], before[path], "")
        seen = play(
            desk,
            neovim,
            stub,
            "agent",
            init=init,
            extra=block("docs/agents.md", "neovim"),
            COMMAND="ContextenAgent add a constant AGENT to formatting and parser",
            PATTERN="AGENT = 1",
            OTHER=str(other),
            REPLY="111",
        )
    started, finished, agreed = seen["questions"]
    assert "Start a paid agent run at Codegen? Task: add a constant AGENT to formatting and parser." in started
    assert "The agent finished 'add a constant AGENT to formatting and parser': see its changes?" in finished
    assert "Apply the agent's changes to 2 files? click/formatting.py (+2 -0), click/parser.py (+2 -0)." in agreed
    assert {one: seen["buffers"][str(one)] for one in after} == after
    assert server_text(seen["status"], path) == digest(after[path])
    assert {one: seen["buffers_undone"][str(one)] for one in before} == before
    assert {one: one.read_text("utf-8") for one in before} == before
