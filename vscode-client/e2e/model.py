"""A scripted model for the browser test; ends with its parent's process group.

What it answers depends on what is asked for. `slowly` in the wish makes the answer take its time.
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
}


def answer(asked: Asked) -> Reply:
    """The answer of the last wish that the prompt holds."""
    prompt = asked.body.decode()
    found = max(ANSWERS, key=prompt.rfind)
    reply = Reply(text=ANSWERS[found] if found in prompt else "return net + vat(net)", size=4)
    return replace(reply, first=1.0, pause=0.6) if "slowly" in prompt else reply


with ModelServer(answer) as model:
    sys.stdout.write(f"serving {model.base_url}\n")
    sys.stdout.flush()
    threading.Event().wait()
