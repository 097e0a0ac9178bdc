"""How much of a draft the person would keep, as far as the evidence tells; what is too unsure is not offered.

A logistic model of the edit similarity (0 to 1) between the draft and the code that a person wrote in its place. Its
weights stand in `weights`, made by `python -m tests.evaluation.draft_fit`; docs/drafts.md shows how well it does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from contexten.drafts.weights import INTERCEPT, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFERED_FROM = 0.65
"""The least similarity, 0 to 1, that a draft must be expected to have; chosen on the curve in docs/drafts.md."""


TEXTBOOK_FROM = 0.34
"""The points of `rank`, in hundredths, from which a twin by name alone is offered."""


def expected_similarity(evidence: Mapping[str, float]) -> float:
    """The similarity to the code that will stand there in the end, 0 to 1; of a plain twin never too low to offer."""
    found = _modelled(evidence)
    return max(found, OFFERED_FROM) if _is_textbook(evidence) else found


def _is_textbook(evidence: Mapping[str, float]) -> bool:
    """Whether the names say the same of two things and nothing of the sibling is left over or left out.

    This counts in a small project only: it shows no more than that, and the model, fitted on large ones, would be
    silent there.
    """
    repeats = evidence["unchanged"] and not evidence["name_same"] and evidence["same_file"]
    plain = not (evidence["stuck"] or evidence["unused"] or evidence["waits_differ"] or repeats)
    same = evidence["name_says_same"] or evidence["name_same"]
    return bool(plain and same and evidence["small_project"]) and evidence["score"] >= TEXTBOOK_FROM


def _modelled(evidence: Mapping[str, float]) -> float:
    total = INTERCEPT + sum(WEIGHTS.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-total))
