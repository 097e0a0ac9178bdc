"""Creating what is called: only where nothing can define it."""

from __future__ import annotations

import pytest

from contexten.workspace.target import Intent
from support.menu import asked, declined, menu

FUNCTIONS = {
    "python": (
        "parse",
        "def load(path):\n    return parse(path)\n",
        "#- a.py\ndef load(path):\n    return par$0se(path)\n\n\ndef other():\n    return 1\n",
    ),
    "python method": (
        "parse",
        "class A:\n    def load(self):\n        return parse(self)\n\n    x = 1\n",
        "#- a.py\nclass A:\n    def load(self):\n        return par$0se(self)\n\n    x = 1\n\n\ny = 2\n",
    ),
    "python without a last line end": (
        "parse",
        "x = 1\n",
        "#- a.py\nx = 1\ndef load(p):\n    return par$0se(p)",
    ),
    "python end of file": (
        "parse",
        "def load(p):\n    return parse(p)\n",
        "#- a.py\ndef load(p):\n    return par$0se(p)\n",
    ),
    "python indented": (
        "parse",
        "if x:\n    ",
        "#- a.py\nif x:\n    def load(p):\n        return par$0se(p)\nelse:\n    load = None\n",
    ),
    "python top level": ("parse", "import os\n\n", '#- a.py\nimport os\n\ndata = par$0se("x")\n'),
    "python class level": ("parse", "x = 1\n\n\n", '#- a.py\nx = 1\n\n\nclass A:\n    data = par$0se("x")\n'),
    "typescript": (
        "parse",
        "export function load(path) {\n  return parse(path);\n}",
        "#- a.ts\nexport function load(path) {\n  return par$0se(path);\n}\n",
    ),
    "go": (
        "parse",
        "package a\n\nfunc load(path string) int {\n\treturn parse(path)\n}",
        "#- a.go\npackage a\n\nfunc load(path string) int {\n\treturn par$0se(path)\n}\n",
    ),
    "c": (
        "parse",
        "int size(void);\n\nint load(char *path)\n{\n    return parse(path);\n}",
        "#- a.c\nint size(void);\n\nint load(char *path)\n{\n    return par$0se(path);\n}\n",
    ),
    "rust": (
        "parse",
        "fn load(path: &str) -> u8 {\n    parse(path)\n}",
        "#- src/a.rs\nfn load(path: &str) -> u8 {\n    par$0se(path)\n}\n",
    ),
    "rust method": (
        "parse",
        "impl A {\n    fn load(&self) -> u8 {\n        parse(1)\n    }\n}",
        "#- src/a.rs\nimpl A {\n    fn load(&self) -> u8 {\n        par$0se(1)\n    }\n}\n",
    ),
}

METHODS = {
    "python": (
        "retry",
        "A",
        "class A:\n    def send(self):\n        return self.retry(3)\n",
        (
            "#- a.py\nclass A:\n    def send(self):\n        return self.ret$0ry(3)\n\n"
            "    def close(self):\n        return 1\n"
        ),
    ),
    "python with a known base": (
        "retry",
        "A",
        "from b import B\n\n\nclass A(B):\n    ",
        (
            "#- a.py\nfrom b import B\n\n\nclass A(B):\n    def send(self):\n"
            "        return self.ret$0ry(3)\n#- b.py\nclass B:\n    x = 1\n"
        ),
    ),
    "typescript": (
        "retry",
        "A",
        "class A {\n  send() {\n    return this.retry(3);\n  }",
        "#- a.ts\nclass A {\n  send() {\n    return this.ret$0ry(3);\n  }\n}\n",
    ),
    "go": (
        "retry",
        "A",
        "package a\n\ntype A struct{}\n\nfunc (a *A) Send() int {\n\treturn a.retry(3)\n}",
        "#- a.go\npackage a\n\ntype A struct{}\n\nfunc (a *A) Send() int {\n\treturn a.ret$0ry(3)\n}\n",
    ),
    "rust": (
        "retry",
        "A",
        "struct A;\n\nimpl A {\n    fn send(&self) -> u8 {\n        self.retry(3)\n    }",
        "#- src/a.rs\nstruct A;\n\nimpl A {\n    fn send(&self) -> u8 {\n        self.ret$0ry(3)\n    }\n}\n",
    ),
    "java": (
        "retry",
        "A",
        "class A {\n    int send() {\n        return retry(3);\n    }",
        "#- A.java\nclass A {\n    int send() {\n        return ret$0ry(3);\n    }\n}\n",
    ),
    "csharp": (
        "Retry",
        "A",
        "class A {\n    int Send() {\n        return Retry(3);\n    }",
        "#- A.cs\nclass A {\n    int Send() {\n        return Ret$0ry(3);\n    }\n}\n",
    ),
    "java with this": (
        "retry",
        "A",
        "class A {\n    int send() {\n        return this.retry(3);\n    }",
        "#- A.java\nclass A {\n    int send() {\n        return this.ret$0ry(3);\n    }\n}\n",
    ),
}

DEFINED = {
    "c, a prototype": "#- a.c\nchar *parse(int x);\n\nint f(int x) {\n    return *par$0se(x);\n}\n",
    "c, a macro": "#- a.c\n#define parse(x) (x)\n\nint f(int x) {\n    return par$0se(x);\n}\n",
    "c, below": "#- a.c\nint f(int x) {\n    return par$0se(x);\n}\n\nstatic int parse(int x) {\n    return x;\n}\n",
    "c, a pointer": "#- a.c\nint f(int (*parse)(int)) {\n    return par$0se(1);\n}\n",
    "c, perhaps in a header": '#- a.c\n#include "p.h"\n\nint f(int x) {\n    return par$0se(x);\n}\n',
    "cpp, a template": (
        "#- a.cpp\ntemplate <class T> T parse(T x) { return x; }\n\nint f(int x) {\n    return par$0se(x);\n}\n"
    ),
    "csharp, a method": "#- A.cs\nclass A {\n    int F() { return Par$0se(); }\n    int Parse() => 1;\n}\n",
    "csharp, of an unknown base": "#- A.cs\nclass A : B {\n    int F() { return Par$0se(); }\n}\n",
    "csharp, a static using": "#- A.cs\nusing static B.C;\nclass A {\n    int F() { return Par$0se(); }\n}\n",
    "builtin": "#- a.py\ndef f(x):\n    return le$0n(x)\n",
    "same file, below": "#- a.py\ndef f(x):\n    return par$0se(x)\n\n\ndef parse(x):\n    return x\n",
    "variable": "#- a.py\nparse = str.upper\n\n\ndef f(x):\n    return par$0se(x)\n",
    "annotated variable": "#- a.py\nparse: Callable = str.upper\n\n\ndef f(x):\n    return par$0se(x)\n",
    "unpacked": "#- a.py\nparse, dump = make()\n\n\ndef f(x):\n    return par$0se(x)\n",
    "parameter": "#- a.py\ndef f(x, parse):\n    return par$0se(x)\n",
    "local": "#- a.py\ndef f(x):\n    for parse in x:\n        par$0se(x)\n",
    "outer function": "#- a.py\ndef f(parse):\n    def g(x):\n        return par$0se(x)\n    return g\n",
    "import": "#- a.py\nfrom json import loads as parse\n\n\ndef f(x):\n    return par$0se(x)\n",
    "import in several lines": (
        "#- a.py\nfrom json import (\n    dumps,\n    parse,\n)\n\n\ndef f(x):\n    return par$0se(x)\n"
    ),
    "import inside": "#- a.py\ndef f(x):\n    from json import parse\n    return par$0se(x)\n",
    "conditional import": (
        "#- a.py\ntry:\n    from json import parse\nexcept ImportError:\n    pass\n\n"
        "\ndef f(x):\n    return par$0se(x)\n"
    ),
    "star import": "#- a.py\nfrom json import *\n\n\ndef f(x):\n    return par$0se(x)\n",
    "class": "#- a.py\ndef f(x):\n    return Par$0ser(x)\n",
    "function of a module": "#- a.py\nimport json\n\n\ndef f(x):\n    return json.par$0se(x)\n",
    "method of another object": "#- a.py\nclass A:\n    def f(self, x):\n        return x.par$0se()\n",
    "own method": (
        "#- a.py\nclass A:\n    def f(self):\n        return self.g$0o()\n\n    def go(self):\n        return 1\n"
    ),
    "own attribute": (
        "#- a.py\nclass A:\n    def __init__(self, go):\n        self.go = go\n\n"
        "    def f(self):\n        return self.g$0o()\n"
    ),
    "mixin": "#- a.py\nclass SendMixin:\n    def f(self):\n        return self.g$0o()\n",
    "dynamic attributes": (
        "#- a.py\nclass A:\n    def f(self):\n        return self.g$0o()\n\n"
        "    def __getattr__(self, name):\n        return print\n"
    ),
    "inherited": (
        "#- a.py\nfrom b import B\n\n\nclass A(B):\n    def f(self):\n"
        "        return self.g$0o()\n#- b.py\nclass B:\n    def go(self):\n"
        "        return 1\n"
    ),
    "inherited twice": (
        "#- a.py\nclass A(B):\n    def f(self):\n        return self.g$0o()\n\n\n"
        "class B(C):\n    x = 1\n\n\nclass C:\n    def go(self):\n        return 1\n"
    ),
    "inherited from outside": (
        "#- a.py\nfrom unittest import TestCase\n\n\nclass A(TestCase):\n    def f(self):\n        return self.g$0o()\n"
    ),
    "no call": "#- a.py\ndef f(x):\n    return par$0se\n",
    "a string": '#- a.py\ndef f(x):\n    return "par$0se(x)"\n',
    "typescript global": "#- a.ts\nfunction f() {\n  setTime$0out(g, 1);\n}\n\nconst g = () => 1;\n",
    "javascript parameter of a callback": "#- a.js\napp.use(function (request, next) {\n  ne$0xt(1);\n});\n",
    "javascript parameter of an arrow": "#- a.js\napp.use(next => {\n  ne$0xt(1);\n});\n",
    "javascript destructured": "#- a.js\nconst {\n  a,\n  next,\n} = app;\nne$0xt(1);\n",
    "rust closure": "#- src/a.rs\nconst F: fn(u8) = |next| ne$0xt(1);\n",
    "java method of the outer class": (
        "#- A.java\nclass A {\n    static int go() {\n        return 1;\n    }\n\n"
        "    static class B {\n        int f() {\n            return g$0o();\n        }\n    }\n}\n"
    ),
    "java anonymous class": (
        "#- A.java\nclass A {\n    Object f() {\n        return new B() {\n            int h() {\n"
        "                return g$0o();\n            }\n        };\n    }\n}\n"
    ),
    "typescript const": "#- a.ts\nfunction f() {\n  return par$0se(1);\n}\n\nconst parse = (x) => x;\n",
    "typescript import": '#- a.ts\nimport { parse } from "./b";\n\nfunction f() {\n  return par$0se(1);\n}\n',
    "typescript own field": "#- a.ts\nclass A {\n  go = () => 1;\n  f() {\n    return this.g$0o();\n  }\n}\n",
    "go package": (
        "#- a/a.go\npackage a\n\nfunc f() int {\n\treturn par$0se(1)\n}\n#- a/b.go\n"
        "package a\n\nfunc parse(x int) int {\n\treturn x\n}\n"
    ),
    "go builtin": "#- a.go\npackage a\n\nfunc f(x []int) int {\n\treturn le$0n(x)\n}\n",
    "go conversion": "#- a.go\npackage a\n\ntype id int\n\nfunc f(x int) id {\n\treturn i$0d(x)\n}\n",
    "go method elsewhere": (
        "#- a/a.go\npackage a\n\ntype A struct{}\n\nfunc (a *A) F() int {\n"
        "\treturn a.g$0o()\n}\n#- a/b.go\npackage a\n\nfunc (a *A) go() int {\n"
        "\treturn 1\n}\n"
    ),
    "rust variant": "#- src/a.rs\nfn f() -> Option<u8> {\n    So$0me(1)\n}\n",
    "rust derive": (
        "#- src/a.rs\n#[derive(Clone)]\nstruct A;\n\nimpl A {\n"
        "    fn f(&self) -> A {\n        self.cl$0one()\n    }\n}\n"
    ),
    "rust trait": (
        "#- src/a.rs\nstruct A;\n\nimpl Go for A {}\n\nimpl A {\n"
        "    fn f(&self) -> u8 {\n        self.g$0o()\n    }\n}\n"
    ),
    "java own": (
        "#- A.java\nclass A {\n    int f() {\n        return g$0o(1);\n    }\n\n"
        "    int go(int x) {\n        return x;\n    }\n}\n"
    ),
    "java inherited": "#- A.java\nclass A extends B {\n    int f() {\n        return g$0o(1);\n    }\n}\n",
    "java object": "#- A.java\nclass A {\n    int f() {\n        return hash$0Code();\n    }\n}\n",
    "java static import": (
        "#- A.java\nimport static b.B.*;\n\nclass A {\n    int f() {\n        return g$0o(1);\n    }\n}\n"
    ),
}


@pytest.mark.parametrize("case", FUNCTIONS)
def test_an_undefined_function_is_created_where_the_call_can_see_it(case, tmp_path):
    name, before, source = FUNCTIONS[case]
    entry = menu(source, tmp_path)["create.function"]
    assert entry.title == f"Create function '{name}'"
    assert (entry.before, entry.replaced, entry.target.name) == (before, "", name)
    assert (entry.offer.kind, entry.offer.command) == ("quickfix.contexten.create", "contexten.generate")


@pytest.mark.parametrize("case", METHODS)
def test_a_missing_method_of_the_own_type_is_created_beside_the_caller(case, tmp_path):
    name, owner, before, source = METHODS[case]
    entry = menu(source, tmp_path)["create.method"]
    assert entry.title == f"Create method '{name}' in '{owner}'"
    assert (entry.before, entry.replaced, entry.target.name) == (before, "", name)


@pytest.mark.parametrize("case", DEFINED)
def test_what_may_be_defined_is_not_offered(case, tmp_path):
    assert not [action for action in menu(DEFINED[case], tmp_path) if action.startswith("create.")]


def test_moving_the_cursor_offers_no_creation(tmp_path):
    assert menu(FUNCTIONS["python"][2], tmp_path, automatic=True) == {}


def test_in_a_large_file_only_a_command_asks_the_index(tmp_path):
    rest = "".join(f"value_{number} = {number}\n" for number in range(4_000))
    source = METHODS["python with a known base"][3].replace("#- b.py", f"{rest}#- b.py")
    assert "create.method" not in menu(source, tmp_path)
    assert asked(source, tmp_path, Intent.CREATE)[0].name == "retry"


def test_a_command_without_an_undefined_call_says_where_to_go(tmp_path):
    assert "put the cursor on the name" in declined(DEFINED["builtin"], tmp_path, Intent.CREATE)
