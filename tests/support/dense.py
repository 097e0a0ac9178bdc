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
    "ruby": (
        "require 'a'\nrequire_relative \"b/c\"\nmodule M\n  # Doc ü\n  class A < B::C\n"
        "    include Enumerable\n    X = 1\n    attr_accessor :n, :m\n"
        "    def initialize(a, b = 2, *r, k:, o: 3, **w, &blk)\n      @a ||= X.new(a)\n      super(a)\n"
        "      a&.b(1, x: 2) { |y| y.z }\n    end\n    def self.make(x) = new(x)\n    def empty; end\n"
        "    class << self\n      def inner; yield 1; end\n    end\n    private\n\n    def hid?\n"
        "      # TODO ü\n    end\n"
        "    private def p; raise NotImplementedError; end\n    def ==(o) o end\n  end\nend\n"
        'P = Struct.new(:x) do\n  def d; "#{x} ü"; end\nend\ns = <<~EOS\n  text #{s}\nEOS\n'
    ),
    "php": (
        "<?php\nnamespace A\\B;\nuse C\\D;\nuse E\\{F, G as H};\nrequire __DIR__ . '/x.php';\nconst L = 3;\n"
        "/** Doc ü */\n#[At(1)]\nabstract class K extends D implements F, \\I\n{\n    use T;\n    public const M = 1;\n"
        "    private ?int $a = 0, $b;\n"
        "    public function __construct(private readonly D $d, int|string $e = 2, &...$r) {}\n"
        "    protected static function f(?H $x = null): ?float\n    {\n"
        "        $this->d?->g($x, n: 1); self::f(); static::$c;\n"
        '        foreach ($x as $k => $v) { echo "ü {$v->p}"; }\n        $z = fn(int $q) => new D($q);\n'
        "        throw new \\RuntimeException('not implemented');\n    }\n    abstract public function h(): void;\n}\n"
        "interface J { public function i(int $a): string; }\ntrait T { function m() {} }\n"
        "enum S: string { case H = 'h'; }\nfunction top(array $a): int { return A\\f(K::M); }\n$v = new K(1);\n"
    ),
    "lua": (
        "local M = {}\nlocal foo = require('foo.bar')\nlocal b = require 'x'.y\n--- Doc ü\n---@param a number\n"
        "---@return string\nlocal function loc(a, b, ...)\n  return a .. b\nend\nfunction M.pub(x) end\n"
        "function M:meth(y)\n  self.z = y\n  -- TODO ü\nend\nM.f = function(q) return q:call(1, 2).r end\n"
        "local g = function() error('not implemented') end\nlocal t = { a = 1, run = function(self) end, ['k'] = 2 }\n"
        "local D = setmetatable({}, { __index = M })\nfor i, v in ipairs(t) do print(i, v.x.y) end\n"
        "foo.bar { a = [[ü]] }\nX = 5\nreturn M\n"
    ),
    "bash": (
        '#!/usr/bin/env bash\n# File ü\n\nsource ./lib/util.sh\n. "$(dirname "$0")/other.sh"\nNAME="x ü"\n'
        'readonly FOO=1\n# Doc\nfoo() {\n  local a="$1" b\n  bar "$a" ${b:-x} | baz\n  # TODO\n}\n'
        "function qux {\n  return 1\n}\nq2() (\n  x=$(foo 1)\n)\nempty() { :; }\n"
        "for f in a b; do echo $f; done\nif [[ -f x ]]; then foo; fi\ncat <<EOF\ntext $foo ü\nEOF\narr+=(1)\n"
    ),
    "elixir": (
        'defmodule A.B do\n  @moduledoc """\n  Doc ü.\n  """\n  use G, r: :x\n  alias C.{D, E}\n  alias F.H, as: I\n'
        "  import Enum, only: [map: 2]\n  @timeout 5\n  defstruct [:a, b: 1]\n  @type t :: %__MODULE__{a: integer}\n"
        '  @doc "Adds ü"\n  @spec add(integer, list(x)) :: integer\n  def add(a, b \\\\ 2) when is_integer(a) do\n'
        "    D.foo(a) |> I.bar(1) |> map(fn y -> y + 1 end)\n    x = %{a: b}\n    x.a\n  end\n"
        '  def short(%{a: q} = m), do: q\n  defp hid, do: raise "not implemented"\n  def none do\n    # TODO ü\n  end\n'
        "  defmacro m(x) do\n    quote do: unquote(x)\n  rescue\n    e -> e\n  end\nend\n"
        'defimpl P, for: A.B do\n  def go(x), do: x\nend\ntest "ü", %{c: c} do\n  assert c\nend\n'
    ),
    "sql": (
        "-- Users ü\nCREATE TABLE app.users (\n  id serial PRIMARY KEY,\n  org_id int REFERENCES orgs(id),\n"
        "  label varchar(20) NOT NULL DEFAULT 'ü'\n);\n/* v */\n"
        "CREATE OR REPLACE VIEW active AS SELECT u.id, count(*) AS n "
        "FROM users u JOIN orgs o ON o.id = u.org_id WHERE u.label = lower('A') GROUP BY 1;\n"
        "CREATE UNIQUE INDEX idx ON users (label);\n"
        "CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer AS $$\n"
        "BEGIN\n  RETURN a + b;\nEND;\n$$ LANGUAGE plpgsql;\nCREATE TYPE mood AS ENUM ('sad', 'ok');\n"
        "ALTER TABLE users ADD COLUMN age int;\nWITH t AS (SELECT 1) SELECT add(1, 2) FROM t;\n"
    ),
    "kotlin": (
        "@file:JvmName('F')\npackage a.b\n\nimport c.D\nimport e.*\nimport c.F as G\n\n"
        "/** ü */\n@E(n = 1) data class A<T : Any>(val x: Int = 1, private var y: T) : B<T>(x), C, d.F by z {\n"
        "    val p: Int get() = x.sum()\n    constructor(q: Int) : this(q, 1)\n    init { check(x > 0) }\n"
        '    override suspend fun <R> m(a: R, vararg b: Int = 1): List<R> { TODO("ü") }\n'
        "    companion object {\n        const val MAX = 10\n    }\n    enum class G(val c: Int) {\n"
        "        H(1), I(2);\n        fun j() = c\n    }\n}\n"
        "fun <T> List<T>.second(): T = this[1]\n\nval Int.double: Int\n    get() = this * 2\n\n"
        "object O : B() {\n    fun f(x: Any?) = when (x) { is A -> x?.y(n = 1) { it + 1 } else -> x!!.z }\n}\n"
        "sealed interface S {\n    fun g(): Int\n}\ntypealias N = List<A>\n"
    ),
    "scala": (
        "package a.b\nimport c.D\nimport e._\nimport g.{H, I => J, K => _}\n/** ü */\n"
        '@dep("x") final case class A[T <: Any](x: Int = 1, private val y: T)(implicit z: Z) extends B[T](x) with C {\n'
        "  lazy val p: Int = x.sum; var q = new R(1)\n  def m(a: Int, b: T*)(f: Int => T = _ => y): List[T] = {\n"
        "    for (i <- a to 3; j = i) yield i.f(n = j)\n    a match { case K(u, v) => u; case w: W => w.g }\n  }\n"
        "  def later: Int = ???\n  private[this] def none(): Unit\n}\nobject A { val Max = 10 }\n"
        "trait S { def g: Int }\nenum E(val c: Int):\n  case F extends E(1)\n  case G, H\n"
        'extension (s: String)\n  def two: Char = s"${x.y} $z"\ngiven o: Ord[Int] with\n  def c(x: Int) = x\n'
    ),
    "swift": (
        "import Foundation\nimport struct A.B\n/// ü\n@D public final class A<T: Any>: B<T>, C where T: E {\n"
        "  public var p: Int { x.count }\n  @W private(set) var q: R? = R(a: 1), r = 2\n  let (s, t) = u\n"
        "  init(x: Int = 1, _ y: T) throws { self.x = x }\n  deinit { }\n"
        "  override func m(_ a: Int, to b: [T] = [], n: T..., f: @escaping (T) -> Void) async throws -> [T] {\n"
        '    guard let z = a.b?.c(d: 1) else { fatalError("not implemented ü") }\n'
        "    for i in 0..<3 { x.map { y in y.z }.filter { $0 > 1 } }\n    return try await G<T>(1).h()\n  }\n"
        '  enum E: String { case a = "x", b; case c(Int, name: T) }\n}\n'
        "extension A: F { func k() {}\n  var l: Int { 2 } }\n"
        "protocol S: AnyObject { func g(x: Int) -> Double; var n: T { get set }; associatedtype U }\n"
        "struct P { var x: Int }\ntypealias N = [A]\nfunc top<T>(x: inout T) -> T? { nil }\n"
    ),
    "ocaml": (
        "(** ü file *)\n\nopen A.B\ninclude C\nmodule N = D.E\n(** ü *)\n"
        "type 'a r = { name : string; (** n *) mutable c : int }\ntype v = Red | Green of int * r\ntype al = int list\n"
        "exception Ex of string\n"
        "let f ?(n = 1) ~item ?opt (x : int) (a, b) : int list =\n  let y = List.map (fun z -> z + x) b in\n"
        '  match item with\n  | Some { name; c = k } -> Repo.save ~item:y name k\n  | None -> failwith "TODO"\n'
        "let rec e n = o (n - 1)\nand o n = e n\nlet ( >>= ) x g = g x\nlet () = print x.name\n"
        "module M (X : O) : S = struct\n  let z = X.q\n  module type T = sig val w : int -> t end\nend\n"
        "class p i = object (self) inherit q val mutable x = i method m d = x <- d; self#n end\n"
        'external ex : int -> int = "c"\n'
    ),
    "ocaml-interface": (
        "(** ü file *)\n\nopen Foo\ntype t = { name : string }\nval add : ?n:int -> item:string -> int -> t list\n"
        "(** ü *)\n\nval v : int\nmodule M : sig\n  val x : int\nend\nmodule type S = sig val y : int end\n"
        'exception E of int\ninclude module type of Foo\nexternal ex : int -> int = "c"\n'
    ),
    "haskell": (
        "{-# LANGUAGE A #-}\n-- | ü file\nmodule A.B (C(..), f) where\n\nimport D (E, g)\nimport qualified F.G as H\n"
        "import I hiding (j)\n\n-- | ü\ndata C a = C\n  { n :: String -- ^ its n\n  , m :: !Int\n"
        "  } | K Int deriving (Show)\nnewtype W = W { u :: Int }\ntype Al = [Int]\n\n-- | ü\n-- more\n"
        "f :: Ord a => Int -> C a -> Maybe [Int]\n"
        "f x (C nm c) | x > 0, Just q <- foo = H.insert x c\n             | otherwise = undefined\n"
        '  where\n    helper z = z + 1\nf _ K{} = error "TODO"\n\nlater = undefined\nmain = do\n  y <- readFile x\n'
        "  let z = map g (lines y)\n  case z of\n    [] -> pure ()\n    (a:as) -> print $ show a\n"
        "class S s where\n  -- | ü\n  area :: s -> Double\n  area _ = 0\ninstance S (C a) where\n  area (C n _) = h n\n"
        "(<+>) :: Int -> Int -> Int\na <+> b = a `div` b\n"
    ),
}
