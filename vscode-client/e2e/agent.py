"""A scripted Codegen API, and a branch that its agent pushed to the project's remote; ends with its parent's group.

`agent.py PROJECT FOLDER`: the project becomes a clone of a repository in the folder.
"""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.codegen_api import CodegenApi, Script
from support.git_remote import published

project, folder = map(Path, sys.argv[1:])
shop = (project / "shop.py").read_text("utf-8")
rates = (project / "rates.py").read_text("utf-8")
changed = {
    "shop.py": shop.replace("return sum(prices)", "return sum(map(price, prices))"),
    "rates.py": rates.replace("0.19", "0.25"),
}
published(folder, project).agent("agent/work", changed)
pull = {"id": 3, "url": "", "title": "Work", "head_branch_name": "agent/work"}
logs = [{"message_type": "ACTION", "thought": f"step {number}", "tool_name": "edit"} for number in range(3)]
script = Script(("ACTIVE", "ACTIVE", "COMPLETE"), result="done", pulls=[pull], logs=logs)
with CodegenApi(script) as api:
    sys.stdout.write(f"serving {api.base_url} {api.token}\n")
    sys.stdout.flush()
    threading.Event().wait()
