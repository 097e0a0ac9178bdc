from support.syntax import facts_of, named, outline, unfinished

SOURCE = """
    #- src/server.js
    #!/usr/bin/env node
    'use strict'
    const http = require("http");
    const { join, sep: slash } = require("path");

    class Server extends base.Server {
      port = 80;
      #open = false;
      stop = () => { this.#open = false; };
      constructor(options = {}, ...rest) { super(); this.options = options; }
      static async start(port) { return new Server(port).listen(); }
      *each() { yield 1; }
    }
    function* walk(tree) { yield tree; }
    exports.start = async function (port) { return Server.start(port); };
    Server.prototype.close = function () { return http.close(); };
    const handlers = { get(req) { return req.url; }, post: async (req) => req.body, limit: 3 };
    var load = async (name) => { for (let i = 0; i < 1; i++) await import("./plugin.js"); };
"""


def test_definitions_of_every_sort():
    assert outline(facts_of(SOURCE)) == [
        "class Server",
        "field Server.port",
        "field Server.#open",
        "method Server.stop",
        "method Server.constructor",
        "field Server.options",
        "method Server.start",
        "method Server.each",
        "function walk",
        "function start",
        "function Server.close",
        "constant handlers",
        "method handlers.get",
        "method handlers.post",
        "function load",
    ]


def test_require_is_an_import():
    facts = facts_of(SOURCE)
    assert [(item.module, item.name, item.alias) for item in facts.imports] == [
        ("http", "*", "http"),
        ("path", "join", ""),
        ("path", "sep", "slash"),
        ("./plugin.js", "", ""),
    ]
    text = "const a = require('a');\nconst b = 1;\nfunction f() { return b; }\n"
    assert facts_of(f"#- a.js\n{text}").import_end == text.index("\n")


def test_without_imports_the_first_goes_behind_the_directives():
    text = "#!/usr/bin/env node\n'use strict';\nlet x = 1;\n"
    assert facts_of(f"#- a.js\n{text}").import_end == text.index(";") + 1


def test_parameters_bases_and_exports():
    facts = facts_of(SOURCE)
    init = named(facts, "Server.constructor")
    assert [(item.name, item.default) for item in init.parameters] == [("options", "{}"), ("...rest", "")]
    assert named(facts, "Server").bases == ("base.Server",)
    assert named(facts, "Server.close").owner == "Server"
    assert named(facts, "start").exported
    assert not named(facts, "walk").exported


def test_new_and_chained_calls_are_references():
    found = {(item.name, item.role, item.receiver) for item in facts_of(SOURCE).references}
    assert ("Server", "call", "") in found
    assert ("listen", "call", "new Server(port)") in found
    assert ("start", "call", "Server") in found
    assert ("Server", "type", "base") in found


def test_jsx_in_plain_javascript():
    facts = facts_of("#- a.jsx\nexport const Page = () => <Card title={name} />;\n")
    assert [(item.name, item.role) for item in facts.references] == [("Card", "call"), ("name", "name")]


def test_stubs_are_unfinished():
    facts = facts_of("""
        #- a.js
        function a() {}
        const b = function () { throw new Error('TODO'); };
        const noop = () => {};
        class C { d() {} get e() { return 1; } }
    """)
    assert unfinished(facts) == ["a", "b", "C.d"]
