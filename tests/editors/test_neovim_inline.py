"""Suggestions at the cursor in Neovim 0.12, by the keys that a person presses."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from editors.running import POLL, end
from editors.stage import STUB, Desk, block, take_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from editors.programs import Program

TYPED = "wrapped = "
SUGGESTED = "self.indent(text)"
READY = "luaeval(\"#vim.lsp.get_clients({name = 'contexten', method = 'textDocument/inlineCompletion'})\")"
SHOWN = (
    'luaeval("vim.json.encode(vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_get_namespaces()['
    "'nvim.lsp.inline_completion'] or -1, 0, -1, {details = true}))\")"
)


class Keyboard:
    """A running Neovim, as its person has it."""

    def __init__(self, desk: Desk, program: Program, socket: Path) -> None:
        self._command = [*program.command, "--server", str(socket)]
        self._environment = {**desk.environment, **program.environment}

    def press(self, keys: str) -> None:
        """Press keys, written as Neovim writes them."""
        self._tell("--remote-send", keys)

    def ask(self, expression: str) -> str:
        """The value of an expression; empty while the editor does not answer."""
        return self._tell("--remote-expr", expression)

    def wait(self, expression: str, wanted: Any, *, seconds: float = 60.0) -> str:
        """Ask until the answer is as wanted."""
        deadline = time.monotonic() + seconds
        while not wanted(found := self.ask(expression)):
            assert time.monotonic() < deadline, f"{expression} stays {found!r}"
            time.sleep(POLL)
        return found

    def _tell(self, how: str, what: str) -> str:
        told = subprocess.run(
            [*self._command, how, what],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return (told.stdout or told.stderr).strip() if told.returncode == 0 else ""


@contextmanager
def started(desk: Desk, program: Program, config: Path, path: Path) -> Iterator[Keyboard]:
    """Neovim on a file; it is ended behind."""
    socket = desk.signals / "neovim"
    editor = subprocess.Popen(
        [*program.command, "--headless", "--listen", str(socket), "-i", "NONE", "-n", "-u", str(config), str(path)],
        cwd=desk.folder,
        env={**desk.environment, **program.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Keyboard(desk, program, socket)
    finally:
        end(editor.pid)
        editor.wait()


def shown_text(extmarks: str) -> str:
    """The grey text of Neovim's marks."""
    lines = []
    for *_, details in json.loads(extmarks or "[]"):
        lines += [part[0] for part in details.get("virt_text", [])]
        lines += [part[0] for line in details.get("virt_lines", []) for part in line]
    return "".join(lines)


@pytest.mark.parametrize(("form", "answer"), [("chat", f"```python\n{SUGGESTED}\n```"), ("completions", SUGGESTED)])
def test_a_suggestion_is_shown_taken_with_a_key_and_undone(neovim_012, desk, model, form, answer):
    stub = take_out(desk, "click/formatting.py", "HelpFormatter.write_paragraph")
    server = model.answers(desk, answer)
    config = desk.signals / "init.lua"
    settings = f'init_options = {{ inlineCompletion = {{ enabled = true, form = "{form}" }} }}, root_dir ='
    lines = block("docs/editors/neovim.md", "neovim-0.11").replace("root_dir =", settings, 1)
    config.write_text(lines + block("docs/inline-completion.md", "neovim-0.12"), "utf-8")
    with started(desk, neovim_012, config, stub.path) as keyboard:
        keyboard.wait(READY, lambda found: found == "1")
        assert not server.requests, "nobody is asked before something is typed"
        keyboard.press(f"/{STUB}<CR>S")
        keyboard.press(TYPED.replace(" ", "<Space>"))
        marks = keyboard.wait(SHOWN, lambda found: SUGGESTED in shown_text(found))
        assert shown_text(marks).endswith(SUGGESTED)
        assert SUGGESTED not in keyboard.ask("getline('.')"), "it is only shown"
        keyboard.press("<Tab>")
        keyboard.wait("getline('.')", lambda found: found.endswith(TYPED + SUGGESTED))
        keyboard.press("<Esc>u")
        keyboard.wait("getline('.')", lambda found: SUGGESTED not in found)
    assert stub.path.read_text("utf-8") == stub.stubbed
