"""Kakoune reads the configuration of its page; kakoune-lsp, which Debian does not have, is not there to run it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from editors.running import run
from editors.stage import Desk, block

if TYPE_CHECKING:
    from editors.programs import Program

PAGE = "docs/editors/kakoune.md"
PLUGIN = """
declare-option str lsp_servers ''
define-command lsp-enable nop
define-command -params 2..3 lsp-execute-command nop
"""
"""The names that kakoune-lsp gives Kakoune, as far as the page uses them."""


def servers_for(desk: Desk, program: Program, filetype: str) -> dict:
    """The servers that a buffer of that type has, with one that was there before."""
    config, out = desk.signals / "kakrc", desk.signals / "servers"
    told = f"""
        set-option buffer lsp_servers '[pylsp]
        '
        set-option buffer filetype {filetype}
        contexten-tasks
        echo -to-file {out} %opt{{lsp_servers}}
        quit!
    """
    config.write_text(PLUGIN + block(PAGE, "kakoune") + block(PAGE, "command"), "utf-8")
    start = ["-n", "-ui", "dummy", "-e", f"source {config}; edit -scratch; evaluate-commands %~{told}~"]
    run([*program.command, *start], folder=desk.folder, environment=desk.environment, seconds=60)
    return tomllib.loads(out.read_text("utf-8"))


def test_the_server_is_added_to_those_that_are_there(kak, desk):
    found = servers_for(desk, kak, "python")
    assert set(found) == {"pylsp", "contexten"}
    assert found["contexten"]["args"] == ["serve"]


def test_other_files_are_left_alone(kak, desk):
    assert set(servers_for(desk, kak, "markdown")) == {"pylsp"}
