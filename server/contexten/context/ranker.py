"""The learned order: a small network over the features of a candidate, trained on self-made tasks.

`tests/evaluation/train.py` makes `ranker.json`; nothing in it comes from the evaluation's repositories. Input is
standardised, two hidden layers with ReLU, one output; the score is its logistic value.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.features import FEATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights; `layers` are pairs of a matrix and a row of biases."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    def score(self, features: Floats) -> Floats:
        """0 to 1 for each row of `features`."""
        values = (features - self.mean) / self.scale
        for number, (matrix, bias) in enumerate(self.layers):
            values = values @ matrix + bias
            if number + 1 < len(self.layers):
                values = np.maximum(values, 0)
        return 1.0 / (1.0 + np.exp(-values[:, 0]))


@cache
def shipped_ranker() -> Ranker | None:
    """The ranker that comes with the package; None where its data was made for other features."""
    path = Path(__file__).with_name("ranker.json")
    if not path.exists():
        return None
    data = json.loads(path.read_text())
    if data["features"] != list(FEATURES):
        return None
    return Ranker(
        _array(data["mean"]),
        _array(data["scale"]),
        tuple((_array(matrix), _array(bias)) for matrix, bias in data["layers"]),
    )


def _array(values: object) -> Floats:
    return np.array(values, dtype=np.float32)
