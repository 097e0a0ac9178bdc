"""Whatever the answer: a result that parses no worse and changes only what may change, or a refusal; no exception."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contexten.edits.model import EditPlan, Place, Refused, Request
from contexten.edits.shape import shape
from contexten.syntax.extract import extract_facts
from contexten.syntax.languages import by_id
from contexten.syntax.parse import parse
from contexten.text import Document, Span

SOURCE = '''"""Doc."""
import os
from a import b


class A(Base):
    x = 1

    def one(self, value):
        """Doc of one."""
        pass

    def two(self): return 2

\tdef
# é 日本
def three(a, b=(1,
                2)):
    if a:
        return b
    return [
        a,
    ]


try:
    four = three(1)
except ValueError:
    pass
'''
CLEAN = SOURCE.replace("\tdef\n", "")
CODE = [
    "return value",
    "def one(self, value):\n    return value\n",
    "class A(Base):\n    def one(self, value):\n        x = value\n        return x\n",
    "import re\nfrom a import c\n",
    "@property\ndef one(self):\n\treturn re.sub('a', 'b', self.x)\n",
    "def helper(x):\n    return x\n\ndef one(self, v):\n    return helper(v)\n",
    "if a:\n  b()\n    c()\n",
    "x = (1,\n",
    "# ... existing code ...\n",
    "pass",
    "...",
    '"""Only doc."""',
    's = """\n  ```\n  text\n"""\n',
    "return 'é\u202e'",
    CLEAN,
    CLEAN.replace("        pass\n", "        return value\n", 1),
    "",
    "}",
    "\x0c\x0b\u2028\x00",
]
WRAPS = [
    "{}",
    "```python\n{}\n```",
    "```\n{}\n```",
    "~~~~py\n{}\n~~~~",
    "```python\n{}",
    "```diff\n{}\n```",
    "<think>{}</think>",
    "<thinking>\n{}",
    "{}</think>\n",
    "<<<<<<< SEARCH\n        pass\n=======\n{}\n>>>>>>> REPLACE",
    "<<<<<<< SEARCH\n{}\n=======\n        return value\n>>>>>>> REPLACE",
    "<<<<<<< SEARCH\n=======\n{}\n>>>>>>> REPLACE",
    '--- a/a.py\n+++ b/a.py\n@@ -8,3 +8,3 @@\n         """Doc of one."""\n-        pass\n+        {}\n',
    "@@ @@\n {}\n-pass\n+return 1",
    "- {}\n* two",
]
PROSE = [
    "",
    "Here is the code:",
    "Sure!\n\n",
    "Note: this works.",
    "```",
    "\n\n",
    "1. First",
    "`x`",
    "</think>",
    "=======",
    "@@",
]

OTHERS = {
    "typescript": """import { a } from "./a";
import fs from 'node:fs';

/** Doc. */
export class A extends B {
  x = 1;
  @dec()
  one(value: string): void {
    throw new Error("todo");
  }
  two = (a) => {};
}

export const three = async <T>(a: T) => {
  if (a) { return `x
  ${a}`; }
  // é 日本
};
function four() {}
""",
    "go": """package main

import (
\t"fmt"
)

// A is.
type A struct {
\tX int
}

// One does.
func (a *A) One(value string) error {
\tpanic("todo")
}

func two() { fmt.Println(`é
 raw`) }

func three() {}
""",
    "rust": """use std::fs;

/// Doc.
pub struct A { x: u8 }

impl A {
    #[inline]
    pub fn one(&self, value: &str) -> u8 {
        todo!()
    }
}

fn two() {}
""",
    "c": """#include <stdlib.h>

/* Doc. */
struct a { int x; };

int one(struct a *self, const char *value)
{
    abort(); /* TODO */
}

static void two(void) { puts("é"); }
""",
    "cpp": """#include <string>

namespace n {
/// Doc.
class A : public B {
public:
    int one(const std::string& value) const {
        throw std::logic_error("not implemented");
    }
    void two() {}
};
}
""",
    "csharp": """using System;

namespace A.B;

/// <summary>Doc.</summary>
public class A : B
{
    [C]
    public int One(string value)
    {
        throw new NotImplementedException();
    }

    public int Two() => throw new NotImplementedException();
}
""",
    "java": """package a.b;

import java.util.List;

/** Doc. */
public class A extends B {
    @Override
    public int one(String value) {
        throw new UnsupportedOperationException();
    }

    void two() {}
}
""",
    "ruby": """require "set"

module M
  # Doc.
  class A < B
    attr_reader :x

    def one(value)
      raise NotImplementedError
    end

    def two = 2
  end
end

def three(a, &block)
  a.each do |é|
    <<~TEXT
      raw #{é}
    TEXT
  end
end
def four; end
""",
    "lua": """local b = require("b")

local A = {}

--- Doc.
function A:one(value)
  error("not implemented")
end

A.two = function() return [[é
 raw]] end
local function three() end
return A
""",
    "elixir": """defmodule A do
  @moduledoc false
  alias B.C

  @doc "Doc."
  def one(value) do
    raise "not implemented"
  end

  def two(x), do: C.f(x)
  defp three do
    ~s(é
    raw)
  end
end
""",
    "bash": """#!/bin/sh
. ./lib.sh

# Doc.
one() {
  # TODO
}
two() { echo "é
 raw $1"; }
three() {
  cat <<EOF
  text
EOF
}
""",
    "php": """<?php
namespace A;

use B\\C;

/** Doc. */
class A extends C
{
    public function one(string $value): void
    {
        throw new \\LogicException('not implemented');
    }
    private function two() { return <<<TXT
  raw é
  TXT; }
}
function three() {}
?>
<b>text</b>
""",
    "sql": """-- Doc.
CREATE TABLE a (b int, c text DEFAULT 'é
raw');
CREATE FUNCTION one(value int) RETURNS int AS $$
  -- TODO
$$ LANGUAGE sql;
""",
}
BRACED = [
    "return value;",
    "one(value: string): void {\n    return value;\n}\n",
    "func (a *A) One(value string) error {\n  return helper(value)\n}\n\nfunc helper(v string) error { return nil }\n",
    "pub fn one(&self, value: &str) -> u8 {\n\tself.x\n}\n",
    "public class A {\n  public int one(String value) {\n    return 1;\n  }\n}",
    'import { b, c } from "./a";\nfunction helper() { return 1; }\nfunction four() {\n  return helper();\n}\n',
    'package main\n\nimport (\n\t"os"\n\t"fmt"\n)\n\nfunc three() {\n\tos.Exit(1)\n}\n',
    "use std::io;\nfn two() {\n    io::stdin();\n}",
    "import java.util.Map;\nvoid two() {\n    Map.of();\n}",
    "if (x) {\n",
    "}\n}\n{",
    "// ... existing code ...\nreturn 1;",
    "/** Only a comment. */",
    "// TODO",
    "`template\n  text`",
    "def one(value)\n  value\nend\n",
    "def one(value), do: value\n",
    "function A:one(value)\n  return value\nend\n",
    'one() {\n  echo "$1"\n}\n',
    "<?php\npublic function one(string $value): void\n{\n    $this->x();\n}\n",
    "if x then\n",
    "end\nend\n",
    'alias B.D\nrequire "b"\nSELECT 1;',
    *OTHERS.values(),
]


def answers(codes):
    """Mixtures of prose, fences, code, diffs and noise, some of them cut off."""
    pieces = st.one_of(
        st.builds(lambda wrap, code: wrap.replace("{}", code), st.sampled_from(WRAPS), st.sampled_from(codes)),
        st.sampled_from(PROSE),
        st.sampled_from(codes),
        st.text(max_size=30),
    )
    return st.builds(
        lambda pieces, joint, cut, newline: joint.join(pieces)[: cut or None].replace("\n", newline),
        st.lists(pieces, max_size=4),
        st.sampled_from(["\n", "\n\n", " ", ""]),
        st.integers(0, 400) | st.just(0),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )


@st.composite
def requests(draw, language, clean):
    """A request of any place at a random or a fitting span of a clean or a broken file."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    broken = SOURCE if clean is CLEAN else clean.replace("}", "", 1)
    text = draw(st.sampled_from([broken, clean, clean, clean.rstrip("\n"), "", "\n"]))
    document = Document.of(text.replace("\n", newline))
    place = draw(st.sampled_from(list(Place)))
    definitions = extract_facts(parse(document, language)).definitions
    if place in {Place.BODY, Place.DOC} and definitions:
        item = draw(st.sampled_from(definitions))
        return Request("/w/a.py", document, language, place, item.body or item.span, item.span, item.body, item.name)
    start = draw(st.integers(0, len(document.data)))
    end = start if place in {Place.INSERT, Place.APPEND} else draw(st.integers(start, len(document.data)))
    span = draw(st.sampled_from([item.span for item in definitions])) if definitions and draw(st.booleans()) else None
    if span is None or place in {Place.INSERT, Place.APPEND}:
        span = Span(*(_border(document.data, offset) for offset in (start, end)))
    return Request("/w/a.py", document, language, place, span)


def _border(data, offset):
    while 0 < offset < len(data) and data[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_answer_gives_a_checked_result_or_a_refusal_in_python(data):
    request = data.draw(requests(by_id("python"), CLEAN))
    check(request, shape(request, data.draw(answers(CODE))))


@pytest.mark.parametrize("language", OTHERS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_answer_gives_a_checked_result_or_a_refusal(language, data):
    request = data.draw(requests(by_id(language), OTHERS[language]))
    check(request, shape(request, data.draw(answers(BRACED))))


def check(request, plan):
    if isinstance(plan, Refused):
        assert plan.reason
        return
    assert isinstance(plan, EditPlan)
    (file,) = plan.files
    assert file.result.data != request.document.data
    before, after = parse(request.document, request.language), parse(file.result, request.language)
    assert after.errors <= before.errors
    if request.language.id == "python" and compiles(request.document):
        assert compiles(file.result)
    allowed = permitted(request)
    for change in file.changes:
        assert change.needs_confirmation or allowed.covers(change.patch.span), change
        assert change.label in {"new import", "new helper"} or not change.needs_confirmation


def compiles(document):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(document.text, "<text>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def permitted(request):
    """What an answer may change unasked: the definition, the span, around a cursor the lines up to the next text."""
    spans = [request.span, request.definition or request.span]
    if request.place is Place.DOC or request.place is Place.BODY:
        line = request.document.line_of(spans[1].start)
        spans.append(Span(request.document.starts[line], spans[1].end))
    if request.place is Place.APPEND:
        spans.append(Span(len(request.document.data.rstrip()), len(request.document.data)))
        spans = spans[2:]
    elif not request.document.data[request.span.start : request.span.end].strip() and request.definition is None:
        spans.append(_blank_around(request.document, request.span))
    document = request.document
    spans = [
        span if not _to_line_end(document, span) else Span(span.start, _to_line_end(document, span)) for span in spans
    ]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _to_line_end(document, span):
    end = document.line_span(document.line_of(span.end)).end
    rest = document.data[span.end : end].strip()
    return end if rest.startswith((b"#", b"//")) else 0


def _blank_around(document, span):
    line = document.line_of(span.start)
    first, last = line, document.line_of(span.end)
    while first > 0 and not document.line_text(first - 1).strip():
        first -= 1
    while last + 1 < document.line_count and not document.line_text(last + 1).strip():
        last += 1
    return Span(
        document.line_span(max(first - 1, 0)).end if first else 0,
        document.lines_covering(document.line_span(last)).end,
    )


@pytest.mark.parametrize(
    "answer",
    [
        "```" * 2000,
        "<think>" * 500,
        "<<<<<<< SEARCH\n" * 300,
        "\n\na" * 1500,
        "(" * 3000,
        "\n\n)" * 1500,
        "Word and\n\nx = (\n\n" * 300,
    ],
)
def test_hostile_answers_are_read_in_bounded_time(answer):
    document = Document.of(CLEAN)
    item = next(item for item in extract_facts(parse(document, by_id("python"))).definitions if item.name == "one")
    request = Request("/w/a.py", document, by_id("python"), Place.BODY, item.body, item.span, item.body, item.name)
    check(request, shape(request, answer))
