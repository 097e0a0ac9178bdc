"""Helix in a terminal, with the configuration that its page gives. The person sees its screen and presses keys."""

from __future__ import annotations

import ast
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from editors.screen import Screen
from editors.stage import STUB, WITH_IMPORT, Desk, Stub, block, take_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from editors.programs import Program

PAGE = "docs/editors/helix.md"
FILE = "click/formatting.py"
MENU = " a"
ENTRY = r"(Implement|Rewrite|Write|Explain|Show what|Apply|Discard|Do:) \w"
"""How the entries of the menu begin that these tests meet."""
SETTLE = 0.3
"""Seconds that a person looks before the next key."""


class Person:
    """Somebody in front of Helix, with one file open."""

    def __init__(self, screen: Screen, stub: Stub):
        self.screen = screen
        self.stub = stub

    def go_to(self, pattern: str) -> None:
        """Put the cursor on the first place of `pattern`, with nothing else selected."""
        self.screen.type(f"gg/{pattern}\r;")
        time.sleep(SETTLE)

    def choose(self, title: str) -> None:
        """Open the menu, go down to the entry (Helix sorts them by kind) and take it."""
        self.see_in_menu(title)
        drawn = [entry.strip() for entry in re.split(r"\s{3,}", self.screen.drawn)]
        entries = list(dict.fromkeys(entry for entry in drawn if re.match(ENTRY, entry)))
        down = next(number for number, entry in enumerate(entries) if entry.startswith(title))
        self.screen.type("\x0e" * down + "\r")

    def see_in_menu(self, title: str) -> None:
        """Open the menu and see the entry; before the server has started Helix opens none."""
        self.screen.insist(MENU, lambda: title.replace(" ", "") in self.screen.drawn.replace(" ", ""), f"'{title}'")

    def saved(self) -> str:
        """What the buffer holds, by saving it."""
        self.screen.type(":w!\r")
        self.screen.wait_for("written")
        return self.stub.path.read_text("utf-8")

    def wait_for_edit(self) -> str:
        """Wait until the status line marks the file as changed; the text."""
        self.screen.wait_for("[+]")
        return self.saved()

    def undo(self) -> str:
        """Undo once; the text."""
        self.screen.type("u")
        return self.wait_for_edit()


@pytest.fixture
def at(desk: Desk, hx: Program) -> Iterator:
    """Open Helix on a stub: `at(stub)`."""
    opened: list[Screen] = []

    def start(stub: Stub, *, more: str = "") -> Person:
        config = Path(desk.environment["HOME"]) / ".config/helix/languages.toml"
        config.parent.mkdir(parents=True)
        config.write_text(block(PAGE, "helix") + more, "utf-8")
        (desk.folder / ".git").mkdir()
        environment = {**desk.environment, **hx.environment, "PATH": _path(desk)}
        screen = Screen([*hx.command, str(stub.path)], folder=desk.folder, environment=environment)
        opened.append(screen)
        screen.wait_for("formatting.py")
        return Person(screen, stub)

    yield start
    for screen in opened:
        screen.escape()
        try:
            screen.insist(":qa!\r", screen.ended, "Helix to end")
        finally:
            screen.__exit__()


def _path(desk: Desk) -> str:
    """Programs of the system and `contexten`; the other servers of the page are not installed, and Helix goes on."""
    folder = desk.signals / "bin"
    folder.mkdir()
    (folder / "contexten").symlink_to(shutil.which("contexten", path=desk.environment["PATH"]))
    return f"{folder}:/usr/bin:/bin"


def test_implement_with_a_model(at, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    model.answers(desk, f"```python\n{stub.body}```", size=4, pause=0.02)
    person = at(stub)
    person.go_to(STUB)
    person.choose("Implement method 'write_paragraph'")
    assert person.wait_for_edit() == stub.finished
    assert person.undo() == stub.stubbed


def test_what_needs_a_yes_is_kept_and_taken_from_the_menu(at, desk, model):
    stub = take_out(desk, FILE, "HelpFormatter.write_text")
    model.answers(desk, WITH_IMPORT)
    person = at(stub)
    person.go_to(STUB)
    person.choose("Implement method 'write_text'")
    person.screen.wait_for("The result is kept")
    assert person.stub.path.read_text("utf-8") == stub.stubbed
    person.screen.escape()
    person.choose("Apply what is kept: implement 'write_text'")
    text = person.wait_for_edit()
    assert text.replace("import textwrap\n", "", 1) == stub.filled("        self.write(textwrap.fill(text))\n")
    ast.parse(text)
    assert person.undo() == stub.stubbed


def test_the_context_is_named_in_a_message(at, desk):
    stub = take_out(desk, FILE, "HelpFormatter.write_paragraph")
    person = at(stub)
    person.go_to(STUB)
    person.choose("Show what a model would read here")
    person.screen.wait_for("What a model would read is in")
    (shown,) = (Path(desk.environment["CONTEXTEN_CACHE_DIR"]) / "reading").glob("*.md")
    assert "implement 'write_paragraph' in click/formatting.py" in shown.read_text("utf-8")


def test_the_settings_of_the_page(at, desk, model):
    path = desk.folder / FILE
    text = path.read_text("utf-8") + "\n# todo-ai: print a ruler\n"
    path.write_text(text, "utf-8")
    model.answers(desk, "")  # without a model no menu offers what no draft can do
    settings = "\n" + block(PAGE, "settings")
    person = at(Stub(path, text, text, ""), more=settings)
    person.go_to("todo-ai")
    person.see_in_menu("Do: print a ruler")
