"""What an editor shows, without LSP and without a model: (Snapshot, Span) gives plain data.

**Invariant:** this room never reaches `llm` or `extensions`: typing can never cause a model call.
"""

from contexten.ide.assist import KINDS, MARKER, offers
from contexten.ide.offer import Offer
from contexten.ide.place import Declined, Place
from contexten.ide.wish import NOTHING_ASKED, target_for

__all__ = ["KINDS", "MARKER", "NOTHING_ASKED", "Declined", "Offer", "Place", "offers", "target_for"]
