"""Names as a person writes them."""

import pytest

from support.codebases import codebase_of, labels

CODE = """
    #- app/auth.py
    from app.db import connect
    def validate_user(): connect()
    class User:
        def save(self): ...
    #- app/db.py
    def connect(): ...
    class Row:
        def save(self): ...
    #- app/legacy/auth.py
    def validate_user(): ...
    #- tests/test_auth.py
    def validate_user(): ...
    #- app/pages/__init__.py
    def index(): ...
"""


@pytest.mark.parametrize(
    ("name", "near", "found"),
    [
        ("connect", "", "app/db.py:connect"),
        ("validate_user", "app/auth.py", "app/auth.py:validate_user"),
        ("validate_user", "app/legacy/other.py", "app/auth.py:validate_user"),
        ("validate_user", "app/legacy/auth.py", "app/legacy/auth.py:validate_user"),
        ("validate_user", "tests/test_auth.py", "tests/test_auth.py:validate_user"),
        ("validate_user()", "app/db.py", "app/auth.py:validate_user"),
        ("User.save", "", "app/auth.py:User.save"),
        ("Row::save", "", "app/db.py:Row.save"),
        ("Row#save(self)", "", "app/db.py:Row.save"),
        ("db.connect", "", "app/db.py:connect"),
        ("app.db.Row.save", "", "app/db.py:Row.save"),
        ("app.pages.index", "", "app/pages/__init__.py:index"),
        ("app/legacy/auth.py:validate_user", "app/auth.py", "app/legacy/auth.py:validate_user"),
        ("legacy/auth.py:validate_user", "", "app/legacy/auth.py:validate_user"),
        ("./app/db.py:save", "", "app/db.py:Row.save"),
        ("`app/auth.py::User.save`", "", "app/auth.py:User.save"),
    ],
)
def test_ways_to_write_a_name(name, near, found):
    symbols, unknown = codebase_of(CODE).resolve([name], near=near)
    assert (labels(symbols), unknown) == ([found], [])


@pytest.mark.parametrize(
    "name", ["nothing", "User.missing", "other.connect", "app/none.py:connect", "", ":", "app/db.py"]
)
def test_what_means_nothing_is_named(name):
    symbols, unknown = codebase_of(CODE).resolve([name, "connect"])
    assert (labels(symbols), unknown) == (["app/db.py:connect"], [name])


def test_what_the_near_file_imports_counts_before_what_is_nearer():
    codebase = codebase_of("""
        #- a/x.py
        from b.y import run
        #- a/run.py
        def run(): ...
        #- b/y.py
        def run(): ...
    """)
    symbols, _ = codebase.resolve(["run"], near="a/x.py")
    assert labels(symbols) == ["b/y.py:run"]
    assert labels(codebase.find("run", near="a/x.py")) == ["b/y.py:run", "a/run.py:run"]


def test_names_of_one_symbol_give_it_once():
    symbols, unknown = codebase_of(CODE).resolve(["connect", "db.connect", "gone", "gone"])
    assert (labels(symbols), unknown) == (["app/db.py:connect"], ["gone", "gone"])
