"""A scripted model for the browser test; ends with its parent's process group."""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.model_server import Asked, ModelServer, Reply


def answer(asked: Asked) -> Reply:
    """Another answer once a reason was told."""
    text = "return vat(net) + net" if "say vat first" in asked.body.decode() else "return net + vat(net)"
    return Reply(text=text, size=4)


with ModelServer(answer) as model:
    sys.stdout.write(f"serving {model.base_url}\n")
    sys.stdout.flush()
    threading.Event().wait()
