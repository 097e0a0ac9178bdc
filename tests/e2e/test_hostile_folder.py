"""The command, started in a folder that holds modules of the names it imports: none of them runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = (
    "click",
    "rich",
    "openai",
    "httpx2",
    "keyring",
    "re2",
    "numpy",
    "pygls",
    "lsprotocol",
    "msgspec",
    "json",
    "contexten",
)
COMMAND = Path(sys.executable).with_name("contexten")


@pytest.mark.parametrize("arguments", [["context", "sums.py:2"], ["generate", "sums.py:2"], ["index"], ["serve"]])
def test_no_module_of_the_folder_is_imported(tmp_path, arguments):
    (tmp_path / "sums.py").write_text("def add(a, b):\n    raise NotImplementedError\n")
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text("import os\nos.write(2, b'IMPORTED ' + __name__.encode())\n")
    environment = {
        **os.environ,
        "CONTEXTEN_MODEL": "m",
        "CONTEXTEN_BASE_URL": "http://127.0.0.1:9/v1",
        "CONTEXTEN_API_KEY": "k",
        "CONTEXTEN_CACHE_DIR": str(tmp_path.parent / "cache"),
    }
    environment.pop("PYTHONPATH", None)
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    done = subprocess.run(
        [COMMAND, *arguments], cwd=tmp_path, env=environment, input=b"", capture_output=True, timeout=60, check=False
    )
    assert done.returncode in {0, 1, 3}
    assert b"IMPORTED" not in done.stderr
