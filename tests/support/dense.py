"""A few lines of each language that hold as many of its forms as fit."""

DENSE = {
    "python": (
        "@d\nclass A(B, m.C[T]):\n    '''ü'''\n    x: int = f(1)\n"
        "    async def m(self, a: T, *b, c=1, **k) -> R:\n        # TODO ü\n"
        "        self.y = a.b(c)\n        raise NotImplementedError\n\n"
        "from .a import (b as c, d)\n__all__ = ['A']\ntype X = int\n"
    ),
    "typescript": (
        "import D, { a as b, type C } from 'm';\n/** ü */\n"
        "@D() export abstract class A<T> extends B implements C {\n"
        "  #p = 1; static f = () => { throw new Error('TODO') };\n"
        "  constructor(private x?: T) { super(x); this.y = await g<T>(1); }\n"
        "  abstract m(): void;\n}\ninterface I { a: string; m(x: T): void }\n"
        "enum E { A, B = 2 }\nexport default function () {}\nexport const { q, r: s } = z;\n"
    ),
    "tsx": "const A = ({ a }: P) => <B.C x={a} {...s}><D/>{f(a)}ü</B.C>;\n",
    "javascript": (
        "const { a, b: c } = require('x');\nA.prototype.f = function (x = 1, ...y) {};\n"
        "module.exports = { a, f() {} };\n"
        "class A { static #x = 1; get y() { return <div a='1'>{y}</div> } }\n"
    ),
    "go": (
        'package p\n\nimport "fmt"\n\n// A is.\ntype A struct {\n\tN int\n}\n\n'
        "func (a *A) F(x int) (int, error) {\n\tif x > 1 {\n"
        '\t\treturn x, fmt.Errorf("ü %d", x)\n\t}\n\tfor i := range a.N {\n\t\ta.G(i)\n\t}\n'
        "\treturn 0, nil\n}\n"
    ),
    "rust": (
        "//! ü\nuse a::{b, c::{self, d as e}, f::*};\n/// S\n#[derive(D)]\n"
        "pub struct S<T> { pub a: Vec<T> }\n"
        "impl<T> Tr for S<T> { fn f(&mut self, (a, b): (u8, u8)) -> R { todo!() } const X: "
        "u8 = 1; }\nenum E { A, B(u8), C { x: u8 } }\n"
        "mod m { fn g() { let x = a::b::<T>(1).await?; } }\n"
    ),
    "java": (
        "package a.b;\nimport static x.Y.z;\n/** ü */\n"
        "@E(n = 1) class A<T> extends B<T> implements C, d.F {\n  @I int x = 1, y;\n  A() {}\n"
        "  <R> R m(final T... a) throws X { throw new UnsupportedOperationException(); }\n"
        "  enum G { H(1), I { void j() {} } }\n}\nrecord R(int x) {}\n"
    ),
    "c": (
        '#include "a.h"\n'
        "#include <b/c.h>\n"
        "#define MAX 1 // ü\n"
        "#define SQ(x, ...) ((x) * (x))\n"
        "/* Doc ü\n"
        " * more */\n"
        "typedef struct node { int a, *b; int (*cb)(int); union { int u; }; } node_t, *np;\n"
        "typedef struct { int q; } anon;\n"
        "enum e { A = 1, B };\n"
        'static const char *f(const char *p, int n[], ...) { p->x.y(1, "ü"); abort(); /* TODO */ }\n'
        "int g(void);\n"
        "extern int v, *w;\n"
        "struct node *mk(struct node *a) { struct node b = {.a = 1}; for (int "
        "i = 0; i < 3; i++) goto out; out: return (node_t *)a; }\n"
    ),
    "cpp": (
        "#pragma once\n"
        "#include <vector>\n"
        "namespace a::b { class X;\n"
        "/// X ü\n"
        "class X : public Y<int>, private n::Z { public: X(int a = 1) : m_(a) "
        "{} ~X(); virtual int f() const = 0;\n"
        "  X(const X&) = default; static T make(std::string s, T&& r); friend void g(); using Q = int;\n"
        "  operator bool() const { return true; } template <class U> void t(U "
        "u); enum class E { A }; int m_ = 0; };\n"
        "template <typename T> T X::f<T>(T a) const { return a; }\n"
        'int n::X::g(int) { throw std::logic_error("not implemented ü"); }\n'
        "bool operator==(const X& a, const X& b) { return true; } }\n"
        "auto l = [&](int z) -> int { for (auto& [p, q] : z) {} return new Foo<int>(1); };\n"
        'template <> struct P<int> : Q {}; Foo x(1); extern "C" { void h(int); }\n'
    ),
    "csharp": (
        "using System; using static System.Math; using A = B.C<int>;\n"
        "namespace N.M;\n"
        "/// <summary>ü</summary>\n"
        '[Obs("x")] public abstract class Foo<T> : Bar<T>, n.IBaz where T : new() {\n'
        "  const int Max = 1, Min = 2; [J] public int P { get; set; } = 3; int "
        "Q => _q; event EventHandler E; event H E2 { add {} remove {} }\n"
        "  delegate void D(int a); public Foo(int a, params string[] rest) : "
        "base(a) { throw new NotImplementedException(); }\n"
        '  public async Task<int> M<R>(ref int a, string b = "ü", this int c) '
        "{ await x?.Go(1, name: 2); var y = new Z<int>(1) { A = 1 }; }\n"
        "  int Ex() => throw new NotImplementedException(); int this[int i] => "
        "1; public static Foo operator +(Foo a) => a;\n"
        "  enum En { A = 1, B } void L() { int Loc(int q) { return q; } "
        "foreach (var (k, v) in d) { if (o is Foo f) {} } Func<int> h = z => "
        "z; }\n"
        "}\n"
        "record R(int X) : Base(X); namespace K { struct S { int x; } }\n"
    ),
}
