"""A workspace, a target in it and the cache of packs between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from contexten.context.kept import PackCache
from contexten.ide import target_for
from contexten.text import Span
from contexten.workspace.target import Intent, Target
from support.shop import SHOP

if TYPE_CHECKING:
    from contexten.context.model import ContextPack
    from contexten.workspace import Workspace

PRICES = (
    SHOP.replace("import Money\n", "import Money, parse_price\n", 1)
    + """

    def parse_price(text: str) -> Money:
        return Money(int(text))
    #- weather.py
    def forecast(day: int) -> str:
        return "sun"
"""
)


@dataclass
class Desk:
    """A workspace, a target in it, and the cache between them."""

    workspace: Workspace
    root: str
    cache: PackCache = field(default_factory=PackCache)
    budget: int = 6000
    intent: Intent = Intent.IMPLEMENT
    excluded: frozenset[str] = frozenset()

    def target(self, instruction: str = "") -> Target:
        snapshot = self.workspace.snapshot()
        path = f"{self.root}/shop.py"
        document = snapshot.document(path)
        assert document is not None
        at = document.data.index(b"def total") + 4
        target = target_for(snapshot, path, Span(at, at), self.intent, instruction)
        assert isinstance(target, Target), target
        return target

    def ask(self, instruction: str = "") -> tuple[ContextPack, bool]:
        """The pack, and whether it was kept."""
        before = self.cache.figures().hits
        pack = self.cache.select(
            self.workspace.snapshot(),
            self.target(instruction),
            budget=self.budget,
            count_tokens=len,
            counter="characters",
            excluded=self.excluded,
        )
        return pack, self.cache.figures().hits > before

    def write(self, relative: str, text: str) -> None:
        Path(self.root, relative).write_text(text)
        self.workspace.files_changed([f"{self.root}/{relative}"], [])

    def swap(self, relative: str, old: str, new: str) -> None:
        text = Path(self.root, relative).read_text()
        assert old in text
        self.write(relative, text.replace(old, new))


def texts(pack: ContextPack) -> str:
    return "\n".join(item.text for item in pack.items)
