"""The command line has a twin of every command of the language server."""

import re

import click
import pytest

from contexten.cli.main import main
from contexten.lsp.commands import NAMES

OTHERWISE = {
    "contexten.generateModule": "module",
    "contexten.generateBatch": "batch",
    "contexten.task.apply": "tasks apply",
    "contexten.task.discard": "tasks discard",
    "contexten.reindex": "index make",
}
"""Twins that do not have the command's own name."""

WITHOUT = {
    "contexten.cancel": "a run on the command line ends with Ctrl-C",
}
"""Commands that have no twin, and why."""


def found(words):
    context, command = click.Context(main), main
    for word in words.split():
        assert isinstance(command, click.Group), words
        command = command.get_command(context, word)
        assert command is not None, f"there is no 'contexten {words}'"
    return command


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT])
def test_every_command_has_its_twin(name):
    words = OTHERWISE.get(name) or re.sub(r"[.]", " ", name.removeprefix("contexten."))
    command = found(words)
    assert not isinstance(command, click.Group) or "list" in command.commands
    assert command.help


def test_what_stands_out_is_a_command():
    assert {*OTHERWISE, *WITHOUT} <= set(NAMES)


def walked(command, words=()):
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            yield from walked(command.get_command(click.Context(command), name), (*words, name))
    else:
        yield " ".join(words), command


SILENT = {"serve", "demo", "key set", "key delete", "cache allow", "completion", "mcp", "schema"}
"""Commands whose output is no data of the project: they speak a protocol, ask a person, or say one sentence."""
AGENT = {"agent look", "agent cancel", "agent name", "agent again"}
"""They print the one sentence of a run; 'agent runs --json' has the data."""


def test_every_command_with_a_result_has_a_form_for_machines():
    options = {words: {option for item in command.params for option in item.opts} for words, command in walked(main)}
    missing = {words for words, known in options.items() if "--json" not in known}
    assert missing <= SILENT | AGENT
