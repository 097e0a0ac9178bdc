"""Documents that only the server has: what a client shows under `contexten-context:` (LSP 3.18).

**Invariant:** they live as long as the conversation, and only the last ones are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

SCHEME = "contexten-context"
GONE = "This document is no longer kept. Ask for it again: `contexten.context` with `show`.\n"
_KEPT = 20


@dataclass(slots=True)
class Documents:
    """Texts by URI, the latest last."""

    texts: dict[str, str] = field(default_factory=dict[str, str])

    def put(self, name: str, text: str) -> tuple[str, bool]:
        """Keep `text` under `name`; its URI, and whether there was such a document before."""
        uri = f"{SCHEME}:/{quote(name, safe='/')}.md"
        known = self.texts.pop(uri, None) is not None
        self.texts[uri] = text
        while len(self.texts) > _KEPT:
            del self.texts[next(iter(self.texts))]
        return uri, known

    def text(self, uri: str) -> str:
        """What the document says; a sentence with the next step where it is gone."""
        return self.texts.get(uri, GONE)
