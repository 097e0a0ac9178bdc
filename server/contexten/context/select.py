"""The door of this room: from a Target to what a model should read of the workspace, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.context.candidates import candidates
from contexten.context.candidates.callers import call_sites
from contexten.context.candidates.nearest import use_sites
from contexten.context.infer import Resolver
from contexten.context.lexicon import Lexicon
from contexten.context.model import ContextPack, CountTokens, LeftOut
from contexten.context.pack import Cutter, Filled, Here, fill, here_of
from contexten.context.rank import Key, Ranked, UseSite, fuse, key_of
from contexten.context.redact import Redactor
from contexten.context.scene import Scene
from contexten.context.weights import (
    FIELD_DAMPING,
    PRIVATE_DAMPING,
    TEST_DAMPING,
    Source,
    Strategy,
    strategy_for,
)
from contexten.syntax.facts import FileFacts, SymbolKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contexten.index.symbol import Symbol
    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_USED_SYMBOLS = 25
_USING_NEIGHBOURS = 15
_REPORTED = 200
_LEAST_RANKED = 250
"""More candidates than a budget can hold are ranked, so that what lost can be shown."""
_SHOWN = "already shown"
_LOST = frozenset({_SHOWN, "budget"})
_EXAMPLES = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})


def select(
    snapshot: Snapshot,
    target: Target,
    *,
    budget: int,
    count_tokens: CountTokens,
    strategy: Strategy | None = None,
    lexicon: Lexicon | None = None,
) -> ContextPack:
    """What `budget` tokens should hold for `target`: the file's own part and the best of everything else.

    Pure but for `lexicon`, which keeps what was derived from facts between requests; without one it is derived anew.
    """
    strategy = strategy or strategy_for(target.intent)
    redactor = Redactor()
    private = snapshot.is_private(target.path)
    document = None if private else snapshot.document(target.path)
    facts = snapshot.facts(target.path) or FileFacts(language="")
    here = _here(snapshot, document, facts, target, int(budget * strategy.here_share), count_tokens)
    parts = _redacted_here(here, redactor, snapshot.relative(target.path))
    here_tokens = count_tokens("".join(parts))
    if here_tokens > budget:
        here, parts, here_tokens = Here("", "", "", frozenset()), ("", "", ""), 0
    lexicon = lexicon or Lexicon()
    with lexicon.lock:
        lexicon.refresh(snapshot.index)
        scene = Scene(snapshot, target, facts, lexicon, Resolver(snapshot.index, lexicon))
        shown = None if strategy.here_share <= 0 else here
        sifted = _sift(
            scene, _ranked(scene, strategy, limit=_LEAST_RANKED + budget // 8), shown=shown, document=document
        )
        filled = _filled(scene, sifted, strategy, budget - here_tokens, count_tokens, redactor)
    instruction = redactor.redact(target.instruction)
    diagnostics = tuple(redactor.redact(item.message) for item in target.diagnostics)
    return ContextPack(
        here="".join(parts),
        here_tokens=here_tokens,
        items=filled.items,
        budget=budget,
        left_out=_reported((*_own_left(target, private), *sifted.left_out, *filled.left_out)),
        redactions=redactor.redactions,
        secrets=dict(redactor.secrets),
        here_before=parts[0],
        here_target=parts[1],
        here_after=parts[2],
        instruction=instruction,
        diagnostics=diagnostics,
    )


@dataclass(frozen=True, slots=True)
class _Sifted:
    ranked: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...]
    private: frozenset[str]


def _ranked(scene: Scene, strategy: Strategy, *, limit: int) -> tuple[Ranked, ...]:
    def damping(symbol: Symbol) -> float:
        factor = 1.0
        if not scene.wants_tests and scene.lexicon.is_test(symbol.path):
            factor *= TEST_DAMPING
        if symbol.definition.kind is SymbolKind.FIELD:
            factor *= FIELD_DAMPING
        if not symbol.definition.exported and symbol.path != scene.path:
            factor *= PRIVATE_DAMPING
        return factor

    return fuse(candidates(scene), strategy.weights, damping, limit=limit)


def _sift(scene: Scene, ranked: Iterable[Ranked], *, shown: Here | None, document: Document | None) -> _Sifted:
    """Takes out what may never be sent and what the current file's part shows already; `shown` None: the whole file."""
    kept: list[Ranked] = []
    left: list[LeftOut] = []
    reasons: dict[str, str | None] = {}
    for item in ranked:
        path = item.symbol.path
        if path not in reasons:
            reasons[path] = scene.snapshot.is_private(path)
        why = reasons[path]
        if why is None and path == scene.path and _is_shown(item.symbol, shown, document):
            why = _SHOWN
        if why is None:
            kept.append(item)
        else:
            left.append(LeftOut(path, item.symbol.qualified_name, item.reason, why, item.score))
    return _Sifted(tuple(kept), tuple(left), frozenset(path for path, why in reasons.items() if why))


def _is_shown(symbol: Symbol, shown: Here | None, document: Document | None) -> bool:
    if shown is None or document is None:
        return True
    return document.line_of(symbol.definition.name_start) in shown.lines


def _filled(
    scene: Scene,
    sifted: _Sifted,
    strategy: Strategy,
    budget: int,
    count_tokens: CountTokens,
    redactor: Redactor,
) -> Filled:
    mix = strategy.mix(budget)
    examples = _examples(scene, sifted) if mix.examples else ()
    wanted = {key_of(item.symbol): item.score for item in sifted.ranked[:_USED_SYMBOLS]}
    uses = _uses(scene, sifted, wanted, calls=strategy.weights.get(Source.CALLER, 0.0)) if mix.windows else ()
    return fill(
        sifted.ranked,
        examples,
        uses,
        budget=budget,
        mix=mix,
        count_tokens=count_tokens,
        cutter=Cutter(scene.snapshot, redactor),
    )


def _examples(scene: Scene, sifted: _Sifted) -> tuple[Ranked, ...]:
    """The finished functions most like the target, with the reason they teach by."""
    found: list[Ranked] = []
    for neighbour in scene.neighbours:
        symbol = neighbour.function.symbol
        finished = symbol.definition.kind in _EXAMPLES and not symbol.definition.unfinished
        if finished and symbol.path != scene.path and symbol.path not in sifted.private:
            reason = f"example: {neighbour.relation.removeprefix('which ')}"
            found.append(Ranked(symbol, round(neighbour.likeness, 6), reason))
    return tuple(found)


def _uses(scene: Scene, sifted: _Sifted, wanted: dict[Key, float], *, calls: float) -> tuple[UseSite, ...]:
    sites = use_sites(scene, wanted, _USING_NEIGHBOURS)
    if calls > 0.2:
        sites += call_sites(scene)
    return tuple(site for site in sites if site.inside.path not in sifted.private)


def _here(
    snapshot: Snapshot,
    document: Document | None,
    facts: FileFacts,
    target: Target,
    budget: int,
    count_tokens: CountTokens,
) -> Here:
    if document is None or budget <= 0:
        return Here("", "", "", frozenset())
    language = snapshot.language(target.path)
    comment = language.comments.line if language is not None else "#"
    return here_of(document, facts, target.span, budget=budget, count_tokens=count_tokens, comment=comment)


def _redacted_here(here: Here, redactor: Redactor, relative: str) -> tuple[str, str, str]:
    """The three parts without secrets; a secret that lies across two of them costs the division."""
    parts = (
        redactor.redact(here.before, relative),
        redactor.redact(here.target, relative),
        redactor.redact(here.after, relative),
    )
    joined = "".join(parts)
    whole = redactor.redact(joined, relative)
    return parts if whole == joined else (whole, "", "")


def _reported(left: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """What may never be sent first, then the best of what lost."""
    ordered = sorted(left, key=lambda item: (item.why in _LOST, -item.score, item.path, item.name))
    return tuple(ordered[:_REPORTED])


def _own_left(target: Target, private: str | None) -> tuple[LeftOut, ...]:
    return (LeftOut(target.path, "", "the file under edit", private, 1.0),) if private else ()
