"""DOCUMENT: a doc text out of facts, in the style of the file."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import Draft, NoDraft
from contexten.workspace.target import Intent
from support.drafting import drafted, text_of

GOOGLE = '''
    def first(x):
        """First.

        Args:
            x: The x.
        """
'''
NUMPY = '''
    def first(x):
        """First.

        Parameters
        ----------
        x : int
        """
'''
REST = '''
    def first(x):
        """First.

        :param x: The x.
        """
'''
PLAIN = '''
    def first(x):
        """First."""
    def second(x):
        """Second."""
    def third(x):
        """Third."""
'''
LOAD = """
    def load_$0users(path: str, limit: int = 10, strict: bool = False) -> list[str]:
        if limit < 0:
            raise ValueError("raise KeyError")
        return open(path).readlines()
"""

CASES = {
    "Google": (
        GOOGLE + LOAD,
        """
        Load users.

        Args:
            path: The path.
            limit: The limit. Defaults to 10.
            strict: Whether strict. Defaults to False.

        Returns:
            list[str]

        Raises:
            ValueError: If limit < 0.
        """,
    ),
    "NumPy": (
        NUMPY + LOAD,
        """
        Load users.

        Parameters
        ----------
        path : str
            The path.
        limit : int, default 10
            The limit.
        strict : bool, default False
            Whether strict.

        Returns
        -------
        list[str]

        Raises
        ------
        ValueError
            If limit < 0.
        """,
    ),
    "reST": (
        REST + LOAD,
        """
        Load users.

        :param path: The path.
        :param limit: The limit. Defaults to 10.
        :param strict: Whether strict. Defaults to False.
        :returns: list[str]
        :raises ValueError: If limit < 0.
        """,
    ),
    "plain": (PLAIN + LOAD, "Load users."),
    "Google where there is nothing to see": (
        "def send_$0mail(to):\n    print(to)\n",
        "Send mail.\n\nArgs:\n    to: The to.",
    ),
    "a class": ("class HttpCli$0ent:\n    x = 1\n", "Http client."),
    "a constructor": (
        "class Box:\n    def __in$0it__(self, width):\n        self.width = width\n",
        "Create a box.\n\nArgs:\n    width: The width.",
    ),
    "a property": (
        "class Box:\n    @property\n    def outer_wi$0dth(self) -> int:\n        return 1\n",
        "The outer width.",
    ),
    "a predicate": (
        "def is_emp$0ty() -> bool:\n    return True\n",
        "Tell whether it is empty.\n\nReturns:\n    bool",
    ),
    "a generator": (
        "def read_li$0nes() -> Iterator[str]:\n    yield ''\n",
        "Read lines.\n\nYields:\n    Iterator[str]",
    ),
    "errors without an evident condition": (
        "def st$0op():\n    raise RuntimeError('x')\n",
        "Stop.\n\nRaises:\n    RuntimeError: Raised here.",
    ),
    "JSDoc": (
        """
        #- a.ts
        export function get$0User(userId: number, strict = false): string {
          if (strict) {
            throw new RangeError("x");
          }
          return "";
        }
        """,
        """
        Get user.

        @param userId The user id.
        @param strict Whether strict. Defaults to false.
        @returns string
        @throws {RangeError} If strict.
        """,
    ),
    "Go": ("#- a.go\npackage a\n\nfunc Get$0User(id int) string { return \"\" }\n", "GetUser gets user."),
    "Go, no verb": (
        "#- a.go\npackage a\n\nfunc User$0Name(id int) string { return \"\" }\n",
        "UserName returns the user name.",
    ),
    "rustdoc": (
        "#- src/a.rs\nfn get_u$0ser(id: i32) -> Result<String, Failure> { todo!() }\n",
        "Gets user.\n\n# Errors\n\nReturns `Failure` where it fails.",
    ),
    "Doxygen": (
        """
        #- a.cpp
        int get_u$0ser(int id) {
            if (id < 0) {
                throw std::out_of_range("x");
            }
            return 1;
        }
        """,
        """
        Get user.

        @param id The id.
        @return int
        @throws std::out_of_range If id < 0.
        """,
    ),
    "XML documentation": (
        """
        #- A.cs
        class A {
            List<int> Get$0User(int id) {
                if (id < 0) {
                    throw new ArgumentException("x");
                }
                return null;
            }
        }
        """,
        """
        <summary>
        Get user.
        </summary>
        <param name="id">The id.</param>
        <returns><c>List&lt;int&gt;</c></returns>
        <exception cref="ArgumentException">If id &lt; 0.</exception>
        """,
    ),
    "JavaDoc": (
        """
        #- A.java
        class A {
            int get$0User(int id) {
                if (id < 0) {
                    throw new IllegalArgumentException("x");
                }
                return 1;
            }
        }
        """,
        """
        Get user.

        @param id The id.
        @return {@code int}
        @throws IllegalArgumentException If id < 0.
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_text_says_what_the_code_shows(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source, tmp_path, Intent.DOCUMENT) == textwrap.dedent(expected).strip()


def test_the_folder_decides_where_the_file_has_no_docs(tmp_path):
    source = "#- a.py\n" + textwrap.dedent(REST) + "#- b.py\n" + textwrap.dedent(LOAD)
    made = drafted(source, tmp_path, Intent.DOCUMENT)
    assert isinstance(made, Draft)
    assert made.source == "from its signature and body, in reST style"


def test_no_draft_where_there_is_nothing_to_document(tmp_path):
    made = drafted("x = 1\n$0\n", tmp_path, Intent.DOCUMENT)
    assert made == NoDraft("there is no definition here to document")
