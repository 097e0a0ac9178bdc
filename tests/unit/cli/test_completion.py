"""`contexten completion`, in a real bash at a terminal."""

import os

import pytest
from click.testing import CliRunner

from contexten.cli.main import main
from support.shell import Terminal


@pytest.fixture
def bash(tmp_path):
    (tmp_path / "shapes.py").touch()
    environment = {"CONTEXTEN_CACHE_DIR": os.environ["CONTEXTEN_CACHE_DIR"], "INPUTRC": "/dev/null"}
    with Terminal("bash", "--norc", "--noprofile", "-i", folder=tmp_path, environment=environment) as terminal:
        terminal.press('eval "$(contexten completion bash)"; echo rea""dy\n')
        terminal.until("ready")
        yield terminal


TYPED = {
    "a command": ("contexten refac", "tor "),
    "a subcommand": ("contexten tasks dis", "card "),
    "an option": ("contexten generate --instr", "uction "),
    "a choice": ("contexten generate --intent impl", "ement "),
    "a file where a place is wanted": ("contexten generate sha", "pes.py"),
}


@pytest.mark.parametrize("name", TYPED)
def test_tab_writes_the_rest(bash, name):
    typed, rest = TYPED[name]
    bash.press(f"{typed}\t")
    bash.until(typed + rest)


def test_the_ids_of_tasks_are_completed(bash, tmp_path):
    (tmp_path / "stub.py").write_text("def twice(n):\n    raise NotImplementedError\n\n\ndef once(n):\n    return n\n")
    bash.press('contexten document stub.py:5 --diff; echo don""e\n')
    bash.until("done")
    bash.press("contexten tasks show \t")
    bash.until("contexten tasks show ")
    bash.press("\n")
    bash.until("+", "document")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_the_only_output(shell):
    result = CliRunner().invoke(main, ["completion", shell])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "_CONTEXTEN_COMPLETE" in result.stdout


def test_another_shell_is_named():
    result = CliRunner().invoke(main, ["completion", "csh"])
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr
