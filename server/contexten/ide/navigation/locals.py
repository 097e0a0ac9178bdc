"""Names that are bound without being definitions: parameters, local variables, type parameters, loop variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contexten.codebase.meaning import meant
from contexten.syntax import at
from contexten.syntax.labels import is_receiver
from contexten.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contexten.codebase.world import World
    from contexten.syntax.details import Bound


@dataclass(frozen=True, slots=True)
class Local:
    """One such name."""

    path: str
    name: str
    start: int
    """Where it is bound: before the place that was asked for, if it is bound several times."""
    around: Span | None
    """The function or type it belongs to; None: the file."""

    @property
    def span(self) -> Span:
        """The name where it is bound."""
        return Span(self.start, self.start + len(self.name.encode()))


def local_at(world: World, path: str, name: str, start: int) -> Local | None:
    """What the bare `name` at byte `start` is bound to; None where nothing around binds it."""
    places = world.details(path).bound.get(name, ())
    exact = next((item for item in places if item.start == start), None)
    fitting = [item for item in places if _sees(item, start)]
    if exact is None and not fitting:
        return None
    around = exact.around if exact else min((item.around for item in fitting), key=_size)
    beside = [item for item in places if item.around == around]
    before = [item for item in beside if item.start <= start]
    found = exact or (before[-1] if before else beside[0])
    return Local(path, name, found.start, around)


def places_of_local(world: World, local: Local) -> tuple[Span, ...]:
    """Every place of the name that means the same, those that bind it included, in order."""
    found = {item.start for item in _group(world, local)}
    found.update(start for start in _starts(world, local) if _is_same(world, local, start))
    return tuple(Span(start, start + len(local.name.encode())) for start in sorted(found))


def _starts(world: World, local: Local) -> Iterator[int]:
    parsed = world.snapshot.parsed(local.path)
    if parsed is not None and is_receiver(parsed, local.name):
        whole = local.around or Span(0, len(parsed.data))
        yield from (start for name, start in at.identifiers(parsed, whole) if name == local.name)
        return
    for usage in world.view.usages_in(local.path, local.name):
        if not usage.reference.receiver and not meant(world, usage):
            yield usage.reference.start


def _is_same(world: World, local: Local, start: int) -> bool:
    found = local_at(world, local.path, local.name, start)
    if found is None or found.around != local.around:
        return False
    return not _is_segmented(world, local) or found.start == local.start


def _group(world: World, local: Local) -> list[Bound]:
    """The places that bind one variable; in a type each is its own: overloads name their type parameters anew."""
    places = [item for item in world.details(local.path).bound.get(local.name, ()) if item.around == local.around]
    return [item for item in places if item.start == local.start] if _is_segmented(world, local) else places


def _is_segmented(world: World, local: Local) -> bool:
    places = world.details(local.path).bound.get(local.name, ())
    return local.around is not None and any(
        item.body is None for item in places if item.around == local.around and item.start == local.start
    )


def _sees(bound: Bound, start: int) -> bool:
    return bound.around is None or start in bound.around


def _size(span: Span | None) -> int:
    return 1 << 62 if span is None else len(span)
