"""`contexten completion` in a real zsh and a real fish; bash is in tests/unit/cli."""

import subprocess
import sys
from pathlib import Path

from support.shell import Terminal


def test_zsh_writes_the_rest_on_tab(tmp_path):
    with Terminal("zsh", "-f", "-i", folder=tmp_path) as zsh:
        zsh.press("autoload -Uz compinit; compinit -u -D; eval \"$(contexten completion zsh)\"; echo rea''dy\n")
        zsh.until("ready")
        zsh.press("contexten refac\t")
        zsh.until("refac", "tor")


def test_fish_lists_what_fits(tmp_path):
    binaries = Path(sys.executable).parent
    script = f"""
        set -x PATH {binaries} $PATH
        contexten completion fish | source
        complete -C "contexten ta"
        complete -C "contexten tasks di"
    """
    done = subprocess.run(
        ["fish", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["tasks", "discard"], done.stderr
