from contexten.syntax.languages import by_id
from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/sds.c
    /* Strings. */

    #ifndef SDS_C
    #define SDS_C
    #include "sds.h"
    #include <sys/types.h>
    #define MAX 10
    #define SQ(x, ...) ((x) * (x))

    /* A node.
     * Of a list. */
    typedef struct node {
        int size, *next;
        char name[4];
        int (*compare)(int);
        union { int small; long big; };
    } node_t, *node_p;
    typedef struct { int x; } point;
    typedef struct node node;
    enum state { OPEN = 1, CLOSED };
    union word { int i; };
    typedef int (*handler)(int code, char *text);

    /**
     * Finds it.
     */
    static const char *find(const char *text, int counts[], void (*each)(int), ...) {
        return text->all.first(1, *each);
    }
    int declared(int a);
    extern int limit;
    static int low = 3, *high = 0;
    void empty(void) { struct node local = {.size = 1}; int inner(int); }
    #endif
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "constant MAX",
        "function SQ",
        "struct node",
        "field node.size",
        "field node.next",
        "field node.name",
        "field node.compare",
        "field node.small",
        "field node.big",
        "type node_t",
        "type node_p",
        "struct point",
        "field point.x",
        "enum state",
        "field state.OPEN",
        "field state.CLOSED",
        "struct word",
        "field word.i",
        "type handler",
        "function find",
        "function declared",
        "variable limit",
        "variable low",
        "variable high",
        "function empty",
    ]


def test_a_function_is_read_whole():
    find = named(facts_of(SOURCE), "find")
    assert find.signature == ("static const char *find(const char *text, int counts[], void (*each)(int), ...)")
    assert (find.doc, find.returns, find.exported) == ("Finds it.", "const char *", False)
    assert [(item.name, item.type) for item in find.parameters] == [
        ("text", "const char *"),
        ("counts", "int[]"),
        ("each", "void (*)(int)"),
        ("...", ""),
    ]
    assert find.body is not None
    assert find.start < find.header_start < find.name_start


def test_declarations_have_no_body_and_no_parameter_called_void():
    facts = facts_of(SOURCE)
    declared = named(facts, "declared")
    assert (declared.body, declared.unfinished, declared.returns) == (None, False, "int")
    assert named(facts, "empty").parameters == ()


def test_types_of_values_and_other_names_of_types():
    facts = facts_of(SOURCE)
    assert named(facts, "node").doc == "A node.\nOf a list."
    assert (named(facts, "node.next").type, named(facts, "node.next").signature) == ("int *", "int *next")
    assert named(facts, "node.compare").type == "int (*)(int)"
    assert (named(facts, "node_t").type, named(facts, "node_t").bases) == ("struct node", ("node",))
    assert named(facts, "handler").type == "int (*)(int code, char *text)"
    assert named(facts, "handler").bases == ()
    assert (named(facts, "high").type, named(facts, "low").exported) == ("int *", False)
    assert named(facts, "point").signature == "typedef struct point"


def test_a_typedef_of_the_same_name_is_no_second_definition():
    assert outline(facts_of("#- a.c\ntypedef struct node { int a; } node;\n")) == ["struct node", "field node.a"]


def test_includes_inside_a_guard():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.local_name) for item in facts.imports] == [
        ("sds.h", "*", ""),
        ("<sys/types.h>", "*", ""),
    ]
    assert facts.import_end == facts.imports[-1].end
    assert facts.doc == "Strings."


def test_a_first_include_goes_behind_the_guard_or_the_pragma():
    guarded = "#- a.c\n#ifndef A\n#define A\nint f(void);\n#endif\n"
    assert facts_of(guarded).import_end == len("#ifndef A\n#define A")
    assert facts_of("#- a.c\n#pragma once\nint f(void);\n").import_end == len("#pragma once")
    assert facts_of("#- a.c\nint f(void);\n").import_end == -1


def test_references_know_calls_and_types():
    facts = facts_of(SOURCE)
    found = {(item.name, item.role, item.receiver, item.arguments) for item in facts.references}
    assert ("first", "call", "text->all", 2) in found
    assert ("all", "member", "text", -1) in found
    assert ("node", "type", "", -1) in found
    assert ("size", "name", "", -1) in found
    assert not {"local", "find", "SDS_C"} & {item.name for item in facts.references if item.role == "call"}


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.c
        int later(void) { abort(); /* TODO */ }
        int asserted(void) { assert(false && "not implemented"); }
        int loud(void) { fprintf(stderr, "not implemented\\n"); return -1; }
        int empty(void) { }
        void nothing(void) { }
        void noted(void) {
            /* TODO: write */
        }
        int ignored(int a) { (void)a; return -1; // TODO
        }
        void *pointer(void) { return NULL; /* FIXME */ }
        int done(void) { return 0; }
        int aborts(void) { abort(); }
        int checks(int a) { assert(a > 0); return a; }
        int declared(void);
        extern int elsewhere(void);
    """)
    assert unfinished(facts) == ["later", "asserted", "loud", "empty", "noted", "ignored", "pointer"]


def test_where_tests_go():
    row = by_id("c")
    assert row.test_file("src/net/sds.c") == "src/net/tests/test_sds.c"
    assert row.test_file("src/sds.c") == "tests/test_sds.c"
    assert row.test_file("sds.h") == "tests/test_sds.c"
