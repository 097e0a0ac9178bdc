"""The Node example of docs/other-tools.md, run as it is printed."""

import json

from support.model_server import ModelServer, Reply
from support.pages import examples
from support.tools import SHAPES, run_example


def test_a_node_program_over_stdio(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "shapes.py").write_text(SHAPES)
    program = examples("other-tools.md")["node"]
    with ModelServer([Reply(text="```python\ndef area(w, h):\n    return w * h\n```")]) as model:
        printed = run_example(["node", "-e"], program, project, model)
    answer = json.loads(printed)
    assert answer["outcome"] == "proposed"
    assert "return w * h" in json.dumps(answer["edit"])
    assert (project / "shapes.py").read_text() == SHAPES
