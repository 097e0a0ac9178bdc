"""What a scenario plays on: a real package with a function taken out, a machine for the editor, a model."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import sysconfig
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from editors.running import run, wait_for_file
from support.model_server import Asked, ModelServer, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editors.programs import Program

ROOT = Path(__file__).parents[2]
STUB = "raise NotImplementedError"
PATIENCE = 110.0
"""Seconds until an editor counts as hung; pytest ends a test later."""
WITH_IMPORT = """```python
import textwrap


class HelpFormatter:
    def write_text(self, text: str) -> None:
        self.write(textwrap.fill(text))
```"""
"""An answer for `HelpFormatter.write_text` that needs an import."""


@dataclass(frozen=True)
class Stub:
    """A file of a real package in which the body of one function was taken out."""

    path: Path
    finished: str
    """The file as the package has it."""
    stubbed: str
    """The same file with the stub in place of the body; this is on disk."""
    body: str
    """What was taken out, as it stood there."""

    def filled(self, body: str) -> str:
        """The file with that in place of the stub."""
        line = next(line for line in self.stubbed.splitlines(keepends=True) if STUB in line)
        return self.stubbed.replace(line, body)


@dataclass(frozen=True)
class Desk:
    """A machine with nothing on it but the package, the editor and the server."""

    folder: Path
    environment: dict[str, str]
    signals: Path
    """Where editor and test tell each other how far they are, by empty files."""

    def play(self, program: Program, arguments: Sequence[str], scenario: str, **more: str) -> dict[str, Any]:
        """Run the editor with the scenario and give what it saw."""
        report = self.signals / "report.json"
        report.unlink(missing_ok=True)
        scene = {"SCENARIO": scenario, "REPORT": str(report), "SIGNALS": str(self.signals), **more}
        environment = {**self.environment, **program.environment, **scene}
        command = [*program.command, *arguments]
        output = run(command, folder=self.folder, environment=environment, seconds=PATIENCE)
        assert report.exists(), output
        seen = json.loads(report.read_text("utf-8"))
        assert not seen.get("error"), f"{seen['error']}\n{output}"
        return seen


def prepared(folder: Path) -> Desk:
    """A desk in `folder`: a copy of the installed package `click` as the project, and an empty home."""
    project, home, signals = (folder / name for name in ("project", "home", "signals"))
    for made in (project, home, signals):
        made.mkdir()
    installed = Path(str(distribution("click").locate_file("click")))
    shutil.copytree(installed, project / "click", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NVIM", "EMACS", "XDG_"))},
        "HOME": str(home),
        "PATH": os.pathsep.join([_scripts(), os.environ["PATH"]]),
        "CONTEXTEN_CACHE_DIR": str(folder / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    return Desk(project, environment, signals)


def server_text(status: Mapping[str, Any], path: Path) -> str:
    """The digest of the text that the server holds for `path`."""
    (document,) = [document for document in status["documents"] if document["uri"] == path.as_uri()]
    assert document["inSync"]
    return document["sha256"]


def digest(text: str) -> str:
    """As the server counts it."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown(seen: Mapping[str, Any], work: str = "implement") -> list[str]:
    """The lines of progress of the work whose title starts so, in order."""
    begun = [news for news in seen["progress"] if news["value"].get("title", "").startswith(f"Contexten: {work}")]
    (token,) = {news["token"] for news in begun}
    values = [news["value"] for news in seen["progress"] if news["token"] == token]
    assert [value["kind"] for value in values].count("begin") == 1
    assert (values[0]["kind"], values[-1]["kind"]) == ("begin", "end")
    return [value.get("message", "") for value in values]


class Models:
    """At most one model server, and the environment that names it."""

    def __init__(self) -> None:
        self.server: ModelServer | None = None

    def answers(self, desk: Desk, text: str, **how: Any) -> ModelServer:
        """Every question gets this answer."""
        return self._named(desk, ModelServer([Reply(text=text, **how)]))

    def answers_when_typed(self, desk: Desk, text: str) -> ModelServer:
        """Tells the editor that the question came, and answers only when the person has typed something."""

        def answer(_asked: Asked) -> Reply:
            (desk.signals / "asked").touch()
            wait_for_file(desk.signals / "typed")
            return Reply(text=text)

        return self._named(desk, ModelServer(answer))

    def close(self) -> None:
        """End the server."""
        if self.server is not None:
            self.server.close()

    def _named(self, desk: Desk, server: ModelServer) -> ModelServer:
        self.server = server
        desk.environment.update(CONTEXTEN_MODEL="scripted", CONTEXTEN_BASE_URL=server.base_url)
        return server


def take_out(desk: Desk, name: str, method: str) -> Stub:
    """Replace the body of `method` (`Class.method`), below its docstring, by a stub."""
    path = desk.folder / name
    finished = path.read_text("utf-8")
    owner, _, function = method.partition(".")
    (scope,) = [node for node in ast.parse(finished).body if isinstance(node, ast.ClassDef) and node.name == owner]
    (found,) = [node for node in scope.body if isinstance(node, ast.FunctionDef) and node.name == function]
    first = found.body[1] if ast.get_docstring(found) else found.body[0]
    lines = finished.splitlines(keepends=True)
    start, stop = first.lineno - 1, found.end_lineno
    body = "".join(lines[start:stop])
    stubbed = "".join([*lines[:start], f"{' ' * first.col_offset}{STUB}\n", *lines[stop:]])
    path.write_text(stubbed, "utf-8")
    return Stub(path, finished, stubbed, body)


def block(page: str, name: str) -> str:
    """The fenced block that follows `<!-- name -->` in a page."""
    found = re.search(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert found, f"{page} has no block named '{name}'"
    return found[1]


def _scripts() -> str:
    """Where the command `contexten` of this very environment is."""
    folder = sysconfig.get_path("scripts")
    if not (Path(folder) / "contexten").exists():
        pytest.fail(f"There is no 'contexten' in {folder}: install the package, as README.md says.")
    return folder
