"""Where new imports go, and that none comes twice."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import request_at, result_of

USE = "\n\ndef f(x):\n    pa$0ss\n"
DONE = "\n\ndef f(x):\n    return x\n"
ANSWER = "def f(x):\n    return x\n"

PYTHON = {
    "a file without imports": ("X = 1\n", "import re", "import re\n\nX = 1\n"),
    "behind the docstring": ('"""Doc."""\n', "import re", '"""Doc."""\n\nimport re\n'),
    "behind a shebang": ("#!/usr/bin/env python\n", "import re", "#!/usr/bin/env python\n\nimport re\n"),
    "sorted into its group": ("import os\nimport sys\n", "import re", "import os\nimport re\nimport sys\n"),
    "at the end of an unsorted group": ("import sys\nimport os\n", "import re", "import sys\nimport os\nimport re\n"),
    "first of its group": ("import os\n", "import abc", "import abc\nimport os\n"),
    "another kind gets a group": ("import os\n", "import numpy as np", "import os\n\nimport numpy as np\n"),
    "relative ones are last": (
        "import os\n\nimport numpy\n",
        "from . import a",
        "import os\n\nimport numpy\n\nfrom . import a\n",
    ),
    "future is first": (
        "import os\n",
        "from __future__ import annotations",
        "from __future__ import annotations\n\nimport os\n",
    ),
    "known already": ("import os\nfrom a import b\n", "import os\nfrom a import b", "import os\nfrom a import b\n"),
    "known in part": ("from a import b\n", "from a import b, c", "from a import b, c\n"),
    "with an alias": ("from a import b\n", "from a import b as x", "from a import b, b as x\n"),
    "several on a line, one known": ("import os\n", "import os, re", "import os\nimport re\n"),
    "a bracketed list stays": (
        "from a import (\n    b,\n)\n",
        "from a import b, c",
        "from a import (\n    b,\n)\nfrom a import c\n",
    ),
    "a bracketed answer": ("from a import b\n", "from a import (\n    b,\n    c,\n)", "from a import b, c\n"),
    "behind a comment on the line": ("import os  # noqa\n", "import re", "import os  # noqa\nimport re\n"),
    "star": ("from a import b\n", "from c import *", "from a import b\nfrom c import *\n"),
}


@pytest.mark.parametrize(("before", "imports", "after"), PYTHON.values(), ids=PYTHON.keys())
def test_python(before, imports, after):
    assert result_of(request_at(before + USE, Place.BODY), f"```python\n{imports}\n\n{ANSWER}```") == after + DONE
    request = request_at(before + USE, Place.BODY, newline="\r\n")
    assert result_of(request, f"{imports}\n\n{ANSWER}") == (after + DONE).replace("\n", "\r\n")


OTHERS = {
    "typescript": (
        "#- a.ts\nimport { a } from './a';\n\nfunction f() {$0}\n",
        (
            "import { a, b } from './a';\nimport type { T } from './t';\n"
            "import D from 'd';\n\nfunction f() {\n  return b;\n}\n"
        ),
        (
            "import { a, b } from './a';\nimport type { T } from './t';\n"
            "import D from 'd';\n\nfunction f() {\n  return b;\n}\n"
        ),
    ),
    "go without imports": (
        "#- a.go\npackage a\n\nfunc F() {$0}\n",
        'package a\n\nimport "os"\n\nfunc F() {\n\tos.Exit(1)\n}\n',
        'package a\n\nimport "os"\n\nfunc F() {\n\tos.Exit(1)\n}\n',
    ),
    "rust in part": (
        "#- a.rs\nuse a::{b, c};\n\nfn f() {$0}\n",
        "use a::{b, d};\n\nfn f() {\n    d();\n}\n",
        "use a::{b, c};\nuse a::{d};\n\nfn f() {\n    d();\n}\n",
    ),
    "c": (
        '#- a.c\n#include "a.h"\n#include <stdio.h>\n\nint f(void) {$0}\n',
        "#include <stdio.h>\n#include <stdlib.h>\n\nint f(void) {\n    return abs(1);\n}\n",
        '#include "a.h"\n#include <stdio.h>\n#include <stdlib.h>\n\nint f(void) {\n    return abs(1);\n}\n',
    ),
    "c without includes, behind the guard": (
        "#- a.hpp\n#ifndef A_H\n#define A_H\n\ninline int f() {$0}\n\n#endif\n",
        "#include <cstdlib>\n\ninline int f() {\n    return std::abs(1);\n}\n",
        ("#ifndef A_H\n#define A_H\n\n#include <cstdlib>\n\ninline int f() {\n    return std::abs(1);\n}\n\n#endif\n"),
    ),
    "csharp": (
        "#- A.cs\nusing System;\n\nnamespace A;\n\nclass A\n{\n    int F() {$0}\n}\n",
        "using System;\nusing System.Linq;\n\nnamespace A;\n\nint F() {\n    return B.Sum();\n}\n",
        (
            "using System;\nusing System.Linq;\n\nnamespace A;\n\nclass A\n{\n    int F() {\n"
            "        return B.Sum();\n    }\n}\n"
        ),
    ),
    "java": (
        "#- A.java\npackage a;\n\nimport java.util.List;\n\nclass A {\n    void f() {$0}\n}\n",
        "import java.util.List;\nimport java.util.Map;\n\nvoid f() {\n    Map.of();\n}\n",
        (
            "package a;\n\nimport java.util.List;\nimport java.util.Map;\n"
            "\nclass A {\n    void f() {\n        Map.of();\n    }\n}\n"
        ),
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_other_languages(source, answer, expected):
    assert result_of(request_at(source, Place.BODY), answer) == expected
