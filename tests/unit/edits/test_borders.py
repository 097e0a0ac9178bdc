"""The borders of a file and of a block: byte order marks, empty files, brackets."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import request_at, result_of

BOM = "\ufeff"
STUB = "def add(a, b):\n    pa$0ss\n"
ANSWER = "```python\n{}\n\ndef add(a, b):\n    return a\n```"
HEADS = ["", "# c\n", "\n", '"""Doc."""\n\n', "import re\n\n\n", "x = 1\n"]


@pytest.mark.parametrize("imported", ["import os", "import zlib", "from __future__ import annotations"])
@pytest.mark.parametrize("head", HEADS)
def test_a_byte_order_mark_changes_nothing_but_itself(head, imported):
    plain, marked = (request_at(f"#- a.py\n{before}{head}{STUB}", Place.BODY) for before in ("", BOM))
    answer = ANSWER.format(imported)
    assert result_of(marked, answer) == BOM + result_of(plain, answer)


WHOLE = {
    "a.go": 'package a\n\nimport "fmt"\n\nfunc A() { fmt.Println(1) }',
    "A.java": "package p;\n\nimport java.util.List;\n\nclass A {\n    List<String> names;\n}",
    "a.py": '"""Doc."""\n\nimport os\n\nHERE = os.getcwd()',
}


@pytest.mark.parametrize("path", WHOLE)
@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
def test_an_empty_file_gets_the_answer_as_it_is(path, blank):
    request = request_at(f"#- {path}\n$0{blank}", Place.INSERT)
    assert result_of(request, f"```\n{WHOLE[path]}\n```").strip() == WHOLE[path]


INSERTED = {
    "java, last member": (
        "#- A.java\nclass A {\n    int go() {\n        return 1;\n    }$0\n}\n",
        "int two() {\n    return 2;\n}",
        "class A {\n    int go() {\n        return 1;\n    }\n\n    int two() {\n        return 2;\n    }\n}\n",
    ),
    "typescript, first member": (
        "#- a.ts\nclass A {$0\n  go() {\n    return 1;\n  }\n}\n",
        "two() {\n  return 2;\n}",
        "class A {\n  two() {\n    return 2;\n  }\n\n  go() {\n    return 1;\n  }\n}\n",
    ),
}


@pytest.mark.parametrize("name", INSERTED)
def test_no_blank_line_stands_beside_the_bracket_of_a_block(name):
    source, answer, expected = INSERTED[name]
    assert result_of(request_at(source, Place.INSERT), answer) == expected
