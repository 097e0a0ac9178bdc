"""BODY in languages with braces."""

from __future__ import annotations

import pytest

from contexten.edits.model import Place
from support.edits import refused, request_at, result_of, shaped

TS_SOURCE = """
    #- src/cart.ts
    import { Item } from "./item";

    export class Cart {
      private items: Item[] = [];

      /** Sum of all prices. */
      total(tax = 0): number {
        throw new Error("Not imple$0mented");
      }

      count(): number {
        return this.items.length;
      }
    }
"""
TS_BODY = (
    "const sum = this.items.reduce((all, item) => {\n  return all + item.price;\n}, 0);\nreturn sum * (1 + tax);\n"
)
TS_METHOD = "total(tax = 0): number {\n" + "".join(f"  {x}\n" for x in TS_BODY.splitlines()) + "}\n"
TS_WHOLE = """import { Item } from "./item";

export class Cart {
  private items: Item[] = [];

  /** Sum of all prices. */
  total(tax = 0): number {
    const sum = this.items.reduce((all, item) => {
      return all + item.price;
    }, 0);
    return sum * (1 + tax);
  }

  count(): number {
    return this.items.length;
  }
}
"""
TS_ANSWERS = {
    "body": f"```typescript\n{TS_BODY}```",
    "bare body": TS_BODY,
    "body in braces' indentation": "```ts\n" + "".join(f"    {x}\n" for x in TS_BODY.splitlines()) + "```",
    "method": f"```ts\n{TS_METHOD}```",
    "bare method": TS_METHOD,
    "method with its doc comment": f"```ts\n/** Other words. */\n{TS_METHOD}```",
    "method as JavaScript": f"```js\n{TS_METHOD}```",
    "method with four spaces": "```ts\n" + TS_METHOD.replace("  ", "    ") + "```",
    "method with tabs": "```ts\n" + TS_METHOD.replace("  ", "\t") + "```",
    "class with elisions": "```ts\nexport class Cart {\n  // ... existing code ...\n\n"
    + "".join(f"  {x}\n" for x in TS_METHOD.splitlines())
    + "\n  // ... rest unchanged\n}\n```",
    "whole file": f"```ts\n{TS_WHOLE}```",
    "block": '<<<<<<< SEARCH\n    throw new Error("Not implemented");\n=======\n'
    + "".join(f"    {x}\n" for x in TS_BODY.splitlines())
    + ">>>>>>> REPLACE",
    "diff": "```diff\n--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -7,3 +7,6 @@\n   total(tax = 0): number {\n"
    '-    throw new Error("Not implemented");\n' + "".join(f"+    {x}\n" for x in TS_BODY.splitlines()) + "   }\n```",
}


@pytest.mark.parametrize("answer", TS_ANSWERS.values(), ids=TS_ANSWERS.keys())
def test_typescript_methods(answer):
    assert result_of(request_at(TS_SOURCE, Place.BODY), answer) == TS_WHOLE


GO_SOURCE = """
    #- cart/cart.go
    package cart

    import (
    \t"fmt"
    )

    // Total sums all prices.
    func (c *Cart) Total(tax float64) (float64, error) {
    \tpanic("not imple$0mented")
    }

    func (c *Cart) String() string {
    \treturn fmt.Sprint(len(c.items))
    }
"""
GO_BODY = "sum := 0.0\nfor _, item := range c.items {\n\tsum += item.Price\n}\nreturn sum * (1 + tax), nil\n"
GO_FUNC = (
    "func (c *Cart) Total(tax float64) (float64, error) {\n" + "".join(f"\t{x}\n" for x in GO_BODY.splitlines()) + "}\n"
)
GO_WHOLE = """package cart

import (
\t"fmt"
)

// Total sums all prices.
func (c *Cart) Total(tax float64) (float64, error) {
\tsum := 0.0
\tfor _, item := range c.items {
\t\tsum += item.Price
\t}
\treturn sum * (1 + tax), nil
}

func (c *Cart) String() string {
\treturn fmt.Sprint(len(c.items))
}
"""
GO_ANSWERS = {
    "body": f"```go\n{GO_BODY}```",
    "bare body": GO_BODY,
    "function": f"```go\n{GO_FUNC}```",
    "function with spaces": "```go\n" + GO_FUNC.replace("\t", "    ") + "```",
    "function in a package": f"```go\npackage cart\n\n{GO_FUNC}```",
    "whole file": f"```go\n{GO_WHOLE}```",
}


@pytest.mark.parametrize("answer", GO_ANSWERS.values(), ids=GO_ANSWERS.keys())
def test_go_methods(answer):
    assert result_of(request_at(GO_SOURCE, Place.BODY), answer) == GO_WHOLE


def test_go_imports_go_into_the_brackets():
    answer = (
        '```go\npackage cart\n\nimport (\n\t"errors"\n\t"fmt"\n)\n\n'
        + GO_FUNC.replace("nil\n", 'errors.New("x")\n')
        + "```"
    )
    text = result_of(request_at(GO_SOURCE, Place.BODY), answer)
    assert 'import (\n\t"fmt"\n\t"errors"\n)\n' in text
    assert text.count('"fmt"') == 1
    assert text.count("package cart") == 1


def test_go_helpers_go_before_the_target():
    answer = (
        f"```go\n{GO_FUNC.replace('item.Price', 'price(item)')}\n"
        f"func price(i Item) float64 {{\n\treturn i.Price\n}}\n```"
    )
    plan = shaped(request_at(GO_SOURCE, Place.BODY), answer)
    text = plan.files[0].result.text
    assert ")\n\nfunc price(i Item) float64 {\n\treturn i.Price\n}\n\n// Total sums" in text
    assert {c.label for c in plan.files[0].changes if c.needs_confirmation} == {"new helper"}


def test_typescript_imports_are_merged_into_the_line_of_their_module():
    answer = f'```ts\nimport {{ Item, round }} from "./item";\nimport fs from "node:fs";\n\n{TS_METHOD}```'
    text = result_of(request_at(TS_SOURCE, Place.BODY), answer)
    assert text.startswith('import { Item, round } from "./item";\nimport fs from "node:fs";\n\nexport class')


CASES = {
    "an arrow function with an expression": (
        "#- a.js\nexport const add = (a, b) => {$0\n};\n",
        "```js\nexport const add = (a, b) => a + b;\n```",
        "export const add = (a, b) => {\n  return a + b;\n};\n",
    ),
    "empty body on one line": (
        "#- a.ts\nfunction f(x: number) {$0}\n",
        "return x;",
        "function f(x: number) {\n  return x;\n}\n",
    ),
    "empty body on two lines": (
        "#- a.ts\nconst f = (x) => {\n$0};\n",
        "return x;",
        "const f = (x) => {\n  return x;\n};\n",
    ),
    "comment only": (
        "#- a.js\nfunction f() {\n    // TODO$0\n}\n",
        "run();",
        "function f() {\n    run();\n}\n",
    ),
    "file with tabs": (
        "#- a.ts\nclass A {\n\tf() {$0}\n}\n",
        "if (x) {\n  y();\n}",
        "class A {\n\tf() {\n\t\tif (x) {\n\t\t\ty();\n\t\t}\n\t}\n}\n",
    ),
    "template strings keep their text": (
        "#- a.ts\nfunction f() {$0}\n",
        "  return `\nselect\n    x\n`;\n",
        "function f() {\n  return `\nselect\n    x\n`;\n}\n",
    ),
    "rust": (
        "#- a.rs\nimpl A {\n    /// Doc.\n    pub fn f(&self) -> u8 {\n        todo!($0)\n    }\n}\n",
        "```rust\npub fn f(&self) -> u8 {\n    self.x\n}\n```",
        "impl A {\n    /// Doc.\n    pub fn f(&self) -> u8 {\n        self.x\n    }\n}\n",
    ),
    "rust with a use": (
        "#- a.rs\nuse a::b;\n\nfn f() {\n    todo!($0)\n}\n",
        "```rust\nuse std::fs;\n\nfn f() {\n    fs::read(b);\n}\n```",
        "use a::b;\nuse std::fs;\n\nfn f() {\n    fs::read(b);\n}\n",
    ),
    "java": (
        (
            "#- A.java\npackage a;\n\npublic class A {\n    @Override\n    public int f() {\n"
            "        throw new Unsupported$0OperationException();\n    }\n}\n"
        ),
        "```java\nimport java.util.List;\n\n@Override\npublic int f() {\n    return List.of(1).get(0);\n}\n```",
        (
            "package a;\n\nimport java.util.List;\n\npublic class A {\n    @Override\n"
            "    public int f() {\n        return List.of(1).get(0);\n    }\n}\n"
        ),
    ),
    "c": (
        "#- a.c\n/* Doc. */\nstatic int f(int a)\n{\n    abort(); /* TO$0DO */\n}\n",
        "```c\nstatic int f(int a)\n{\n    return a + 1;\n}\n```",
        "/* Doc. */\nstatic int f(int a)\n{\n    return a + 1;\n}\n",
    ),
    "c, the body alone": (
        "#- a.c\nint f(int a) {$0}\n",
        "```c\nif (a) {\n    return 1;\n}\nreturn 0;\n```",
        "int f(int a) {\n    if (a) {\n        return 1;\n    }\n    return 0;\n}\n",
    ),
    "cpp outside of its class": (
        '#- a.cpp\nint Cart::total() const {\n    throw std::logic_error("not imple$0mented");\n}\n',
        "```cpp\n#include <numeric>\n\nint Cart::total() const {\n    return std::accumulate(a, b, 0);\n}\n```",
        "#include <numeric>\n\nint Cart::total() const {\n    return std::accumulate(a, b, 0);\n}\n",
    ),
    "cpp inside a class in a namespace": (
        "#- a.cpp\nnamespace n {\nclass A {\n    int f() {$0}\n};\n}\n",
        "```cpp\nclass A {\npublic:\n    int f() {\n        return 1;\n    }\n};\n```",
        "namespace n {\nclass A {\n    int f() {\n        return 1;\n    }\n};\n}\n",
    ),
    "csharp": (
        (
            "#- A.cs\nusing System;\n\nnamespace A;\n\npublic class A\n{\n    [B]\n    public int F()\n    {\n"
            "        throw new NotImplemented$0Exception();\n    }\n}\n"
        ),
        "```csharp\nusing System.Linq;\n\n[B]\npublic int F()\n{\n    return items.Sum();\n}\n```",
        (
            "using System;\nusing System.Linq;\n\nnamespace A;\n\npublic class A\n{\n    [B]\n    public int F()\n"
            "    {\n        return items.Sum();\n    }\n}\n"
        ),
    ),
    "csharp, braces in the place of an arrow": (
        "#- A.cs\nclass A\n{\n    int F(int a) => throw new NotImplemented$0Exception();\n}\n",
        "```cs\nint F(int a)\n{\n    var b = a;\n    return b;\n}\n```",
        "class A\n{\n    int F(int a)\n    {\n        var b = a;\n        return b;\n    }\n}\n",
    ),
    "csharp, an arrow in the answer": (
        "#- A.cs\nclass A\n{\n    int F(int a) { $0}\n}\n",
        "```cs\nint F(int a) => a + 1;\n```",
        "class A\n{\n    int F(int a) {\n        return a + 1;\n    }\n}\n",
    ),
    "tsx": (
        "#- a.tsx\nexport function View({ name }: Props) {\n  // TODO$0\n}\n",
        (
            "```tsx\nexport function View({ name }: Props) {\n    return (\n"
            "        <div>\n            {name}\n        </div>\n    );\n}\n```"
        ),
        "export function View({ name }: Props) {\n  return (\n    <div>\n      {name}\n    </div>\n  );\n}\n",
    ),
}


@pytest.mark.parametrize(("source", "answer", "expected"), CASES.values(), ids=CASES.keys())
def test_bodies_in_other_forms(source, answer, expected):
    assert result_of(request_at(source, Place.BODY), answer) == expected


REFUSED = {
    "a missing brace": ("#- a.ts\nfunction f() {$0}\n", "```ts\nif (x) {\n  return 1;\n```", "syntax error"),
    "a brace too many": ("#- a.ts\nfunction f() {$0}\n", "```ts\nreturn 1;\n}\n```", "syntax error"),
    "a stub": (
        '#- a.go\npackage a\n\nfunc F() int {\n\tpanic("to$0do")\n}\n',
        "```go\nfunc F() int {\n\t// TODO: implement\n}\n```",
        "unfinished",
    ),
    "an elision": (
        "#- a.ts\nfunction f() {$0}\n",
        "```ts\nfunction f() {\n  a();\n  // ...\n  return 1;\n}\n```",
        "leaves out",
    ),
    "prose": (
        '#- a.go\npackage a\n\nfunc F() int {\n\tpanic("to$0do")\n}\n',
        "I cannot do that without more context.",
        "",
    ),
}


@pytest.mark.parametrize(("source", "answer", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(source, answer, reason):
    assert reason in refused(request_at(source, Place.BODY), answer).reason


def test_the_method_of_the_right_go_type_is_taken():
    source = "#- a.go\npackage a\n\nfunc (a *A) F() int {\n\tpanic($0)\n}\n\nfunc (b *B) F() int {\n\treturn 0\n}\n"
    answer = "```go\nfunc (a *A) F() int {\n\treturn 1\n}\n\nfunc (b *B) F() int {\n\treturn 2\n}\n```"
    expected = "package a\n\nfunc (a *A) F() int {\n\treturn 1\n}\n\nfunc (b *B) F() int {\n\treturn 0\n}\n"
    assert result_of(request_at(source, Place.BODY), answer) == expected


def test_a_free_rust_helper_goes_before_the_impl():
    source = (
        "#- a.rs\nuse a::b;\n\nimpl A {\n    fn g(&self) {}\n\n    fn f(&self) -> u8 {\n        todo!($0)\n    }\n}\n"
    )
    answer = "fn help(x: u8) -> u8 {\n    x\n}\n\nimpl A {\n    fn f(&self) -> u8 {\n        help(self.x)\n    }\n}\n"
    expected = (
        "use a::b;\n\nfn help(x: u8) -> u8 {\n    x\n}\n\nimpl A {\n    fn g(&self) {}\n\n"
        "    fn f(&self) -> u8 {\n        help(self.x)\n    }\n}\n"
    )
    assert result_of(request_at(source, Place.BODY), answer) == expected
