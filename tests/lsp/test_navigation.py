"""Navigation: only where a setting asks for it, in the languages it names, told to the client as it can be told."""

import asyncio
import random

import pytest

from support.editor import BARE, FULL, Editor, ServerError
from support.profiles import names, profile
from support.sync_oracle import index_at

SHAPES = """\
class Shape:
    def area(self):
        raise NotImplementedError


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side
"""
USE = """\
from shapes import Square


def total(sides):
    return sum(Square(side).area() for side in sides)


def größe():
    return total([1, 2])
"""
LUA = "local function add(a, b)\n  return a + b\nend\n\nprint(add(1, 2))\n"
FEATURES = (
    "documentSymbol",
    "definition",
    "typeDefinition",
    "implementation",
    "references",
    "documentHighlight",
    "callHierarchy",
    "selectionRange",
)
PROVIDERS = ("workspaceSymbolProvider", *(f"{name}Provider" for name in FEATURES))
ABLE = {
    **FULL,
    "workspace": {**FULL["workspace"], "symbol": {"dynamicRegistration": True}},
    "textDocument": {
        **FULL["textDocument"],
        **{name: {"dynamicRegistration": True, "linkSupport": True} for name in FEATURES},
        "documentSymbol": {
            "dynamicRegistration": True,
            "hierarchicalDocumentSymbolSupport": True,
            "symbolKind": {"valueSet": list(range(1, 27))},
        },
    },
}
ON = {"navigation": {"languages": ["python"]}}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "shapes.py").write_text(SHAPES, encoding="utf-8")
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")
    (tmp_path / "add.lua").write_text(LUA, encoding="utf-8")
    return tmp_path


def ask(editor, method, uri, before=None, **more):
    params = {"textDocument": {"uri": uri}, **more}
    if before is not None:
        params["position"] = editor.at(uri, before)["start"]
    return editor.request(method, params)


def references(editor, uri, before, *, declaration=False):
    return ask(editor, "textDocument/references", uri, before, context={"includeDeclaration": declaration})


def told(editor):
    """The languages for which each feature is registered."""
    return {
        item["method"]: [part["language"] for part in item["registerOptions"].get("documentSelector") or []]
        for item in editor.registered
        if item["id"].startswith("contexten.textDocument") or item["id"] == "contexten.workspace.symbol"
    }


def text_at(editor, root, place):
    """What a place says, as the editor counts."""
    uri = place.get("targetUri") or place["uri"]
    where = place.get("targetSelectionRange") or place["range"]
    text = editor.buffers[uri].text if uri in editor.buffers else editor._disk(uri).read_text(encoding="utf-8")
    first, last = (
        index_at(text, where[side]["line"], where[side]["character"], editor.encoding) for side in ("start", "end")
    )
    return uri.rsplit("/", 1)[-1], where["start"]["line"], text[first:last]


@pytest.mark.parametrize("capabilities", [BARE, ABLE])
async def test_without_the_setting_nothing_is_told_and_nothing_answered(root, capabilities):
    async with Editor(root, capabilities=capabilities) as editor:
        uri = editor.open("use.py")
        assert not set(PROVIDERS) & set(editor.capabilities_of_server)
        assert told(editor) == {}
        assert await ask(editor, "textDocument/definition", uri, "total(sides") == []
        assert await ask(editor, "textDocument/documentSymbol", uri) == []
        assert await editor.request("workspace/symbol", {"query": "Square"}) == []


async def test_a_client_that_cannot_register_is_told_at_initialize(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        assert set(PROVIDERS) <= set(editor.capabilities_of_server)
        assert editor.registered == []


async def test_a_client_that_can_register_is_told_for_the_named_languages_alone(root):
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        assert not set(PROVIDERS) & set(editor.capabilities_of_server)
        methods = {f"textDocument/{name}" for name in FEATURES if name != "callHierarchy"}
        assert set(told(editor)) == {*methods, "textDocument/prepareCallHierarchy", "workspace/symbol"}
        assert told(editor)["textDocument/definition"] == ["python"]


@pytest.mark.parametrize("name", names())
async def test_every_editor_is_told_of_each_feature_once_and_answered_in_its_own_words(root, name):
    editors = profile(name)
    async with Editor(root, profile=editors, options=ON, settings={"contexten": ON}) as editor:
        registered = set(told(editor))
        for feature in (*(f"textDocument.{feature}" for feature in FEATURES), "workspace.symbol"):
            method = feature.replace(".call", ".prepareCall").replace(".", "/")
            provider = ("workspaceSymbol" if feature == "workspace.symbol" else feature.partition(".")[2]) + "Provider"
            by_registration = editors.has(f"{feature}.dynamicRegistration") is True
            assert (method in registered) is by_registration
            assert (provider in editor.capabilities_of_server) is not by_registration
        uri = editor.open("use.py")
        (place,) = await ask(editor, "textDocument/definition", uri, "Square(side)")
        assert ("targetUri" in place) is (editors.has("textDocument.definition.linkSupport") is True)
        assert text_at(editor, root, place) == ("shapes.py", 5, "Square")
        symbols = await ask(editor, "textDocument/documentSymbol", editor.open("shapes.py"))
        nested = editors.has("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport") is True
        assert all(("selectionRange" in item) is nested for item in symbols)
        (found,) = await editor.request("workspace/symbol", {"query": "Square"})
        later = "location.range" in (editors.has("workspace.symbol.resolveSupport.properties") or [])
        assert ("range" in found["location"]) is not later
        (item,) = await ask(editor, "textDocument/prepareCallHierarchy", uri, "total(sides")
        (outer,) = await editor.request("callHierarchy/incomingCalls", {"item": item})
        assert outer["from"]["name"] == "größe"


async def test_the_setting_can_be_changed_while_the_server_runs(root):
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        python, lua = editor.open("use.py"), editor.open("add.lua", language="lua")
        assert await ask(editor, "textDocument/definition", lua, "add(1") == []
        for languages, selector in ((["lua"], ["lua"]), ([], None), (["*"], True)):
            editor.settings = {"contexten": {"navigation": {"languages": languages}}}
            editor.notify("workspace/didChangeConfiguration", {"settings": None})
            await editor.settled()
            found = told(editor).get("textDocument/definition")
            assert {"lua", "python"} <= set(found) if selector is True else found == selector
            assert bool(await ask(editor, "textDocument/definition", lua, "add(1")) is bool(languages)
            assert bool(await ask(editor, "textDocument/definition", python, "total([")) is (languages == ["*"])


async def test_a_name_that_is_no_language_costs_one_sentence(root):
    settings = {"contexten": {"navigation": {"languages": ["pyhton"]}}}
    async with Editor(root, capabilities=ABLE, settings=settings) as editor:
        assert told(editor) == {}
        assert [text for text in editor.shown() if "'pyhton'" in text] == editor.shown()
        assert len(editor.shown()) == 1


async def test_definitions_are_links_where_the_client_takes_them(root):
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        uri = editor.open("use.py")
        (link,) = await ask(editor, "textDocument/definition", uri, "Square(side)")
        assert text_at(editor, root, link) == ("shapes.py", 5, "Square")
        assert link["targetRange"]["end"]["line"] == 10
        asked = {"uri": uri, "range": link["originSelectionRange"]}
        assert text_at(editor, root, asked) == ("use.py", 4, "Square")


async def test_definitions_are_places_where_the_client_takes_no_links(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("use.py")
        (place,) = await ask(editor, "textDocument/definition", uri, "area()")
        assert text_at(editor, root, place) == ("shapes.py", 9, "area")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_are_counted_as_the_client_counts(root, encoding):
    capabilities = {**BARE, "general": {"positionEncodings": [encoding]}}
    (root / "use.py").write_text('x = "🙂🙂"; größe = 1; print("🙂", größe)\n', encoding="utf-8")
    async with Editor(root, capabilities=capabilities, options=ON) as editor:
        uri = editor.open("use.py")
        found = await references(editor, uri, "größe = 1", declaration=True)
        assert [text_at(editor, root, place)[2] for place in found] == ["größe", "größe"]
        (place,) = await ask(editor, "textDocument/definition", uri, "größe)")
        assert place["range"] == editor.at(uri, "größe", select=True)


async def test_references_with_and_without_the_declaration(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("shapes.py")
        used = [text_at(editor, root, place) for place in await references(editor, uri, "Square(Shape)")]
        assert used == [("use.py", 0, "Square"), ("use.py", 4, "Square")]
        all_ = [text_at(editor, root, place) for place in await references(editor, uri, "Square(S", declaration=True)]
        assert all_ == [("shapes.py", 5, "Square"), *used]


async def test_unsaved_text_counts(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        use, shapes = editor.open("use.py"), editor.open("shapes.py")
        editor.type(shapes, "class Square", "# more\n\n\n")
        editor.type(use, "def größe", "print(Square(2))\n\n\n")
        used = [text_at(editor, root, place) for place in await references(editor, shapes, "Square(Shape)")]
        assert used == [("use.py", 0, "Square"), ("use.py", 4, "Square"), ("use.py", 7, "Square")]
        (place,) = await ask(editor, "textDocument/definition", use, "Square(2)")
        assert text_at(editor, root, place) == ("shapes.py", 8, "Square")


async def test_a_file_that_changed_on_disk_is_never_pointed_into_blindly(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("use.py")
        (root / "shapes.py").write_text("x = 1\n", encoding="utf-8")
        for before in ("Square(side)", "area()", "Square\n"):
            for place in await ask(editor, "textDocument/definition", uri, before):
                assert text_at(editor, root, place)[2] in {"Square", "area", ""}
        for place in await references(editor, uri, "Square(side)", declaration=True):
            assert text_at(editor, root, place)[2] == "Square"


async def test_symbols_of_a_file_are_nested_or_flat_as_the_client_can(root):
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        shape, square = await ask(editor, "textDocument/documentSymbol", editor.open("shapes.py"))
        assert (shape["name"], shape["kind"], [item["name"] for item in shape["children"]]) == ("Shape", 5, ["area"])
        assert [(item["name"], item["kind"]) for item in square["children"]] == [
            ("__init__", 6),
            ("side", 8),
            ("area", 6),
        ]
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        found = await ask(editor, "textDocument/documentSymbol", editor.open("shapes.py"))
        assert [(item["name"], item.get("containerName")) for item in found] == [
            ("Shape", None),
            ("area", "Shape"),
            ("Square", None),
            ("__init__", "Square"),
            ("side", "Square"),
            ("area", "Square"),
        ]


async def test_symbols_of_the_workspace_are_ranked_and_of_the_named_languages(root):
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        found = await editor.request("workspace/symbol", {"query": "sq"})
        assert [(item["name"], text_at(editor, root, item["location"])) for item in found] == [
            ("Square", ("shapes.py", 5, "Square"))
        ]
        found = await editor.request("workspace/symbol", {"query": "Square.area"})
        assert [text_at(editor, root, item["location"]) for item in found] == [("shapes.py", 9, "area")]
        assert await editor.request("workspace/symbol", {"query": "add"}) == []


async def test_symbols_are_placed_later_where_the_client_asks_for_it(root):
    symbol = {"dynamicRegistration": True, "resolveSupport": {"properties": ["location.range"]}}
    able = {**ABLE, "workspace": {**ABLE["workspace"], "symbol": symbol}}
    async with Editor(root, capabilities=able, settings={"contexten": ON}) as editor:
        (found,) = await editor.request("workspace/symbol", {"query": "Square"})
        assert "range" not in found["location"]
        uri = editor.open("shapes.py")
        editor.type(uri, "class Square", "\n")
        placed = await editor.request("workspaceSymbol/resolve", found)
        assert text_at(editor, root, placed["location"])[2] == "Square"


async def test_calls_are_followed_both_ways(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("use.py")
        (item,) = await ask(editor, "textDocument/prepareCallHierarchy", uri, "total(sides")
        (outer,) = await editor.request("callHierarchy/incomingCalls", {"item": item})
        assert outer["from"]["name"] == "größe"
        assert [text_at(editor, root, {"uri": uri, "range": where})[2] for where in outer["fromRanges"]] == ["total"]
        called = await editor.request("callHierarchy/outgoingCalls", {"item": item})
        assert [text_at(editor, root, {**call["to"], "range": call["to"]["selectionRange"]}) for call in called] == [
            ("shapes.py", 5, "Square"),
            ("shapes.py", 9, "area"),
        ]


async def test_the_calls_of_a_constructor_are_those_of_its_type(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("shapes.py")
        (item,) = await ask(editor, "textDocument/prepareCallHierarchy", uri, "__init__")
        (call,) = await editor.request("callHierarchy/incomingCalls", {"item": item})
        assert call["from"]["name"] == "total"


async def test_highlights_tell_what_binds_a_name(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        found = await ask(editor, "textDocument/documentHighlight", editor.open("use.py"), "side in")
        assert sorted((item["range"]["start"]["character"], item["kind"]) for item in found) == [(22, 2), (39, 3)]


async def test_implementations_and_types(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("shapes.py")
        (below,) = await ask(editor, "textDocument/implementation", uri, "Shape:")
        assert text_at(editor, root, below) == ("shapes.py", 5, "Square")
        (over,) = await ask(editor, "textDocument/implementation", uri, "area(self)")
        assert text_at(editor, root, over) == ("shapes.py", 9, "area")
        use = editor.open("use.py", USE + "\n\nsquare = Square(1)\nprint(square)\n")
        (made,) = await ask(editor, "textDocument/typeDefinition", use, "square)")
        assert text_at(editor, root, made) == ("shapes.py", 5, "Square")


async def test_selections_grow_to_the_whole_file(root):
    async with Editor(root, capabilities=BARE, options=ON) as editor:
        uri = editor.open("use.py")
        places = [editor.at(uri, "side)")["start"], editor.at(uri, "def größe")["start"]]
        found = await ask(editor, "textDocument/selectionRange", uri, positions=places)
        for innermost, place in zip(found, places, strict=True):
            ranges, around = [], innermost
            while around:
                ranges.append(around["range"])
                around = around.get("parent")
            assert ranges[-1]["start"] == {"line": 0, "character": 0}
            assert all(ranges[i] != ranges[i + 1] for i in range(len(ranges) - 1))
            assert (ranges[0]["start"]["line"], ranges[0]["start"]["character"]) <= (place["line"], place["character"])


async def test_a_thousand_questions_while_typing_are_each_answered_once(root):
    chooser = random.Random(11)  # noqa: S311 - a repeatable choice
    methods = ["definition", "references", "documentHighlight", "documentSymbol", "prepareCallHierarchy", "symbol"]
    async with Editor(root, capabilities=ABLE, settings={"contexten": ON}) as editor:
        uri = editor.open("use.py")
        outcomes = []

        async def question(method, before, *, cancels):
            params = {"textDocument": {"uri": uri}, "position": editor.at(uri, before)["start"]}
            params |= {"context": {"includeDeclaration": True}} if method == "references" else {}
            name = f"textDocument/{method}" if method != "symbol" else "workspace/symbol"
            params = {"query": before} if method == "symbol" else params
            try:
                await editor.request(name, params, within=120, on_id=editor.cancel if cancels else None)
                outcomes.append("answered")
            except ServerError as error:
                outcomes.append(error.code)

        running = []
        for number in range(1000):
            method, before = chooser.choice(methods), chooser.choice(["total", "Square", "sides", "area"])
            running.append(asyncio.create_task(question(method, before, cancels=number % 7 == 0)))
            if number % 3 == 0:
                editor.type(uri, "\n\ndef größe", chooser.choice(["x", "\n", " ", "é"]))
            if number % 20 == 0:
                await asyncio.sleep(0)
        await asyncio.gather(*running)
        assert len(outcomes) == 1000
        assert set(outcomes) == {"answered", -32800}
        assert outcomes.count(-32800) >= 143
        assert await ask(editor, "textDocument/definition", uri, "total(sides")
