"""CREATE: a function from the places where it is called."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import Draft, NoDraft
from contexten.workspace.target import Intent
from support.drafting import drafted, text_of

CASES = {
    "names and types of the arguments": (
        "total",
        """
        #- a.py
        from models import User

        def main(user: User, amount: float):
            value: int = $0total(user, amount, "EUR", rounded=True)
        #- models.py
        class User:
            name = ""
        """,
        '''
        def total(user: User, amount: float, text: str, rounded: bool) -> int:
            """Created from its usage in a.py:4."""
            raise NotImplementedError
        ''',
    ),
    "what one call leaves out is optional": (
        "send",
        """
        #- a.py
        def main(host: str):
            $0send(host, retries=3)
            send(host)
        """,
        '''
        def send(host: str, retries: int | None = None) -> None:
            """Created from its usage in a.py:2 and 1 more."""
            raise NotImplementedError
        ''',
    ),
    "a file without annotations gets none": (
        "send",
        """
        #- a.py
        def main(host):
            $0send(host, "x")
        """,
        '''
        def send(host, text):
            """Created from its usage in a.py:2."""
            raise NotImplementedError
        ''',
    ),
    "attributes, subscripts and calls give names": (
        "send",
        """
        #- a.py
        def main(order, names):
            $0send(order.user_id, names[0], get_price(order), -1)
        """,
        '''
        def send(user_id, name, price, number):
            """Created from its usage in a.py:2."""
            raise NotImplementedError
        ''',
    ),
    "two arguments of one name": (
        "add",
        """
        #- a.py
        def main(left, right):
            return $0add(1, 2)
        """,
        '''
        def add(number, number2):
            """Created from its usage in a.py:2."""
            raise NotImplementedError
        ''',
    ),
    "async method of self": (
        "send",
        """
        #- a.py
        class Client:
            def __init__(self, host: str):
                self.host = host

            async def run(self, message: bytes) -> str:
                return await self.$0send(self.host, message, retries=3)
        """,
        '''
        async def send(self, host: str, message: bytes, retries: int) -> str:
            """Created from its usage in a.py:6."""
            raise NotImplementedError
        ''',
    ),
    "class method": (
        "parse",
        """
        #- a.py
        class Client:
            @classmethod
            def make(cls, text: str) -> str:
                return cls.$0parse(text)
        """,
        '''
        @classmethod
        def parse(cls, text: str) -> str:
            """Created from its usage in a.py:4."""
            raise NotImplementedError
        ''',
    ),
    "a condition wants a truth value": (
        "ready",
        """
        #- a.py
        def main(host: str) -> None:
            if not $0ready(host):
                print(host)
        """,
        '''
        def ready(host: str) -> bool:
            """Created from its usage in a.py:2."""
            raise NotImplementedError
        ''',
    ),
    "starred arguments": (
        "log",
        """
        #- a.py
        def main(message, *args, **options):
            $0log(message, *args, **options)
        """,
        '''
        def log(message, *args, **kwargs):
            """Created from its usage in a.py:2."""
            raise NotImplementedError
        ''',
    ),
    "a body by analogy": (
        "load_orders",
        """
        #- a.py
        def load_users(path: str) -> list[str]:
            users = open(path).readlines()
            return users

        def main(path: str) -> list[str]:
            return $0load_orders(path)
        """,
        '''
        def load_orders(path: str) -> list[str]:
            """Created from its usage in a.py:6."""
            orders = open(path).readlines()
            return orders
        ''',
    ),
    "a literal variable": (
        "send",
        """
        #- a.py
        def main() -> None:
            limit = 3
            $0send(limit)
        """,
        '''
        def send(limit: int) -> None:
            """Created from its usage in a.py:3."""
            raise NotImplementedError
        ''',
    ),
    "None is one more type": (
        "send",
        """
        #- a.py
        def main() -> None:
            $0send("a")
            send(None)
        """,
        '''
        def send(text: str | None) -> None:
            """Created from its usage in a.py:2 and 1 more."""
            raise NotImplementedError
        ''',
    ),
    "TypeScript": (
        "fetchOrder",
        """
        #- a.ts
        interface Order { id: number }
        export async function show(id: number, label: string): Promise<Order> {
          return await $0fetchOrder(id, { deep: true });
        }
        """,
        """
        /** Created from its usage in a.ts:3. */
        async function fetchOrder(id: number, options: Record<string, unknown>): Promise<Order> {
          throw new Error("not implemented");
        }
        """,
    ),
    "JavaScript method": (
        "scale",
        """
        #- a.js
        export class A {
          run(items) {
            this.$0scale(items, 2);
          }
        }
        """,
        """
        /** Created from its usage in a.js:3. */
        scale(items, number) {
          throw new Error("not implemented");
        }
        """,
    ),
    "Go": (
        "scale",
        """
        #- a.go
        package a

        func main() {
        \tx := 2
        \ty := $0scale(x, 1.5)
        \tprintln(y)
        }
        """,
        """
        // Created from its usage in a.go:5.
        func scale(x int, number float64) any {
        \tpanic("not implemented")
        }
        """,
    ),
    "Rust": (
        "scale",
        """
        #- src/main.rs
        fn main() {
            let y: f64 = $0scale(2.0, 3);
        }
        """,
        """
        /// Created from its usage in src/main.rs:2.
        fn scale(number: f64, number2: i32) -> f64 {
            todo!()
        }
        """,
    ),
    "C": (
        "scale",
        """
        #- a.c
        int run(const char *name) {
            return $0scale(name, 2);
        }
        """,
        """
        /** Created from its usage in a.c:2. */
        static int scale(const char *name, int number) {
            abort(); /* TODO: not implemented */
        }
        """,
    ),
    "C#": (
        "Scale",
        """
        #- A.cs
        class A
        {
            int Run(string name)
            {
                return $0Scale(name, 2);
            }
        }
        """,
        """
        /// <summary>Created from its usage in A.cs:5.</summary>
        private int Scale(string name, int number)
        {
            throw new NotImplementedException();
        }
        """,
    ),
    "Java": (
        "scale",
        """
        #- A.java
        class A {
            int run(String name) {
                return $0scale(name, 2);
            }
        }
        """,
        """
        /** Created from its usage in A.java:3. */
        private int scale(String name, int number) {
            throw new UnsupportedOperationException("not implemented");
        }
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_function_is_made_of_its_calls(case, tmp_path):
    name, source, expected = CASES[case]
    assert text_of(source, tmp_path, Intent.CREATE, name=name) == textwrap.dedent(expected).strip()


def test_calls_in_files_that_import_it_count(tmp_path):
    made = drafted(
        """
        #- a.py
        def main(host: str) -> None:
            $0send(host)
        #- b.py
        from a import send
        send("x", retries=2)
        """,
        tmp_path,
        Intent.CREATE,
        name="send",
    )
    assert isinstance(made, Draft)
    assert made.text.startswith("def send(host: str, retries: int | None = None) -> None:")
    assert made.source == "from 2 places of use"


def test_a_type_that_the_file_does_not_know_is_left_out(tmp_path):
    source = """
    #- a.py
    limit: int = 3
    $0send(None)
    #- b.py
    from a import send
    from models import User

    def main(user: User) -> None:
        send(user)
    #- models.py
    class User:
        name = ""
    """
    assert text_of(source, tmp_path, Intent.CREATE, name="send").startswith("def send(user) -> None:")


def test_the_source_names_the_sibling_of_the_body(tmp_path):
    name, source, _ = CASES["a body by analogy"]
    made = drafted(source, tmp_path, Intent.CREATE, name=name)
    assert isinstance(made, Draft)
    assert made.source == "from 1 place of use; body by analogy with load_users in a.py:1"


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("send", "def main():\n    $0return send\n", "nothing calls 'send' here"),
        ("send", "def main(client):\n    $0client.send(1)\n", "belongs to another object"),
        ("scale", "#- src/main.rs\nfn main() {\n    let y: f64 = $0scale(x);\n}\n", "do not show the types"),
    ],
)
def test_no_draft_where_the_calls_do_not_show_enough(name, source, reason, tmp_path):
    made = drafted(source, tmp_path, Intent.CREATE, name=name)
    assert isinstance(made, NoDraft)
    assert reason in made.reason
