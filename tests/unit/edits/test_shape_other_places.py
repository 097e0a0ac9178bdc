"""REPLACE, INSERT and APPEND."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contexten.edits.model import Place
from support.edits import refused, request_at, result_of, shaped

FILE = '''"""Doc."""
import os


def load(path):
    text = open(path).read()
    lines = text.split("\\n")
    return lines


class Store:
    def get(self, key):
        return self.data[key]
'''


def marked(start, end=None):
    """FILE with the text from `start` to the end of `end` selected."""
    end = end or start
    first = FILE.index(start)
    last = FILE.index(end, first) + len(end)
    return FILE[:first] + "$0" + FILE[first:last] + "$0" + FILE[last:]


REPLACED = {
    "statements": (
        marked("text = open", '"\\n")'),
        "```python\nwith open(path) as file:\n    lines = file.readlines()\n```",
        FILE.replace(
            '    text = open(path).read()\n    lines = text.split("\\n")\n',
            "    with open(path) as file:\n        lines = file.readlines()\n",
        ),
    ),
    "whole lines": (
        marked("    text = open(path).read()\n"),
        "text = Path(path).read_text()",
        FILE.replace("open(path).read()", "Path(path).read_text()"),
    ),
    "an expression": (
        marked("self.data[key]"),
        "```python\nself.data.get(key)\n```",
        FILE.replace("[key]", ".get(key)"),
    ),
    "a definition": (
        marked("def load", "return lines"),
        "Here:\n```python\ndef load(path: str) -> list[str]:\n  return open(path).readlines()\n```",
        FILE[: FILE.index("def load")]
        + "def load(path: str) -> list[str]:\n    return open(path).readlines()\n"
        + FILE[FILE.index("\n\nclass Store") :],
    ),
    "a method out of its class": (
        marked("def get(self, key):\n        return self.data[key]"),
        (
            "```python\nclass Store:\n    def get(self, key, default=None):\n"
            "        return self.data.get(key, default)\n```"
        ),
        FILE.replace("key):", "key, default=None):").replace("[key]", ".get(key, default)"),
    ),
    "statements by an answer that repeats the function": (
        marked("text = open", '"\\n")'),
        (
            "```python\ndef load(path):\n    with open(path) as file:\n"
            "        lines = file.readlines()\n    return lines\n```"
        ),
        FILE.replace(
            '    text = open(path).read()\n    lines = text.split("\\n")\n',
            "    with open(path) as file:\n        lines = file.readlines()\n",
        ),
    ),
    "statements by an answer that repeats the file": (
        marked("text = open(path).read()"),
        f"```python\n{FILE.replace('open(path).read()', 'read(path)')}```",
        FILE.replace("open(path).read()", "read(path)"),
    ),
    "a block": (
        marked("text = open(path).read()"),
        "<<<<<<< SEARCH\n    text = open(path).read()\n=======\n    text = read(path)\n>>>>>>> REPLACE",
        FILE.replace("open(path).read()", "read(path)"),
    ),
    "a definition by an answer that changes others too": (
        marked("def load", "return lines"),
        f"```python\n{FILE.replace('open(path).read()', 'read(path)').replace('self.data', 'self.all')}```",
        FILE.replace("open(path).read()", "read(path)"),
    ),
    "with an import": (
        marked("text = open(path).read()"),
        "```python\nfrom pathlib import Path\n\ntext = Path(path).read_text()\n```",
        FILE.replace("open(path).read()", "Path(path).read_text()").replace(
            "import os\n", "import os\nfrom pathlib import Path\n"
        ),
    ),
    "the imports themselves": (
        marked("import os"),
        "import os\nimport sys",
        FILE.replace("import os", "import os\nimport sys"),
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), REPLACED.values(), ids=REPLACED.keys())
def test_a_selection_is_replaced(source, answer, expected):
    assert result_of(request_at(source, Place.REPLACE), answer) == expected
    crlf = request_at(source, Place.REPLACE, newline="\r\n")
    assert result_of(crlf, answer) == expected.replace("\n", "\r\n")


REPLACE_REFUSED = {
    "a definition by its body": (
        marked("def load", "return lines"),
        "return open(path).readlines()",
        "no definition",
    ),
    "more than the selection, as a file": (
        marked("import os"),
        f"```python\n{FILE.replace('open(path).read()', 'read(path)').replace('import os', 'import re')}```",
        "outside",
    ),
    "another definition": (marked("text = open(path).read()"), "class Store:\n    pass\n", "repeats Store"),
    "more than the selection, as a function": (
        marked("text = open(path).read()"),
        "```python\ndef load(path):\n    text = read(path)\n    lines = text.splitlines()\n    return lines\n```",
        "outside",
    ),
    "an elision": (
        marked("def load", "return lines"),
        "```python\ndef load(path):\n    # ... rest of the code\n    return 1\n```",
        "leaves out",
    ),
    "nothing new": (marked("text = open(path).read()"), "text = open(path).read()", "changes nothing"),
    "broken": (marked("text = open(path).read()"), "```python\ntext = (\n```", "syntax error"),
    "an indentation that Python refuses": (
        marked("text = open(path).read()"),
        "```python\na = 1\n    b = 2\nc = 3\n```",
        "syntax error",
    ),
    "a statement of Python 2": (
        marked("text = open(path).read()"),
        "```python\nprint path\n```",
        "syntax error",
    ),
}


@pytest.mark.parametrize(("source", "answer", "reason"), REPLACE_REFUSED.values(), ids=REPLACE_REFUSED.keys())
def test_a_replacement_that_does_not_fit_is_refused(source, answer, reason):
    assert reason in refused(request_at(source, Place.REPLACE), answer).reason


def test_import_outside_of_the_selection_needs_confirmation():
    source, answer, _ = REPLACED["with an import"]
    changes = shaped(request_at(source, Place.REPLACE), answer).files[0].changes
    assert [(change.label, change.needs_confirmation) for change in changes] == [
        ("new import", True),
        ("generated code", False),
    ]


INSERTED = {
    "on a blank line between functions": (
        "def a():\n    pass\n\n$0\n\ndef b():\n    pass\n",
        "```python\ndef new():\n    return 1\n```",
        "def a():\n    pass\n\n\ndef new():\n    return 1\n\n\ndef b():\n    pass\n",
    ),
    "on an indented blank line": (
        "def a():\n    x = 1\n    $0\n    return x\n",
        "x += 1\nif x:\n  y()\n",
        "def a():\n    x = 1\n    x += 1\n    if x:\n        y()\n    return x\n",
    ),
    "on an empty line in a block": (
        "def a():\n    x = 1\n$0\n    return x\n",
        "x += 1\n",
        "def a():\n    x = 1\n    x += 1\n    return x\n",
    ),
    "before a line": ("def a():\n    $0return x\n", "x = 1", "def a():\n    x = 1\n    return x\n"),
    "after a line": (
        "def a():\n    x = 1$0\n    return x\n",
        "x += 1",
        "def a():\n    x = 1\n    x += 1\n    return x\n",
    ),
    "after a header": ("def a(x):$0\n    return x\n", "x += 1", "def a(x):\n    x += 1\n    return x\n"),
    "into an empty file": ("$0", "```python\nx = 1\n```", "x = 1\n"),
    "an answer that repeats the function": (
        "def a():\n    x = 1\n    $0\n    y = 2\n    return x + y\n",
        "```python\ndef a():\n    x = 1\n    x += 1\n    y = 2\n    return x + y\n```",
        "def a():\n    x = 1\n    x += 1\n    y = 2\n    return x + y\n",
    ),
    "a method between methods": (
        "class A:\n    def a(self):\n        pass\n$0\n    def c(self):\n        pass\n",
        "def b(self):\n    pass",
        (
            "class A:\n    def a(self):\n        pass\n\n    def b(self):\n"
            "        pass\n\n    def c(self):\n        pass\n"
        ),
    ),
    "an import goes to the imports": (
        "import os\n\n\ndef a():\n    $0\n    return 1\n",
        "```python\nimport re\nre.compile('')\n```",
        "import os\nimport re\n\n\ndef a():\n    re.compile('')\n    return 1\n",
    ),
    "a diff": (
        "def a():\n    x = 1\n$0\n    return x\n",
        "```diff\n@@ -1,3 +1,3 @@\n def a():\n     x = 1\n+    x += 1\n \n     return x\n```",
        "def a():\n    x = 1\n    x += 1\n\n    return x\n",
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), INSERTED.values(), ids=INSERTED.keys())
def test_code_is_inserted_on_lines_of_its_own(source, answer, expected):
    assert result_of(request_at(source, Place.INSERT), answer) == expected


TESTS = "import pytest\n\nfrom shop import cart\n\n\ndef test_total():\n    assert cart.total() == 0\n$0"

APPENDED = {
    "a function": (
        TESTS,
        "```python\ndef test_count():\n    assert cart.count() == 0\n```",
        TESTS[:-2] + "\n\ndef test_count():\n    assert cart.count() == 0\n",
    ),
    "with imports, some known": (
        TESTS,
        "```python\nimport pytest\nfrom shop import cart, item\n\n\ndef test_item():\n    assert item\n```",
        TESTS[:-2].replace("import cart", "import cart, item") + "\n\ndef test_item():\n    assert item\n",
    ),
    "the whole file with what is new": (
        TESTS,
        f"```python\n{TESTS[:-2]}\n\ndef test_count():\n    assert cart.count() == 0\n```",
        TESTS[:-2] + "\n\ndef test_count():\n    assert cart.count() == 0\n",
    ),
    "two fences": (
        TESTS,
        "First:\n```python\ndef test_a():\n    pass\n```\nSecond:\n```python\ndef test_b():\n    pass\n```\n",
        TESTS[:-2] + "\n\ndef test_a():\n    pass\n\n\ndef test_b():\n    pass\n",
    ),
    "without a last line end": ("x = 1$0", "y = 2\n", "x = 1\n\ny = 2"),
}


@pytest.mark.parametrize(("source", "answer", "expected"), APPENDED.values(), ids=APPENDED.keys())
def test_code_is_appended(source, answer, expected):
    assert result_of(request_at(source, Place.APPEND), answer) == expected


def test_a_new_file_is_the_answer():
    request = request_at("#- tests/test_a.py\n$0", Place.APPEND, exists=False)
    plan = shaped(request, "Here is the test:\n\n```python\nimport a\n\n\ndef test_a():\n    assert a\n```\n")
    (file,) = plan.files
    assert file.create
    assert file.result.text == "import a\n\n\ndef test_a():\n    assert a\n"
    assert [change.label for change in file.changes] == ["new file"]


def test_a_name_that_the_file_has_is_refused():
    answer = "```python\ndef test_total():\n    assert cart.total() == 1\n```"
    assert "test_total" in refused(request_at(TESTS, Place.APPEND), answer).reason


def test_a_go_test_file_gets_one_package_clause():
    source = '#- a_test.go\npackage a\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n}\n$0'
    answer = '```go\npackage a\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestB(t *testing.T) {\n\tos.Exit(1)\n}\n```'
    expected = (
        'package a\n\nimport "testing"\nimport "os"\n\nfunc TestA(t *testing.T) {\n}\n\n'
        "func TestB(t *testing.T) {\n\tos.Exit(1)\n}\n"
    )
    assert result_of(request_at(source, Place.APPEND), answer) == expected


def test_an_answer_of_imports_alone_mends_an_undefined_name():
    source = "import os\n\n\ndef f(x):\n    return $0re.sub('a', x)$0\n"
    expected = "import os\nimport re\n\n\ndef f(x):\n    return re.sub('a', x)\n"
    assert result_of(request_at(source, Place.REPLACE), "```python\nimport re\n```") == expected
    assert result_of(request_at(source, Place.REPLACE), "```python\nimport re\nre.sub('a', x)\n```") == expected


def test_a_function_from_its_usage_comes_without_the_caller_that_the_answer_repeats():
    source = "$0\n\ndef main():\n    helper(1)\n"
    request = replace(request_at(source, Place.INSERT), name="helper")
    answer = "```python\ndef helper(x):\n    return x\n\n\ndef main():\n    print(helper(1))\n```"
    assert result_of(request, answer) == "def helper(x):\n    return x\n\n\ndef main():\n    helper(1)\n"


def test_without_a_name_a_definition_that_exists_is_refused():
    answer = "```python\ndef main():\n    pass\n```"
    assert "main" in refused(request_at("$0\n\ndef main():\n    helper(1)\n", Place.INSERT), answer).reason


def test_a_test_added_to_a_class_by_an_answer_that_repeats_the_file():
    source = "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        pass\n"
    added = "\n    def test_b(self):\n        pass\n"
    assert result_of(request_at(source + "$0", Place.APPEND), f"```python\n{source}{added}```") == source + added


def test_jsx_is_indented_with_its_text():
    source = "#- a.tsx\nfunction V() {\n  return (\n    <div>\n      $0<p>old</p>$0\n    </div>\n  );\n}\n"
    text = result_of(request_at(source, Place.REPLACE), "```tsx\n<p>\n  new\n</p>\n```")
    assert "      <p>\n        new\n      </p>\n    </div>" in text
