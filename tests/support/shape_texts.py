"""Files in many languages, pieces of code and what models wrap them in, for properties over any answer."""

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
