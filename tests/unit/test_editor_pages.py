"""The configurations on the pages of the editors: well formed, and in the server's own words.

Those of Neovim, Emacs and Helix are run by tests/editors besides.
"""

from __future__ import annotations

import json
import re
import tomllib

import msgspec
import pytest

from contexten.extensions.codegen.config import parse_settings
from contexten.lsp.commands.table import COMMANDS
from contexten.syntax.languages import LANGUAGES
from editors.stage import ROOT, block

IDS = {name for language in LANGUAGES for name in language.language_ids}
HELIX = {"jsx": "javascriptreact", "tsx": "typescriptreact", "c-sharp": "csharp", "ocaml-interface": "ocaml.interface"}
"""Helix's own names of languages whose `languageId` is another (its languages.toml)."""
SUBLIME = {"js": "javascript", "jsx": "javascriptreact", "ts": "typescript", "tsx": "typescriptreact", "c++": "cpp"}
SUBLIME |= {"cs": "csharp", "shell": "shellscript", "Kotlin": "kotlin"}
"""What LSP for Sublime Text makes of the second part of a scope (its plugin/core/constants.py)."""
SUBLIME_VARIABLES = {"$document_id", "$versioned_document_id", "$file_uri", "$position", "$range"}
SUBLIME_VARIABLES |= {"$text_document_position"}
NEOVIM = {"cs": "csharp", "bash": "shellscript"}
"""Neovim's file types whose `languageId` is another."""
EMACS = {"c++": "cpp"}
"""Emacs's modes whose `languageId` is another."""
KAKOUNE = {"sh": "shellscript"}
"""What kakoune-lsp calls a file type (its rc/servers.kak); C and C++ are `c_cpp`, for which the path counts."""


def toml(page, name):
    return tomllib.loads(block(f"docs/editors/{page}.md", name))


def accepted(settings):
    """The settings are all known to the server."""
    _, warnings = parse_settings(settings)
    assert warnings == ()
    return bool(settings)


def test_helix_starts_the_server_for_languages_that_it_knows():
    found = toml("helix", "helix")
    server = found["language-server"]["contexten"]
    assert (server["command"], server["args"]) == ("contexten", ["serve"])
    for language in found["language"]:
        assert HELIX.get(language["name"], language["name"]) in IDS
        assert language["language-servers"][-1] == "contexten"
    page = (ROOT / "docs/editors/helix.md").read_text("utf-8")
    others = re.search(r"Other names of Helix are (.*?)\.", page, re.DOTALL)[1]
    for name in re.findall(r"`([\w-]+)`", others):
        assert HELIX.get(name, name) in IDS
    assert accepted(toml("helix", "settings")["language-server"]["contexten"]["config"])


def test_zed_has_the_languages_by_their_ids():
    found = toml("zed", "extension")["language_servers"]["contexten"]
    assert set(found["languages"]) == set(found["language_ids"])
    assert set(found["language_ids"].values()) <= IDS
    assert toml("zed", "cargo")["lib"]["crate-type"] == ["cdylib"]
    code = block("docs/editors/zed.md", "rust")
    assert 'worktree.which("contexten")' in code
    assert 'vec!["serve".into()]' in code
    settings = json.loads(block("docs/editors/zed.md", "settings"))
    assert accepted(settings["lsp"]["contexten"]["initialization_options"])


def test_sublime_text_selects_languages_that_the_server_knows():
    server = json.loads(block("docs/editors/sublime.md", "sublime"))["contexten"]
    assert server["command"] == ["contexten", "serve"]
    scopes = [scope.strip().split(".")[1] for scope in server["selector"].split("|")]
    assert {SUBLIME.get(scope, scope) for scope in scopes} <= IDS
    assert len(scopes) == len(set(scopes))
    assert accepted(server["initialization_options"])


def test_sublime_text_calls_commands_that_there_are():
    commands = {command.name: command for command in COMMANDS}
    for key in json.loads(block("docs/editors/sublime.md", "keys")):
        assert key["args"]["session_name"] == "contexten"
        command = commands[key["args"]["command_name"]]
        (variable,) = key["args"]["command_args"]
        assert variable in SUBLIME_VARIABLES, "variables are filled in at the top alone"
        assert "uri" in msgspec.structs.asdict(command.arguments(uri="x"))


def test_kakoune_adds_the_server_for_file_types_that_it_knows():
    text = block("docs/editors/kakoune.md", "kakoune")
    types = re.search(r"filetype=\(\?:([\w|]+)\)", text)[1].split("|")
    assert {KAKOUNE.get(name, name) for name in types} <= IDS
    table = tomllib.loads(re.search(r"lsp_servers %\{\n(.*?)\n    \}", text, re.DOTALL)[1])
    server = table["contexten"]
    assert server["args"] == ["serve"]
    assert accepted(server["settings"][server["settings_section"]])
    names = re.findall(r"lsp-execute-command (\S+)", block("docs/editors/kakoune.md", "command"))
    assert set(names) <= {command.name for command in COMMANDS}
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    "text", [block("README.md", "neovim"), *(block("docs/editors/neovim.md", f"neovim-{v}") for v in ("0.7", "0.11"))]
)
def test_neovim_names_file_types_that_the_server_knows(text):
    types = re.search(r"(?:pattern|filetypes) = \{ (.*?) \}", text)[1]
    named = set(re.findall(r'"(\w+)"', types))
    assert {NEOVIM.get(name, name) for name in named} <= IDS, "the path decides for those that are called otherwise"
    assert all(set(language.language_ids) & {NEOVIM.get(name, name) for name in named} for language in LANGUAGES)
    assert '"contexten", "serve"' in text


def test_lsp_mode_names_languages_by_their_ids():
    text = block("docs/editors/emacs.md", "lsp-mode")
    named = re.search(r"\(lsp-activate-on(.*?)\)", text, re.DOTALL)[1]
    assert set(re.findall(r'"(\w+)"', named)) <= IDS
    assert all(set(language.language_ids) & set(re.findall(r'"(\w+)"', named)) for language in LANGUAGES)


def test_eglot_names_a_mode_of_every_language():
    text = block("docs/editors/emacs.md", "emacs")
    named = set(re.findall(r"\(?([\w+]+?)(?:-ts)?-mode", text)) | set(re.findall(r':language-id "(\w+)"', text))
    assert all(set(language.language_ids) & {EMACS.get(name, name) for name in named} for language in LANGUAGES)


def test_the_page_of_languages_lists_each_with_its_files_and_ids():
    rows = re.findall(
        r"^\| ([^|]+) \| (`\.[^|]*) \| ([^|]*) \|$", (ROOT / "docs/languages.md").read_text(), re.MULTILINE
    )
    files = {name for _, cells, _ in rows for name in re.findall(r"`([^`]+)`", cells)}
    names = {name for _, _, cells in rows for name in re.findall(r"`([^`]+)`", cells)}
    assert files == {ending for language in LANGUAGES for ending in language.extensions}
    assert names == IDS
