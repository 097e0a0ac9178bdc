"""A scripted model for the browser test; ends with its parent's process group.

`model.py FOLDER`: what it answers depends on what is asked for. An answer to a wish with `slowly` stops after its first
words until there is a file `go on` in the folder.
"""

import sys
import threading
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.model_server import Asked, ModelServer, Reply

ANSWERS = {
    "say vat first": "return vat(net) + net",
    "rounded": "import math\n\n\ndef price(net):\n    return math.ceil(net + vat(net))\n",
    "without waiting": "import asyncio\n\n\nasync def pause():\n    await asyncio.sleep(1)\n",
    "a test of it": "def test_price():\n    assert price(100) == 119\n",
    "Explain the marked code.": "It tells **what a buyer pays**: the net price with VAT on it.",
    "You complete code inside an editor.": "```python\nvat(100)\n```",
}

go_on = Path(sys.argv[1]) / "go on"


def answer(asked: Asked) -> Reply:
    """The answer of the last wish that the prompt holds."""
    prompt = asked.body.decode()
    found = max(ANSWERS, key=prompt.rfind)
    reply = Reply(text=ANSWERS[found] if found in prompt else "return net + vat(net)", size=10)
    return replace(reply, until=go_on.exists) if "slowly" in prompt else reply


with ModelServer(answer) as model:
    sys.stdout.write(f"serving {model.base_url}\n")
    sys.stdout.flush()
    threading.Event().wait()
