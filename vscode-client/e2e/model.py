"""A scripted model for the browser test; ends with its parent's process group."""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.model_server import ModelServer, Reply

with ModelServer(lambda _asked: Reply(text="return net + vat(net)", size=4)) as model:
    sys.stdout.write(f"serving {model.base_url}\n")
    sys.stdout.flush()
    threading.Event().wait()
