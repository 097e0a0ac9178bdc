"""The examples of docs/codebase.md give what the page says."""

import doctest
import re
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs" / "codebase.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# ([\w/]+\.py)\n")


def test_the_examples_run_as_they_stand(tmp_path, monkeypatch):
    files = [block for block in BLOCKS if NAMED.match(block)]
    sessions = [block for block in BLOCKS if not NAMED.match(block)]
    for block in files:
        name, _, text = block.partition("\n")
        path = tmp_path / name.removeprefix("# ")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    assert (len(files), len(sessions)) == (3, 7)
    page = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, "codebase.md", None, 0)
    report: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(page, out=report.append)
    assert outcome.failed == 0, "".join(report)
    assert outcome.attempted > 25
