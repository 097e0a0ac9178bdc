from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- migrations/1.sql
    -- The people.
    CREATE TABLE app.users (
      id serial PRIMARY KEY,
      label varchar(20) NOT NULL DEFAULT 'x',
      org_id int REFERENCES orgs(id)
    );
    /* Who is there. */
    CREATE OR REPLACE VIEW active AS
      SELECT u.id, count(*) AS n FROM users u JOIN orgs o ON o.id = u.org_id WHERE u.label = lower('A') GROUP BY 1;
    CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer AS $$
    BEGIN
      RETURN a + b;
    END;
    $$ LANGUAGE plpgsql;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE INDEX by_label ON users (label);
    ALTER TABLE users ADD COLUMN age int;
    CREATE FUNCTION later() RETURNS void AS $$
      -- TODO
    $$ LANGUAGE sql;
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "struct users",
        "field users.id",
        "field users.label",
        "field users.org_id",
        "struct active",
        "function add",
        "enum mood",
        "variable by_label",
        "field users.age",
        "function later",
    ]


def test_tables_and_functions_are_read_whole():
    facts = facts_of(SOURCE)
    users = named(facts, "users")
    assert (users.signature, users.doc) == ("CREATE TABLE app.users", "The people.")
    assert named(facts, "active").doc == "Who is there."
    assert (named(facts, "users.label").type, named(facts, "users.age").owner) == ("varchar(20)", "users")
    add = named(facts, "add")
    assert add.signature == "CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer"
    assert add.returns == "integer"
    assert [(item.name, item.type, item.default) for item in add.parameters] == [
        ("a", "integer", ""),
        ("b", "integer", "1"),
    ]
    assert named(facts, "mood").type == "('sad', 'ok')"
    assert unfinished(facts) == ["later"]


def test_references_are_tables_columns_and_functions():
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts_of(SOURCE).references}
    assert ("orgs", "type", "", -1) in found
    assert ("org_id", "member", "u", -1) in found
    assert ("lower", "call", "", 1) in found
    assert ("count", "call", "", 1) in found


def test_where_tests_go():
    assert by_id("sql").test_file("views/active.sql") == "tests/active_test.sql"
