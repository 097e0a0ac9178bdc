"""The profiles in tests/profiles are what the real editors say: each is recorded anew and compared.

Those of VS Code, Zed, Sublime Text, Kakoune and Neovim 0.11 say in `source` where they come from.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from editors.programs import (
    helix,
    newer_emacs,
    newer_emacs_with_lsp_mode,
    newer_neovim,
    newest_neovim,
    older_emacs,
    older_neovim,
)
from editors.running import run
from editors.screen import Screen
from editors.stage import Desk, block
from support.profiles import profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from editors.programs import Program

NEOVIM = "lua vim.wait(60000, function() return vim.fn.filereadable(vim.env.RECORD) == 1 end)"
EGLOT = '(progn (setq eglot-sync-connect 60) (find-file (getenv "FILE")) (call-interactively #\'eglot))'
LSP_MODE = """(progn (setq lsp-session-file (concat (getenv "RECORD") ".session") lsp-auto-guess-root t
 lsp-enable-snippet nil) (find-file (getenv "FILE")) (lsp)
 (let ((end (+ 60 (float-time))))
   (while (and (< (float-time) end) (not (file-exists-p (getenv "RECORD")))) (accept-process-output nil 0.05))))"""


def record(desk: Desk, editor: Callable[[Desk, Program, dict[str, str]], None], program: Program) -> dict[str, Any]:
    """What the editor says to a server called `contexten` that it starts for a Python file."""
    (desk.folder / ".git").mkdir()
    out = desk.signals / "said.json"
    bin_ = desk.signals / "bin"
    bin_.mkdir()
    stand_in = bin_ / "contexten"
    stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("recorder.py")}"\n', "utf-8")
    stand_in.chmod(0o700)
    environment = {
        **desk.environment,
        **program.environment,
        "PATH": os.pathsep.join([str(bin_), desk.environment["PATH"]]),
        "RECORD": str(out),
        "FILE": str(desk.folder / "click/formatting.py"),
    }
    editor(desk, program, environment)
    assert out.exists(), "the editor started no server"
    return json.loads(out.read_text("utf-8"))


def in_neovim(desk: Desk, program: Program, environment: dict[str, str]) -> None:
    config = desk.signals / "init.lua"
    old = program.version == "0.7"
    config.write_text(block("docs/editors/neovim.md", "neovim-0.7") if old else block("README.md", "neovim"), "utf-8")
    start = ["--headless", "-i", "NONE", "-n", "-u", str(config), environment["FILE"], "-c", NEOVIM, "-c", "qa!"]
    run([*program.command, *start], folder=desk.folder, environment=environment, seconds=100)


def in_emacs(desk: Desk, program: Program, environment: dict[str, str], mode: str, page: str, script: str) -> None:
    config = desk.signals / "init.el"
    quiet = "(setq native-comp-enable-subr-trampolines nil comp-enable-subr-trampolines nil)\n"
    config.write_text(f"{quiet}(require '{mode})\n{block('docs/editors/emacs.md', page)}", "utf-8")
    start = ["-l", str(config), "--eval", script, "--eval", "(kill-emacs 0)"]
    run([*program.command, *start], folder=desk.folder, environment=environment, seconds=100)


def with_eglot(desk: Desk, program: Program, environment: dict[str, str]) -> None:
    in_emacs(desk, program, environment, "eglot", "emacs", EGLOT)


def with_lsp_mode(desk: Desk, program: Program, environment: dict[str, str]) -> None:
    in_emacs(desk, program, environment, "lsp-mode", "lsp-mode", LSP_MODE)


def in_helix(desk: Desk, program: Program, environment: dict[str, str]) -> None:
    config = Path(environment["HOME"]) / ".config/helix/languages.toml"
    config.parent.mkdir(parents=True)
    config.write_text(block("docs/editors/helix.md", "helix"), "utf-8")
    with Screen([*program.command, environment["FILE"]], folder=desk.folder, environment=environment) as screen:
        screen.wait(Path(environment["RECORD"]).exists, "the server's start")


@pytest.mark.parametrize(
    ("name", "program", "editor"),
    [
        ("neovim-0.7", older_neovim, in_neovim),
        ("neovim-0.10", newer_neovim, in_neovim),
        ("neovim-0.12", newest_neovim, in_neovim),
        ("emacs-28-eglot", older_emacs, with_eglot),
        ("emacs-30-eglot", newer_emacs, with_eglot),
        ("emacs-28-lsp-mode", older_emacs, with_lsp_mode),
        ("emacs-30-lsp-mode", newer_emacs_with_lsp_mode, with_lsp_mode),
        ("helix", helix, in_helix),
    ],
)
def test_the_profile_is_what_the_editor_says(desk, name, program, editor):
    said = record(desk, editor, program())
    assert said["capabilities"] == profile(name).capabilities
    assert (said["client"] or {}).get("name") == (profile(name).client or {}).get("name")
