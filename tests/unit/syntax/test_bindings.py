"""What the facts say of local names: their declared type, the call or name they get their value from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contexten.syntax.facts import SymbolKind
from support.syntax import facts_of

if TYPE_CHECKING:
    from contexten.syntax.facts import Binding, FileFacts

CASES = {
    "python": (
        """
        #- a.py
        class A:
            async def run(self, given: Bar = Bar()):
                x: Foo
                y: Optional[Foo] = None
                z = Foo(1, (2))
                w = await self.get(1)
                v = self.client
                u = self.get_queryset().filter(a=b).first()
                t = f(x).name
                s = a or B()
                with Client(1) as c, self.open(2) as d: pass
                with App(1, (2)).run_test(x()) as w1, lock as w2: pass
                try: pass
                except (ValueError) as e: pass
                for i in self.items: pass
                for place, j in enumerate(self.fields): pass
                for k, l in self.table.items(): pass
                m = [n.go() for n in sorted(self.ms, key=1)]
                if (o := self.find(1)): pass
                sums, none, both, text, one = a + b, None, f() + 1, "a" + str(2), x[0]
                first, second = f()
                call = lambda p, q: p.go
        """,
        """
        x: Foo
        y: Optional[Foo]
        z = Foo()
        w = self.get()
        v = self.client
        u = self.get_queryset().filter().first()
        t = f().name
        s = a
        c = Client()
        d = self.open()
        w1 = App().run_test()
        w2 = lock
        e: ValueError
        i in self.items
        j in self.fields
        l in self.table
        n in self.ms
        o = self.find()
        """,
    ),
    "typescript": (
        """
        #- a.ts
        class A {
          run(a: Foo): void {
            const x = new Foo<Bar>(1);
            const y: Map<string, Foo> = make();
            let z = await this.svc.get(1);
            const w = this.svc.a().b(2).c;
            const v = x as Baz;
            for (const t of this.items.filter(Boolean)) {}
            for (const s of this.all()) {}
            const u = useState<Foo>(null);
            const q = a ? b : c, r = a ?? b, n = null, m = f() + 1;
            let o: Foo[] = [];
            items.map((p: Foo) => p);
          }
        }
        describe('x', () => { const c = new Client(); });
        """,
        """
        x: Foo<Bar>
        y: Map<string, Foo>
        z = this.svc.get()
        w = this.svc.a().b().c
        v: Baz
        t in this.items
        s in this.all()
        u = useState()
        r = a
        o: Foo[]
        p: Foo
        c: Client
        """,
    ),
    "go": (
        """
        #- a.go
        package a
        func (s *Srv) Run(ctx context.Context, a, b int) error {
            x := pkg.New(1)
            y, err := s.store.Get(ctx)
            z := &Foo{A: 1}
            var w *Foo
            var v Foo = mk()
            for i, t := range s.items { u := t }
            for k := range m { _ = k }
            q, ok := x.(*Bar)
            switch n := x.(type) { case int: }
            c, d, e := []Foo{{}}, 1, 2
            f := make([]Foo, 0, 3)
            g := new(Foo)
            if h := f(); h != nil {}
            j := func(p *Foo, q, r Bar) { l := p.Go() }
            o := gen.New[Foo, Bar](1)
            sum := a + b
        }
        """,
        """
        x = pkg.New()
        y = s.store.Get()
        z: Foo
        w: *Foo
        v: Foo
        t in s.items
        u = t
        q: *Bar
        c: []Foo
        f: []Foo
        g: Foo
        h = f()
        p: *Foo
        q: Bar
        r: Bar
        l = p.Go()
        o = gen.New()
        """,
    ),
    "rust": (
        """
        #- a.rs
        impl Foo {
          fn run(&self, a: Bar) -> Baz {
            let x = Foo::new(1);
            let mut y: Vec<Foo> = Vec::new();
            let z = Foo { a: 1 };
            let w = self.get()?.name;
            let v = self.client.send(1).await?;
            if let Some(t) = self.find(1) { }
            for s in self.items.iter() { }
            let r = Arc::new(Mutex::new(Foo::new()));
            let p = &self.store;
            let o = match x { A => 1 };
            let f = |k: Foo, l| { k.m() };
            let n = a::b::<T>::c(1);
            let g = foo::<Bar>(1).unwrap();
            match x { Foo::A(b) => 1, Foo::B { c, d } => 2 };
            let guard = self.state.lock().unwrap();
          }
        }
        """,
        """
        x = Foo::new()
        y: Vec<Foo>
        z: Foo
        w = self.get().name
        v = self.client.send()
        t = self.find()
        s in self.items
        r = Foo::new()
        p = self.store
        k: Foo
        n = a::b::c()
        g = foo()
        guard = self.state
        """,
    ),
    "java": (
        """
        #- A.java
        class A { private final Foo f;
          void run(Bar a) {
            Foo x = new Foo();
            final Map<String, List<Foo>> y = make();
            var z = new Foo<>(1);
            var w = this.svc.get(1).b();
            for (Foo t : items) {}
            for (var s : this.items) {}
            try (Foo r = open()) {} catch (IOException e) {}
            if (o instanceof Foo q) {}
            Foo c, d;
            items.forEach(k -> k.go());
            foo((Foo l, Bar m) -> { return l; }, (p, g) -> p);
          }
        }
        """,
        """
        x: Foo
        y: Map<String, List<Foo>>
        z: Foo
        w = this.svc.get().b()
        t: Foo
        s in this.items
        r: Foo
        e: IOException
        q: Foo
        c: Foo
        d: Foo
        l: Foo
        m: Bar
        """,
    ),
    "csharp": (
        """
        #- a.cs
        class A { Foo f;
          async Task Run(Bar a) {
            Foo x = new();
            var z = new Foo<T>(1);
            var w = await this.svc.Get(1).ConfigureAwait(false);
            foreach (Foo t in items) {}
            foreach (var s in this.items) {}
            using var c = Open();
            if (o is Foo q) {}
            Try(1, out var n);
            Try(1, out Foo u);
            items.Select(k => k.Go());
            try {} catch (FooEx e) {}
            var v = y as Foo;
            Dictionary<string, Foo?>? d = null;
          }
        }
        """,
        """
        x: Foo
        z: Foo<T>
        w = this.svc.Get()
        t: Foo
        s in this.items
        c = Open()
        q: Foo
        u: Foo
        e: FooEx
        v: Foo
        d: Dictionary<string, Foo?>?
        """,
    ),
    "cpp": (
        """
        #- a.cpp
        void A::run(Bar a) {
            Foo x(1);
            Foo y{1};
            auto z = std::make_unique<Foo>(1);
            auto w = new Foo(1);
            const auto& v = this->svc.get(1)->b();
            std::unique_ptr<Foo> u = mk();
            for (const auto& t : items) {}
            for (const Foo& s : items()) {}
            Foo *p = nullptr;
            auto [k, l] = f();
            std::map<std::string, Foo> m;
            auto g = [](Foo f, const Bar& b) { f.x(); };
            auto c = Foo::create(1);
            auto d = static_cast<Foo*>(x);
            auto r = Foo{1};
            static const struct foo *q = a;
        }
        """,
        """
        x: Foo
        y: Foo
        z: Foo
        w: Foo
        v = this->svc.get().b()
        u: std::unique_ptr<Foo>
        t in items
        s: Foo&
        p: Foo *
        m: std::map<std::string, Foo>
        f: Foo
        b: Bar&
        c = Foo::create()
        d: Foo*
        r = Foo()
        q: foo *
        """,
    ),
}


@pytest.mark.parametrize("language", CASES)
def test_local_names_carry_what_the_code_shows_of_their_type(language: str):
    source, expected = CASES[language]
    assert [_shown(item) for item in facts_of(source).bindings] == expected.replace("    ", "").split("\n")[1:-1]


def _shown(item: Binding) -> str:
    if item.type:
        return f"{item.name}: {item.type}"
    return f"{item.name} {'in' if item.element else '='} {item.value or f'{item.call}()'}"


def test_a_local_name_stands_in_the_innermost_definition_and_a_parameter_is_none():
    facts = facts_of("""
        #- a.py
        def outer(a: A):
            x = X()
            def inner(b: B = B()):
                y = Y()
            z = Z()
        class C:
            w = W()
        """)
    names = [(item.name, facts.definitions[item.scope].name) for item in facts.bindings]
    assert names == [("x", "outer"), ("y", "inner"), ("z", "outer")]


def test_an_assigned_attribute_has_the_type_of_the_parameter_or_of_its_replacement():
    facts = facts_of("""
        #- a.py
        class A:
            late = None
            def __init__(self, p: Foo, q: Bar = None, r=None, s=None):
                self.p = p
                self.q = q or Baz()
                self.r = r or Qux(1)
                self.s = s if s else 1
            def start(self):
                self.late = Late()
        """)
    assert _fields(facts) == {"late": "Late", "p": "Foo", "q": "Bar", "r": "Qux", "s": ""}


def test_an_assigned_property_has_the_type_of_the_parameter():
    facts = facts_of("""
        #- a.ts
        class A {
          constructor(private p: Foo, q: Bar, r?: Baz, s) {
            this.q = q; this.r = r ?? new Qux(); this.s = s || new Ess(); this.t = q!;
          }
        }
        """)
    assert _fields(facts) == {"p": "Foo", "q": "Bar", "r": "Baz", "s": "Ess", "t": "Bar"}


def _fields(facts: FileFacts) -> dict[str, str]:
    return {item.name: item.type for item in facts.definitions if item.kind is SymbolKind.FIELD}


@pytest.mark.parametrize(
    ("path", "text"),
    {
        "type arguments without an end": ("a.ts", "function f() { let x: " + "<a><b>" * 60 + "{ } }"),
        "type arguments in type arguments": ("a.rs", "fn f() { let x: " + "A<" * 5000 + " = 1; }"),
        "an annotation of nothing": ("a.py", "def f():\n" + ("    x:" + " " * 300 + "\\\n") * 2000),
        "names of one block": (
            "a.py",
            "def f():\n    with " + ", ".join(f"a({n}) as x{n}" for n in range(2000)) + ": pass\n",
        ),
        "names of one assignment": (
            "a.go",
            "package a\nfunc f() { " + ", ".join(f"x{n}" for n in range(2000)) + " := f() }",
        ),
        "a long declaration": ("A.java", "class A { void f() { " + "A<" * 3000 + " x; } }"),
        "a long chain": ("a.ts", "function f() { const x = a" + ".b()" * 5000 + "; }"),
    }.values(),
)
def test_hostile_text_is_read_in_time(path: str, text: str):
    facts = facts_of(f"#- {path}\n{text}\n")
    assert all(len(item.type) + len(item.call) + len(item.value) <= 120 for item in facts.bindings)
