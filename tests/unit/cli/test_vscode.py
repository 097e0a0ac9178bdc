"""What VS Code is told that the client contributes is made from the server's tables."""

import json
from pathlib import Path

from contexten.cli.vscode import PREFIX, fresh, manifest
from contexten.extensions.codegen.settings import SETTINGS
from contexten.lsp.commands import NAMES

CLIENT = Path(__file__).parents[3] / "vscode-client"


def test_the_manifest_is_fresh():
    stored = (CLIENT / "package.json").read_text(encoding="utf-8")
    assert stored == fresh(CLIENT), "run: .venv/bin/python -m contexten.cli.vscode vscode-client"


def test_each_setting_is_contributed_once_with_its_default_and_scope():
    first, *_ = manifest({}, {})["contributes"]["configuration"]
    assert set(first["properties"]) == {f"contexten.{setting.key}" for setting in SETTINGS}
    for setting in SETTINGS:
        row = first["properties"][f"contexten.{setting.key}"]
        assert row["default"] == (list(setting.default) if isinstance(setting.default, tuple) else setting.default)
        assert row["scope"] == ("machine" if setting.restricted else "window")


def test_what_says_where_code_goes_is_restricted_in_a_folder_that_is_not_trusted():
    stored = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    trust = stored["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited"
    assert {"contexten.model.baseUrl", "contexten.server.python", "contexten.server.command"} <= set(
        trust["restrictedConfigurations"]
    )


def test_no_contributed_command_has_the_id_of_one_that_the_language_client_registers():
    stored = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["contributes"]
    commands = [row["command"] for row in stored["commands"]]
    assert len(set(commands)) == len(commands)
    assert not set(commands) & set(NAMES)
    assert {name.removeprefix(PREFIX) for name in commands if name.startswith(PREFIX)} <= {
        name.removeprefix("contexten.") for name in NAMES
    }


def test_every_menu_and_key_runs_a_contributed_command():
    stored = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["contributes"]
    known = {row["command"] for row in stored["commands"]}
    used = [row["command"] for rows in stored["menus"].values() for row in rows if "command" in row]
    used += [row["command"] for row in stored["keybindings"]]
    assert set(used) <= known


def test_what_is_asked_at_a_place_is_in_the_palette():
    stored = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["contributes"]
    known = {row["command"].removeprefix(PREFIX) for row in stored["commands"]}
    assert {"generate", "refactor", "fix", "document", "test", "explain", "context"} <= known
