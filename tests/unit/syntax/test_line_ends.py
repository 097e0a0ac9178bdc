import pytest

from contexten.syntax.at import comment_at, definitions_at
from contexten.syntax.extract import extract_facts
from contexten.text import Span
from support.syntax import outline, parsed_text

SOURCES = {
    "python": (
        'import a\n\n\n# c\n# d\nclass A:\n    """One.\n\n    Two.\n    """\n\n    @x\n'
        "    def m(self):\n        # TODO\n\n    def n(self): return 1\n"
    ),
    "typescript": (
        "import a from 'a';\n/**\n * One.\n * Two.\n */\nexport class A {\n  // c\n  m() {\n    // TODO\n  }\n}\n"
    ),
    "go": (
        "// P is.\npackage p\n\n// A is.\n// More.\ntype A struct {\n\tB int // b\n\tC int\n}\n"
        "\nfunc F() {\n\t// TODO\n}\n"
    ),
    "rust": "//! C\n\n/// A is.\n/// More.\n#[x]\nstruct A {\n    b: u8,\n}\n\nfn f() {\n    // TODO\n}\n",
    "c": (
        "#include <a.h>\n#define A 1\n\n/*\n * One.\n */\nstruct a {\n"
        "    int b;\n};\n\nvoid f(void) {\n    // TODO\n}\n"
    ),
    "cpp": "namespace n {\n/// A is.\n/// More.\nclass A {\n    void f() {\n        // TODO\n    }\n};\n}\n",
    "csharp": (
        "using A;\n\n/// <summary>\n/// A is.\n/// </summary>\n"
        "[X]\nclass A {\n    void F() {\n        // TODO\n    }\n"
        "}\n"
    ),
    "java": "package p;\n\n/**\n * A is.\n */\n@X\nclass A {\n    void f() {\n        // TODO\n    }\n}\n",
}


def described(facts):
    return [
        (item.name, item.kind, item.doc, item.signature, item.unfinished, item.parent, item.decorators)
        for item in facts.definitions
    ]


@pytest.mark.parametrize("language", SOURCES)
def test_facts_do_not_depend_on_the_line_end(language):
    unix = parsed_text(SOURCES[language], language)
    windows = parsed_text(SOURCES[language].replace("\n", "\r\n"), language)
    assert described(extract_facts(unix)) == described(extract_facts(windows))
    assert [item.unfinished for item in extract_facts(unix).definitions].count(True) == 1
    for place in range(len(unix.data)):
        if unix.data[place : place + 1] != b"\n":
            moved = place + unix.data.count(b"\n", 0, place)
            names = [item.name for item in definitions_at(unix, Span(place, place))]
            assert [item.name for item in definitions_at(windows, Span(moved, moved))] == names


@pytest.mark.parametrize("language", SOURCES)
def test_a_byte_order_mark_changes_no_facts_but_places(language):
    plain = parsed_text(SOURCES[language], language)
    marked = parsed_text("\ufeff" + SOURCES[language], language)
    assert marked.errors == 0
    assert described(extract_facts(marked)) == described(extract_facts(plain))
    assert [item.name_start for item in extract_facts(marked).definitions] == [
        item.name_start + 3 for item in extract_facts(plain).definitions
    ]


def test_a_comment_with_windows_line_ends_is_found_whole():
    parsed = parsed_text("x = 1\r\n# one\r\n# two\r\ny = 2\r\n", "python")
    span = comment_at(parsed, 10)
    assert span is not None
    assert parsed.document.slice(span) == "# one\r\n# two"


def test_names_in_other_scripts_keep_their_bytes():
    parsed = parsed_text("def größe(ähre): return ähre\nclass Ünit: x = 1\n", "python")
    facts = extract_facts(parsed)
    assert outline(facts) == ["function größe", "class Ünit", "field Ünit.x"]
    for item in facts.definitions:
        assert parsed.document.slice(item.name_span) == item.name
