"""The door of this room: from a Target to what a model should read of the workspace, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from contexten.context.candidates.callers import call_sites
from contexten.context.candidates.nearest import use_sites
from contexten.context.candidates.windows import Window, windows
from contexten.context.choice import Choice, UseSite
from contexten.context.meaning import IS_CALLABLE
from contexten.context.meanings import Meanings
from contexten.context.model import ContextPack, CountTokens, ItemKind, LeftOut
from contexten.context.neighbours import relation
from contexten.context.pack import Cutter, Filled, Here, Piece, fill, here_of
from contexten.context.rank import rank
from contexten.context.ranker import Ranker, shipped_ranker
from contexten.context.redact import Redactor
from contexten.context.scene import Scene
from contexten.context.weights import Source, Strategy, longest_header, strategy_for
from contexten.index.sheet import UNFINISHED
from contexten.syntax.facts import FileFacts
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contexten.text import Document
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_USED_SYMBOLS = 25
_USING_NEIGHBOURS = 15
_REPORTED = 120
_LEAST_RANKED = 250
"""More candidates than a budget can hold are looked at, so that what lost can be shown."""
_SHOWN = "already shown"
_EXCLUDED = "excluded"
_LOST = frozenset({_SHOWN, "budget"})
_CALLS_FROM = 0.2
"""From this weight of callers on, the places of the calls are shown."""


def select(  # noqa: PLR0913 - the door of this room
    snapshot: Snapshot,
    target: Target,
    *,
    budget: int,
    count_tokens: CountTokens,
    strategy: Strategy | None = None,
    ranker: Ranker | None = None,
    meanings: Meanings | None = None,
    others: bool = True,
    excluded: frozenset[str] = frozenset(),
) -> ContextPack:
    """What `budget` tokens should hold for `target`: the file's own part and the best of everything else.

    Pure but for `meanings`, which keeps what was found out for later requests. `ranker` stands in for the one that
    comes with the package, where the strategy wants a learned order. `others` False: the file's own part alone.
    `excluded`: what the person does not want shown, as `path` or `path:name`; others take its room.
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
    sifted, filled = _NOTHING
    if budget > 0 and others:
        scene = Scene(snapshot, target, facts, (meanings or Meanings()).of(snapshot.index))
        shown = None if strategy.here_share <= 0 else here
        ranked = rank(scene, strategy, (ranker or shipped_ranker()) if strategy.learned else None)
        sifted = _sift(scene, ranked.choices(_LEAST_RANKED + budget // 16), shown=shown, excluded=excluded)
        filled = _filled(scene, sifted, strategy, budget - here_tokens, count_tokens, redactor)
    instruction = redactor.free_text(target.instruction)
    diagnostics = tuple(redactor.free_text(item.message) for item in target.diagnostics)
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
class OwnPart:
    """What a pack shows of the file under edit."""

    before: str
    target: str
    after: str
    tokens: int
    lines: frozenset[int]
    """The 0-based lines that are shown."""


def own_part(snapshot: Snapshot, target: Target, *, budget: int, count_tokens: CountTokens) -> OwnPart | None:
    """What `select` would show of the file under edit; None where it would redact something, or leave all out."""
    document = None if snapshot.is_private(target.path) else snapshot.document(target.path)
    facts, redactor = snapshot.facts(target.path) or FileFacts(language=""), Redactor()
    share = int(budget * strategy_for(target.intent).here_share)
    here = _here(snapshot, document, facts, target, share, count_tokens)
    parts = _redacted_here(here, redactor, snapshot.relative(target.path))
    tokens = count_tokens("".join(parts))
    return None if redactor.secrets or tokens > budget else OwnPart(*parts, tokens, here.lines)


@dataclass(frozen=True, slots=True)
class _Sifted:
    choices: list[Choice]
    left_out: list[LeftOut]
    barred: frozenset[int]
    """The files that may never be sent, or that the person does not want shown."""
    excluded: frozenset[str]

    def allows(self, scene: Scene, symbol: int) -> bool:
        """Whether code of this definition may be shown."""
        file = int(scene.atlas.file[symbol])
        return file not in self.barred and not _is_excluded(scene, file, symbol, self.excluded)


_NOTHING = (_Sifted([], [], frozenset(), frozenset()), Filled((), ()))
"""For a budget of no tokens: nothing could be in, so nothing is looked for."""


def _sift(
    scene: Scene, choices: Sequence[Choice], *, shown: Here | None, excluded: frozenset[str] = frozenset()
) -> _Sifted:
    """Takes out what may not be sent and what the current file's part shows already; `shown` None: the whole file."""
    kept: list[Choice] = []
    left: list[LeftOut] = []
    reasons: dict[int, str | None] = {}
    files = scene.atlas.file[[choice.symbol for choice in choices]].tolist() if choices else ()
    for choice, file in zip(choices, files, strict=True):
        if file not in reasons:
            reasons[file] = _barred(scene.snapshot, scene.atlas.path_of(file), excluded)
        why = reasons[file]
        if why is None and _is_excluded(scene, file, choice.symbol, excluded):
            why = _EXCLUDED
        if why is None and file == scene.file and _is_shown(scene, choice.symbol, shown):
            why = _SHOWN
        if why is None:
            kept.append(choice)
        else:
            path, name = scene.atlas.path_of(file), scene.title(choice.symbol)
            left.append(LeftOut(path, name, choice.reason, why, choice.score))
    return _Sifted(kept, left, frozenset(file for file, why in reasons.items() if why), excluded)


def _barred(snapshot: Snapshot, path: str, excluded: frozenset[str]) -> str | None:
    """Why nothing of a file is shown; None where it may be."""
    return snapshot.is_private(path) or (_EXCLUDED if excluded and snapshot.relative(path) in excluded else None)


def _is_excluded(scene: Scene, file: int, symbol: int, excluded: frozenset[str]) -> bool:
    if not excluded:
        return False
    return f"{scene.snapshot.relative(scene.atlas.path_of(file))}:{scene.title(symbol)}" in excluded


def _is_shown(scene: Scene, symbol: int, shown: Here | None) -> bool:
    return shown is None or int(scene.atlas.start_line[symbol]) in shown.lines


def _filled(
    scene: Scene, sifted: _Sifted, strategy: Strategy, budget: int, count_tokens: CountTokens, redactor: Redactor
) -> Filled:
    mix = strategy.mix(budget)
    examples = _examples(scene, sifted) if mix.examples else []
    wanted = {choice.symbol: choice.score for choice in sifted.choices[:_USED_SYMBOLS]}
    uses = _uses(scene, sifted, wanted, calls=strategy.weights.get(Source.CALLER, 0.0)) if mix.windows else []
    cutter = Cutter(scene, redactor, longest_header(budget))
    return fill(
        sifted.choices,
        examples,
        uses,
        budget=budget,
        mix=mix,
        count_tokens=count_tokens,
        cutter=cutter,
        texts=_texts(scene, redactor, sifted.excluded),
    )


def _texts(scene: Scene, redactor: Redactor, excluded: frozenset[str]) -> list[Piece]:
    """Where no language reads the file under edit: lines of other files that share rare words with it."""
    snapshot, path = scene.snapshot, scene.path
    unread = snapshot.language(path) is None and snapshot.is_private(path) is None
    document = snapshot.document(path) if unread else None
    found = windows(snapshot, path, document.text) if document is not None else []
    found = [window for window in found if _barred(snapshot, window.path, excluded) is None]
    best = max((window.score for window in found), default=1.0)
    return [_piece(snapshot, window, redactor, window.score / best) for window in found]


def _piece(snapshot: Snapshot, window: Window, redactor: Redactor, score: float) -> Piece:
    relative = snapshot.relative(window.path)
    document = snapshot.document(window.path)
    starts = document.starts if document is not None else ()
    start = starts[window.start_line] if window.start_line < len(starts) else 0
    return Piece(
        path=window.path,
        span=Span(start, start + len(window.text.encode())),
        start_line=window.start_line,
        end_line=window.end_line,
        kind=ItemKind.WINDOW,
        reason=window.reason,
        score=score,
        text=redactor.redact(window.text, relative),
        name="",
        relative=relative,
        under=(),
    )


def _examples(scene: Scene, sifted: _Sifted) -> list[Choice]:
    """The finished functions most like the target, with the reason they teach by."""
    near, atlas = scene.neighbours, scene.atlas
    found: list[Choice] = []
    for function, likeness in zip(near.functions.tolist(), near.nearness.tolist(), strict=True):
        finished = IS_CALLABLE[atlas.kind[function]] and not atlas.flags[function] & UNFINISHED
        file = int(atlas.file[function])
        if finished and file != scene.file and sifted.allows(scene, function):
            found.append(Choice(function, round(likeness, 6), partial(_example, scene, function)))
    return found


def _example(scene: Scene, function: int) -> str:
    return f"example: {relation(scene, function).removeprefix('which ')}"


def _uses(scene: Scene, sifted: _Sifted, wanted: dict[int, float], *, calls: float) -> list[UseSite]:
    sites = use_sites(scene, wanted, _USING_NEIGHBOURS)
    if calls > _CALLS_FROM:
        sites += call_sites(scene)
    return [site for site in sites if sifted.allows(scene, site.inside)]


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
