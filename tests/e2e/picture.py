"""The picture of the README: what `contexten demo` prints, as it is printed, drawn by rich.

`.venv/bin/python -m tests.e2e.picture docs/pictures/demo.svg` makes it anew from a run. A test holds its text to a run.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PICTURE = Path(__file__).parents[2] / "docs/pictures/demo.svg"
WIDTH = 116
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""Rich's own, without fonts that a viewer would fetch from elsewhere."""
_TIMES = re.compile(r"\d+ ms")


def main() -> None:
    """Run the demo and draw what it prints into the file that the only argument names."""
    Path(sys.argv[1]).write_text(drawn(demo()), encoding="utf-8")


def demo() -> str:
    """What the demo prints on a colour terminal, without a model, keys or a cache of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        shown = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        own = {"CONTEXTEN_CACHE_DIR": f"{folder}/cache", "CONTEXTEN_CONFIG_DIR": f"{folder}/config"}
        ended = subprocess.run(
            [sys.executable, "-m", "contexten.cli.main", "demo"],
            env={**known, **shown, **own, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    return ended.stdout


def drawn(output: str) -> str:
    """The output as SVG."""
    console = Console(record=True, file=io.StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(output), end="")
    return console.export_svg(title="contexten demo", theme=MONOKAI, code_format=_FORMAT, unique_id="contexten-demo")


def words(svg: str) -> list[str]:
    """The words of a picture line by line, with every time as `… ms`."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314 - our own file
        place = float(element.get("y", "0")), float(element.get("x", "0"))
        lines.setdefault(place[0], []).append((place[1], unescape(element.text or "")))
    joined = (" ".join("".join(text for _, text in sorted(parts)).split()) for _, parts in sorted(lines.items()))
    return [_TIMES.sub("… ms", line) for line in joined if line]


if __name__ == "__main__":
    main()
