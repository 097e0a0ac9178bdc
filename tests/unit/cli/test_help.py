"""The help pages as a terminal shows them, and Ctrl-C before a command has begun."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from contexten.cli import main as front
from contexten.cli.main import main

GROUPS = ("tasks", "agent", "index", "cache", "key")


def page(*arguments, columns=80):
    result = CliRunner().invoke(main, [*arguments, "--help"], terminal_width=columns)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("arguments", [(), *((name,) for name in GROUPS)], ids=["contexten", *GROUPS])
def test_each_command_has_a_whole_line_of_help(arguments):
    lines = page(*arguments).split("Commands:\n")[1].splitlines()
    assert all(line.endswith(".") and not line.endswith("...") for line in lines if line), lines


def test_the_page_names_every_command_there_is():
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert f"\n  {name} " in page()


def test_the_page_is_printed_without_importing_the_commands():
    program = (
        "import sys; from contexten.cli.main import main; main(['--help'], standalone_mode=False); "
        "sys.exit('contexten.cli.generate' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def test_ctrl_c_while_a_command_is_imported_ends_with_the_code_of_an_interrupt(monkeypatch):
    def interrupted(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr(front.importlib, "import_module", interrupted)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 130
    assert result.stderr == "contexten: Interrupted.\n"
