"""A small project for the examples of docs/other-tools.md, and what a program that runs them needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.model_server import ModelServer

SHAPES = "def edge(w):\n    return 4 * w\n\n\ndef area(w, h):\n    raise NotImplementedError\n"


def run_example(program: list[str], text: str, project: Path, model: ModelServer | None = None) -> str:
    """What the example prints; it must end well."""
    done = subprocess.run(
        [*program, text],
        cwd=project,
        env=_environment(project, model),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment(project: Path, model: ModelServer | None = None) -> dict[str, str]:
    """The environment of the example: `contexten` on PATH, a cache of its own, and the model if there is one."""
    own = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CONTEXTEN_CACHE_DIR": str(project.parent / "cache"),
        "CONTEXTEN_MODEL": "scripted" if model else "",
        "CONTEXTEN_BASE_URL": model.base_url if model else "",
    }
    return {**os.environ, **own}
