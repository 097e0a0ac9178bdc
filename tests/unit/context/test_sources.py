"""Each source of candidates alone: what it proposes, and the reason it gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contexten.context.select import select
from contexten.context.weights import Source, Strategy
from contexten.text import Span
from contexten.workspace.target import Diagnostic, Intent, Target
from support.workspaces import Opened, open_fixture

if TYPE_CHECKING:
    from pathlib import Path

LIB = """
    #- lib/gates.py
    from lib.tools import oil_hinges, paint_bars

    class Gate:
        def open_wide(self): ...
        def shut_tight(self): ...

    class Lock:
        def turn_key(self): ...

    def care_for(gate: Gate, lock: Lock):
        gate.open_wide()
        lock.turn_key()
        oil_hinges(gate)
    #- lib/tools.py
    def oil_hinges(gate): ...
    def paint_bars(gate): ...
    def ring_bell(): ...
"""

MEMBERS = [source for source in Source if source.name.startswith("MEMBER_")]


def quarter(text: str) -> int:
    return (len(text) + 3) // 4


def target_of(opened: Opened, intent: Intent = Intent.IMPLEMENT) -> Target:
    facts = opened.snapshot.facts(opened.path)
    assert facts is not None
    functions = [item for item in facts.enclosing(opened.span) if item.kind.is_callable]
    symbol = functions[-1] if functions else None
    body = symbol.body if symbol is not None else None
    span = body if body is not None and intent is Intent.IMPLEMENT else opened.span
    return Target(opened.path, intent, span, symbol=symbol)


def told(
    source: str, tmp_path: Path, *sources: Source, main: str = "", intent: Intent = Intent.IMPLEMENT
) -> dict[str, str]:
    """What these sources alone choose for the marked place, with the reasons."""
    opened = open_fixture(source + main, tmp_path)
    return of(opened, target_of(opened, intent), *sources)


def of(opened: Opened, target: Target, *sources: Source) -> dict[str, str]:
    only = Strategy("only", dict.fromkeys(sources, 1.0), ())
    pack = select(opened.snapshot, target, budget=2000, count_tokens=quarter, strategy=only)
    return {item.name: item.reason for item in pack.items}


def test_a_type_that_comes_first_proposes_its_members(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.gates import Gate

    def arrive():
        $0pass
    """
    found = told(LIB, tmp_path, Source.IMPORT_FRESH, Source.MEMBER_LIKELY, main=main)
    assert found["Gate"] == "imported here, not used yet"
    assert found["Gate.open_wide"] == "member of Gate, which is likely needed"
    assert "Lock.turn_key" not in found


def test_what_functions_use_besides_the_first_candidates_is_proposed(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.gates import Gate
    from lib.tools import oil_hinges

    def arrive():
        $0pass
    """
    found = told(LIB, tmp_path, Source.IMPORT_FRESH, Source.FEEDBACK, main=main)
    assert found["Lock.turn_key"] == "used by gates.py:care_for, which uses likely things"
    assert "paint_bars" not in found


def test_a_parameter_without_a_type_is_taken_for_what_it_is_called_like(tmp_path: Path) -> None:
    main = """
    #- main.py
    def arrive(gate, first_lock):
        $0pass
    """
    more = "    #- more.py\n    class FirstLock:\n        def fit(self): ...\n"
    found = told(LIB + more, tmp_path, Source.MEMBER_GUESSED, main=main)
    assert found["Gate.open_wide"] == "member of Gate, called like parameter 'gate'"
    assert found["FirstLock.fit"] == "member of FirstLock, called like parameter 'first_lock'"
    assert "Lock.turn_key" not in found


def test_a_parameter_with_a_type_is_not_taken_for_another(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.gates import Lock

    def arrive(gate: Lock):
        $0pass
    """
    assert told(LIB, tmp_path, Source.MEMBER_GUESSED, main=main) == {}


def test_a_type_is_taken_to_serve_what_a_part_of_its_name_says(tmp_path: Path) -> None:
    main = """
    #- main.py
    class GateKeeper:
        def arrive(self):
            $0pass
    """
    found = told(LIB, tmp_path, Source.MEMBER_GUESSED, main=main)
    assert found == dict.fromkeys(("Gate.open_wide", "Gate.shut_tight"), "member of Gate, part of the name GateKeeper")


def test_used_names_are_looked_up_where_code_is_rewritten(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.tools import ring_bell

    def arrive(gate):
        $0ring_bell()$0
    """
    found = told(LIB, tmp_path, Source.USED, main=main, intent=Intent.REWRITE)
    assert found == {"ring_bell": "used here as 'ring_bell'"}


def test_names_in_a_diagnostic_are_looked_up_anywhere(tmp_path: Path) -> None:
    opened = open_fixture(LIB + "    #- main.py\n    def arrive():\n        $0pass\n", tmp_path)
    target = Target(opened.path, Intent.FIX, opened.span, diagnostics=(Diagnostic(Span(0, 0), "no 'paint_bars' here"),))
    assert of(opened, target, Source.USED)["paint_bars"] == "named in the diagnostic"


def test_imports_by_name_are_fresh_until_they_are_used(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.tools import ring_bell, oil_hinges

    def leave():
        ring_bell()

    def arrive():
        $0pass
    """
    found = told(LIB, tmp_path, Source.IMPORT_FRESH, Source.IMPORT_USED, main=main)
    assert found == {"ring_bell": "imported here", "oil_hinges": "imported here, not used yet"}


def test_members_of_a_module_imported_whole_are_proposed(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib import tools

    def arrive():
        $0pass
    """
    found = told(LIB, tmp_path, Source.MODULE_FRESH, main=main)
    assert found == dict.fromkeys(("oil_hinges", "paint_bars", "ring_bell"), "member of tools, imported here")


def test_the_type_around_the_target_gives_its_own_and_inherited_members(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.gates import Gate

    class WideGate(Gate):
        def widen(self): ...

        def arrive(self):
            $0pass
    """
    opened = open_fixture(LIB + main, tmp_path)
    only = Strategy("only", {Source.ENCLOSING: 1.0}, (), here_share=0.0)
    pack = select(opened.snapshot, target_of(opened), budget=2000, count_tokens=quarter, strategy=only)
    reasons = {item.name: item.reason for item in (*pack.items, *pack.left_out)}
    assert reasons["Gate.open_wide"] == "inherited by WideGate"
    assert reasons["WideGate.widen"] == "member of WideGate around the target"
    assert "WideGate.arrive" not in reasons


def test_types_of_the_signature_are_proposed_with_their_roles(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib.gates import Gate, Lock

    def arrive(gate: Gate) -> Lock:
        $0pass
    """
    found = told(LIB, tmp_path, Source.TYPE, main=main)
    assert found == {"Gate": "type of parameter 'gate'", "Lock": "type of the result"}


def test_speech_of_the_same_things_and_alike_names_are_found(tmp_path: Path) -> None:
    main = """
    #- main.py
    def paint_fence(colour):
        $0pass
    """
    assert told(LIB, tmp_path, Source.LEXICAL, main=main)["paint_bars"] == "speaks of the same things"
    assert told(LIB, tmp_path, Source.OVERLAP, main=main)["paint_bars"] == "its name resembles the request"


def test_files_close_by_are_those_imported_importing_and_in_the_same_folder(tmp_path: Path) -> None:
    main = """
    #- lib/main.py
    def arrive():
        $0pass
    #- far/away.py
    def far_off(): ...
    """
    found = told(LIB, tmp_path, Source.NEAR, main=main)
    assert set(found.values()) == {"stands in a file close by"}
    assert {"ring_bell", "Gate"} <= set(found)
    assert "far_off" not in found


def test_what_files_with_the_same_imports_import_besides_is_proposed(tmp_path: Path) -> None:
    source = """
    #- lib.py
    def open_gate(): ...
    def close_gate(): ...
    def ring_bell(): ...
    #- one.py
    from lib import open_gate, close_gate
    #- two.py
    from lib import ring_bell
    #- main.py
    from lib import open_gate

    def arrive():
        $0pass
    """
    assert told(source, tmp_path, Source.TOGETHER) == {"close_gate": "imported by files that import the same"}


def test_what_is_used_together_with_visible_names_is_proposed(tmp_path: Path) -> None:
    source = """
    #- lib.py
    class Gate: ...
    def oil_hinges(gate): ...
    def ring_bell(): ...
    #- other.py
    from lib import Gate, oil_hinges, ring_bell

    def maintain(gate: Gate):
        oil_hinges(gate)

    def alarm():
        ring_bell()
    #- main.py
    from lib import Gate

    def arrive(gate: Gate):
        $0pass
    """
    why = told(source, tmp_path, Source.COUSED)
    assert why["oil_hinges"] == "used by other.py:maintain, which uses the same things"
    assert "ring_bell" not in why


def test_a_member_is_found_through_the_type_that_another_member_gives(tmp_path: Path) -> None:
    source = """
    #- lib.py
    class Url:
        def host_name(self): ...
    class Request:
        url: Url
    #- main.py
    from lib import Request

    def log(request: Request):
        $0pass
    """
    why = told(source, tmp_path, *MEMBERS)
    assert why["Url.host_name"] == "member of Url, given by Request.url"


def test_an_attribute_assigned_from_an_annotated_parameter_has_its_type(tmp_path: Path) -> None:
    source = """
    #- lib.py
    class Client:
        def fetch_page(self): ...
    #- main.py
    import typing
    from lib import Client

    class Crawler:
        def __init__(self, client: Client):
            self.client = client

        def crawl(self):
            $0pass
    """
    why = told(source, tmp_path, *MEMBERS)
    assert why["Client.fetch_page"] == "member of Client, the type of attribute 'client'"


def test_a_misspelled_name_of_a_diagnostic_proposes_what_is_spelled_nearly_so(tmp_path: Path) -> None:
    main = """
    #- main.py
    from lib import tools

    def care():
        oil_higns(1)
        $0tools.paint_bras(2)
    """
    opened = open_fixture(LIB + main, tmp_path)
    messages = ("'oil_higns' is not defined", 'Module tools has no member "paint_bras"', "ring_bells was meant")
    diagnostics = tuple(Diagnostic(opened.span, message) for message in messages)
    target = replace(target_of(opened, Intent.FIX), diagnostics=diagnostics)
    found = of(opened, target, Source.USED)
    assert found["oil_hinges"] == "spelled like 'oil_higns' in the diagnostic"
    assert found["paint_bars"] == "spelled like 'paint_bras' in the diagnostic"
    assert "ring_bell" not in found
