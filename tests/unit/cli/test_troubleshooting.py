"""docs/troubleshooting.md and docs/other-tools.md name only commands, options and settings that exist."""

import io
import re
import shlex

import click
import pytest

from contexten.cli.doctor import command as doctor
from contexten.cli.main import main
from contexten.extensions.codegen.settings import SETTINGS
from contexten.lsp.commands import NAMES
from support.pages import DOCS

PAGES = ("troubleshooting.md", "other-tools.md")
WORDS = {"PATH:LINE": "a.py:1", "URL": "http://127.0.0.1/v1", "ID": "x", "NAME": "x"}


def commands(page):
    """Every `contexten …` of a page, in code of a line or of a block, without comments and redirections."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    found = [*re.findall(r"`(contexten [^`]+)`", text), *(line for line in lines if line.startswith("contexten "))]
    return sorted({re.split(r"\s+(?:#|>|<)", line)[0] for line in found})


def parsed(line):
    """Parse as click does, without running anything."""
    arguments = [WORDS.get(word, word) for word in shlex.split(line)[1:]]
    # With the settings of the command, as click keeps the help option that a context made for it.
    context, command = click.Context(main, **main.context_settings), main
    while isinstance(command, click.Group):
        default = getattr(command, "_default", None)
        name = arguments[0] if arguments and arguments[0] in command.list_commands(context) else default
        if name is None and not arguments:
            return
        assert name is not None, f"'{line}' names no command"
        arguments = arguments[1:] if arguments and arguments[0] == name else arguments
        command = command.get_command(context, name)
        assert command is not None, f"'{line}' names no command"
    with command.make_context(command.name, arguments, parent=context):
        pass


@pytest.mark.parametrize("line", [line for page in PAGES for line in commands(page)])
def test_a_command_of_the_page_exists_with_its_options(line, tmp_path, monkeypatch):
    for name in ("wish.txt", "wishes.jsonl"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("words"))
    parsed(line)


@pytest.mark.parametrize("page", PAGES)
def test_a_setting_of_the_page_exists(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(contexten\.[A-Za-z.]+)", text)) - {"contexten.extensions.codegen"}
    known = {f"contexten.{setting.key}" for setting in SETTINGS} | set(NAMES)
    assert named <= known


def test_every_look_of_the_doctor_is_named_with_its_fault():
    text = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    (only,) = [item for item in doctor.params if item.name == "only"]
    named = {*re.findall(r"--only (\w+)", text), *re.findall(r"`(\w+)`", text)}
    assert set(only.type.choices) - {"draft", "agent", "git", "editors"} <= named


SYMPTOMS = (
    "Nothing is offered",
    "No answer",
    "The key is not found",
    "The wrong context",
    "It is slow",
    "A hover that says little",
    "A conflict",
    "Behind a proxy",
    "TLS",
    "Memory",
    "The server does not start",
)


def test_every_symptom_has_its_part():
    headings = re.findall(r"^## (.*)$", (DOCS / "troubleshooting.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(any(heading.startswith(symptom) for heading in headings) for symptom in SYMPTOMS)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    targets = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)}
    assert [target for target in targets if target and not (DOCS / target).exists()] == []
