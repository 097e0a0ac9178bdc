"""Offers to implement: on every kind of stub, and on nothing else."""

from __future__ import annotations

import pytest

from support.menu import menu

UNFINISHED = {
    "python ellipsis": ("function", "send", "...", "#- a.py\ndef se$0nd(x):\n    ...\n"),
    "python pass": ("function", "send", "pass", "#- a.py\ndef send(x):\n    pa$0ss\n"),
    "python raise": (
        "method",
        "send",
        'raise NotImplementedError("later")',
        '#- a.py\nclass A:\n    def send(self):\n        raise NotImplementedError("la$0ter")\n',
    ),
    "python docstring only": (
        "function",
        "send",
        '"""Send it."""',
        '#- a.py\ndef send(x):\n    """Send$0 it."""\n',
    ),
    "python decorator": ("function", "send", "...", "#- a.py\n@cac$0he\ndef send(x):\n    ...\n"),
    "python parameters": ("function", "send", "...", "#- a.py\ndef send(\n    x: in$0t,\n):\n    ...\n"),
    "python async": ("function", "send", "...", "#- a.py\nasync def send(x$0):\n    ...\n"),
    "python nested": (
        "function",
        "inner",
        "pass",
        "#- a.py\ndef outer():\n    def inner():\n        pass$0\n    return inner\n",
    ),
    "python class": ("class", "Client", "pass", "#- a.py\nclass Cli$0ent:\n    pass\n"),
    "python class with doc": (
        "class",
        "Client",
        '"""A client."""',
        '#- a.py\nclass Cli$0ent(Base):\n    """A client."""\n',
    ),
    "typescript function": ("function", "send", "", "#- a.ts\nfunction se$0nd(x: number): string {\n}\n"),
    "typescript throw": (
        "method",
        "send",
        'throw new Error("Not implemented");',
        '#- a.ts\nclass A {\n  send(): void {\n    throw new $0Error("Not implemented");\n  }\n}\n',
    ),
    "typescript class": ("class", "Client", "", "#- a.ts\nexport class Cli$0ent {\n}\n"),
    "javascript function": ("function", "send", "// TODO", "#- a.js\nfunction send(x) {\n  // TO$0DO\n}\n"),
    "tsx function": ("function", "Row", "// TODO", "#- a.tsx\nfunction Ro$0w() {\n  // TODO\n}\n"),
    "c abort": (
        "function",
        "send",
        "abort(); /* TODO */",
        "#- a.c\nint se$0nd(int a) {\n    abort(); /* TODO */\n}\n",
    ),
    "c empty": ("function", "send", "", "#- a.c\nint se$0nd(int a) {\n}\n"),
    "cpp method outside of its class": (
        "method",
        "send",
        'throw std::logic_error("not implemented");',
        '#- a.cpp\nint Client::send() {\n    throw std::logic_error("not im$0plemented");\n}\n',
    ),
    "ruby method": (
        "method",
        "send_all",
        "raise NotImplementedError",
        "#- a.rb\nclass A\n  def send_all(x)\n    raise Not$0ImplementedError\n  end\nend\n",
    ),
    "ruby comment": ("function", "f", "# TODO", "#- a.rb\ndef f\n  # TO$0DO\nend\n"),
    "ruby empty": ("function", "f", "", "#- a.rb\ndef f$0; end\n"),
    "php method": (
        "method",
        "send",
        "throw new \\LogicException('not implemented');",
        "#- a.php\n<?php\nclass A\n{\n    function se$0nd() { throw new \\LogicException('not implemented'); }\n}\n",
    ),
    "lua method": ("method", "send", "-- TODO", "#- a.lua\nfunction M:send(x)\n  -- TO$0DO\nend\n"),
    "bash function": ("function", "send", ":", "#- a.sh\nse$0nd() {\n  :\n}\n"),
    "elixir function": (
        "method",
        "send_all",
        'raise "not implemented"',
        '#- a.ex\ndefmodule A do\n  @doc "x"\n  def send_all(x) do\n    raise "not im$0plemented"\n  end\nend\n',
    ),
    "csharp method": (
        "method",
        "Send",
        "throw new NotImplementedException();",
        "#- A.cs\nclass A\n{\n    int Se$0nd()\n    {\n        throw new NotImplementedException();\n    }\n}\n",
    ),
    "csharp arrow": (
        "method",
        "Send",
        "throw new NotImplementedException()",
        "#- A.cs\nclass A\n{\n    int Se$0nd() => throw new NotImplementedException();\n}\n",
    ),
    "go panic": (
        "function",
        "Send",
        'panic("not implemented")',
        '#- a.go\npackage a\n\nfunc Se$0nd() {\n\tpanic("not implemented")\n}\n',
    ),
    "go method": (
        "method",
        "Send",
        "// TODO: send",
        "#- a.go\npackage a\n\nfunc (c *Client) Se$0nd() error {\n\t// TODO: send\n}\n",
    ),
    "rust todo": ("function", "send", "todo!()", "#- a.rs\nfn send() -> u8 {\n    to$0do!()\n}\n"),
    "rust unimplemented": (
        "method",
        "send",
        "unimplemented!()",
        "#- a.rs\nimpl Client {\n    fn se$0nd(&self) {\n        unimplemented!()\n    }\n}\n",
    ),
    "java throw": (
        "method",
        "send",
        "throw new UnsupportedOperationException();",
        ("#- A.java\nclass A {\n    void se$0nd() {\n        throw new UnsupportedOperationException();\n    }\n}\n"),
    ),
    "java constructor": (
        "method",
        "A",
        "// TODO: keep x",
        "#- A.java\nclass A {\n    A$0(int x) {\n        // TODO: keep x\n    }\n}\n",
    ),
    "java empty": ("method", "send", "", "#- A.java\nclass A {\n    void se$0nd() {\n    }\n}\n"),
}

FINISHED = {
    "python finished": "#- a.py\ndef se$0nd(x):\n    return x\n",
    "python abstract": ("#- a.py\nclass A(ABC):\n    @abc.abstractmethod\n    def se$0nd(self):\n        ...\n"),
    "python protocol": "#- a.py\nclass A(Protocol):\n    def se$0nd(self):\n        ...\n",
    "python protocol class": "#- a.py\nclass A$0(typing.Protocol):\n    pass\n",
    "python overload": "#- a.py\n@overload\ndef se$0nd(x: int) -> int: ...\n",
    "python exception": "#- a.py\nclass SendEr$0ror(Exception):\n    pass\n",
    "python own exception": '#- a.py\nclass SendFailed(Client$0Error):\n    """It failed."""\n',
    "python stub file": "#- a.pyi\ndef se$0nd(x): ...\n",
    "python outside": "#- a.py\ndef send(x):\n    ...\n\n\nx = 1$0\n",
    "python blank line at the margin": "#- a.py\ndef send(x):\n    ...\n$0\n",
    "python finished after another stub": (
        "#- a.py\nclass A:\n    def a(self): ...\n    def b(self):\n        return 1$0\n"
    ),
    "typescript abstract": "#- a.ts\nabstract class A {\n  abstract se$0nd(): void;\n}\n",
    "typescript interface": "#- a.ts\ninterface A {\n  se$0nd(): void;\n}\n",
    "typescript overload": (
        "#- a.ts\nfunction se$0nd(x: number): void;\n"
        "function send(x: string): void;\nfunction send(x: any) { go(x); }\n"
    ),
    "typescript declaration": "#- a.d.ts\ndeclare function se$0nd(x: number): void;\n",
    "typescript parameter properties": "#- a.ts\nclass A {\n  construc$0tor(private x: number) {}\n}\n",
    "typescript error": "#- a.ts\nclass SendEr$0ror extends Error {}\n",
    "go finished": "#- a.go\npackage a\n\nfunc Se$0nd() int {\n\treturn 1\n}\n",
    "go interface": "#- a.go\npackage a\n\ntype A interface {\n\tSe$0nd() error\n}\n",
    "go empty struct": "#- a.go\npackage a\n\ntype A$0 struct{}\n",
    "rust trait": "#- a.rs\ntrait A {\n    fn se$0nd(&self);\n}\n",
    "rust finished": "#- a.rs\nfn se$0nd() -> u8 {\n    1\n}\n",
    "java interface": "#- A.java\ninterface A {\n    void se$0nd();\n}\n",
    "java abstract": "#- A.java\nabstract class A {\n    abstract void se$0nd();\n}\n",
    "java exception": "#- A.java\nclass SendExcep$0tion extends RuntimeException {}\n",
    "java private constructor": ("#- A.java\nclass A {\n    private A$0() {}\n\n    int x() { return 1; }\n}\n"),
    "java constructor that refuses": (
        "#- A.java\nclass A {\n    private A$0() {\n        throw new UnsupportedOperationException();\n    }\n}\n"
    ),
    "java native": "#- A.java\nclass A {\n    native void se$0nd();\n}\n",
}


@pytest.mark.parametrize("case", UNFINISHED)
def test_a_stub_is_offered_to_be_implemented(case, tmp_path):
    kind, name, body, source = UNFINISHED[case]
    entry = menu(source, tmp_path, automatic=True)[f"implement.{kind}"]
    assert entry.title == f"Implement {kind} '{name}'"
    assert entry.replaced == body
    assert entry.target.symbol is not None
    assert entry.target.symbol.name == name
    assert (entry.offer.kind, entry.offer.command) == (
        "refactor.rewrite.contexten.implement",
        "contexten.generate",
    )


@pytest.mark.parametrize("case", FINISHED)
def test_what_is_complete_as_it_stands_is_not_offered(case, tmp_path):
    assert not [action for action in menu(FINISHED[case], tmp_path) if action.startswith("implement.")]


def test_a_blank_line_below_a_stub_belongs_to_it_by_its_column(tmp_path):
    source = (
        '#- a.py\nclass A:\n    def send(self):\n        """Send it."""\n'
        "        $0\n\n    def close(self):\n        return 1\n"
    )
    assert menu(source, tmp_path)["implement.method"].target.symbol.name == "send"


def test_a_broken_file_still_offers_its_stubs(tmp_path):
    source = "#- a.py\ndef broken(:\n    x = = 1\n\n\ndef se$0nd(x):\n    ...\n"
    assert "implement.function" in menu(source, tmp_path)


def test_a_cursor_in_the_indentation_means_the_code_on_the_line(tmp_path):
    source = "#- a.py\nclass A:\n$0    def send(self):\n        ...\n\n    def close(self):\n        return 1\n"
    assert menu(source, tmp_path)["implement.method"].target.symbol.name == "send"


@pytest.mark.parametrize("header", ["def send(x):", "class Client:"])
def test_a_header_without_a_body_is_given_one_behind_it(header, tmp_path):
    (entry,) = menu(f"#- a.py\n{header}$0\n", tmp_path, automatic=True).values()
    assert (entry.before, entry.replaced) == (header, "")
    assert entry.target.symbol.body == entry.target.span
