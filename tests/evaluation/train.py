"""Trains the order of candidates: `python -m evaluation.train TASKS... --trees FOLDER --out ranker.json`.

A network with two hidden layers, by Adam on two losses together: the logistic loss of each candidate, and for each
right one the softmax against the wrong ones of its task. Trees are split by name into training and validation, so what
is reported comes from repositories that were not trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contexten.context.features import FEATURES
from evaluation.candidates import Group, groups, load_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_HIDDEN = (32, 16)
_RATE = 2e-3
_DECAY = 1e-5
_SHOWN = (20, 57, 230)
"""How many lines a pack of a few hundred, 1,000 and 4,000 tokens shows."""


@dataclass(slots=True)
class Network:
    """Pairs of a matrix and biases, with Adam's state."""

    layers: list[list[Floats]]
    _first: list[list[Floats]]
    _second: list[list[Floats]]
    _steps: int = 0

    @classmethod
    def fresh(cls, inputs: int, seed: int) -> Network:
        """A network with random weights (He initialisation)."""
        chance = np.random.default_rng(seed)
        sizes = (inputs, *_HIDDEN, 1)
        layers = [
            [chance.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, dtype=np.float32)]
            for a, b in zip(sizes, sizes[1:], strict=False)
        ]
        zeros = [[np.zeros_like(part) for part in layer] for layer in layers]
        return cls(layers, zeros, [[np.zeros_like(part) for part in layer] for layer in layers])

    def outputs(self, rows: Floats) -> list[Floats]:
        """The input and what each layer gives; the last is one column of scores."""
        values = [rows]
        for number, (matrix, bias) in enumerate(self.layers):
            following = values[-1] @ matrix + bias
            values.append(np.maximum(following, 0) if number + 1 < len(self.layers) else following)
        return values

    def learn(self, values: list[Floats], slope: Floats, rate: float) -> None:
        """One step of Adam, from the slope of the loss by score (one row per input)."""
        self._steps += 1
        for number in range(len(self.layers) - 1, -1, -1):
            matrix = self.layers[number][0]
            slopes = [values[number].T @ slope + _DECAY * matrix, slope.sum(axis=0)]
            if number:
                slope = (slope @ matrix.T) * (values[number] > 0)
            for place, change in enumerate(slopes):
                self._adam(number, place, change, rate)

    def _adam(self, number: int, place: int, change: Floats, rate: float) -> None:
        first, second = self._first[number], self._second[number]
        first[place] = 0.9 * first[place] + 0.1 * change
        second[place] = 0.999 * second[place] + 0.001 * change**2
        mean = first[place] / (1 - 0.9**self._steps)
        spread = second[place] / (1 - 0.999**self._steps)
        self.layers[number][place] -= (rate * mean / (np.sqrt(spread) + 1e-8)).astype(np.float32)


def train(training: Sequence[Group], *, epochs: int, seed: int) -> tuple[Floats, Floats, Network]:
    """Mean and spread of the features, and the trained network."""
    every = np.concatenate([group.features[::4] for group in training]).astype(np.float32)
    mean, scale = every.mean(axis=0), every.std(axis=0) + np.float32(1e-3)
    network = Network.fresh(len(FEATURES), seed)
    chance = np.random.default_rng(seed)
    usable = [group for group in training if group.right.any()]
    for epoch in range(epochs):
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = chance.permutation(len(usable))
        for start in range(0, len(order), 8):
            batch = [usable[number] for number in order[start : start + 8]]
            rows = ((np.concatenate([group.features for group in batch]).astype(np.float32)) - mean) / scale
            values = network.outputs(rows)
            slopes, at = [], 0
            for group in batch:
                slopes.append(_slope(values[-1][at : at + len(group.right), 0], group.right))
                at += len(group.right)
            network.learn(values, np.concatenate(slopes)[:, None] / len(batch), rate)
    return mean, scale, network


def _slope(scores: Floats, right: NDArray[np.bool_]) -> Floats:
    """The slope of both losses by score."""
    chances = 1 / (1 + np.exp(-scores))
    binary = (chances - right) / max(1, right.sum())
    softmax = np.zeros_like(scores)
    wrong = np.where(right, -np.inf, scores)
    highest = max(float(scores.max()), 0.0)
    exponents = np.exp(wrong - highest)
    total = exponents.sum()
    for place in np.flatnonzero(right):
        own = np.exp(scores[place] - highest)
        softmax += exponents / (total + own)
        softmax[place] -= total / (total + own)
    return (0.5 * binary + softmax / right.sum()).astype(np.float32)


def recall(found: Sequence[Group], mean: Floats, scale: Floats, networks: Sequence[Network]) -> dict[int, float]:
    """The share of right symbols among the best 20, 57 and 230, those that no source proposed counted as missed."""
    shares: dict[int, list[float]] = {shown: [] for shown in _SHOWN}
    for group in found:
        rows = (group.features.astype(np.float32) - mean) / scale
        scores = sum(network.outputs(rows)[-1][:, 0] for network in networks)
        order = np.argsort(-scores, kind="stable")
        wanted = int(group.right.sum()) + group.missed
        for shown in _SHOWN if wanted else ():
            shares[shown].append(float(group.right[order[:shown]].sum()) / wanted)
    return {shown: float(np.mean(values)) if values else 0.0 for shown, values in shares.items()}


def as_json(mean: Floats, scale: Floats, network: Network) -> str:
    """The data that `contexten.context.ranker` reads, one line per row of numbers."""
    data = {
        "features": list(FEATURES),
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "layers": [[_rounded(matrix), _rounded(bias)] for matrix, bias in network.layers],
    }
    return json.dumps(data, separators=(",", ":")).replace("],", "],\n") + "\n"


def _rounded(values: Floats) -> list[object]:
    return np.round(values.astype(np.float64), 4).tolist()


def main(arguments: Sequence[str]) -> None:
    """Make the groups of all tasks (kept beside them), train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="+", type=Path)
    parser.add_argument("--trees", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--epochs", default=12, type=int)
    parser.add_argument("--seed", default=1, type=int)
    options = parser.parse_args(arguments)
    training: list[Group] = []
    held: list[Group] = []
    for number, path in enumerate(sorted(options.tasks)):
        found = _groups_of(path, options.trees)
        (held if number % 6 == 5 else training).extend(found)
    mean, scale, network = train(training, epochs=options.epochs, seed=options.seed)
    sys.stdout.write(f"training {recall(training, mean, scale, [network])}\n")
    sys.stdout.write(f"held out {recall(held, mean, scale, [network])}\n")
    options.out.write_text(as_json(mean, scale, network))


def _groups_of(path: Path, trees: Path) -> list[Group]:
    tasks = load_tasks(path)
    root = trees / tasks[0]["repo"]
    return [group for variant in ("normal", "noimp") for group in groups(root, tasks, variant)]


if __name__ == "__main__":
    main(sys.argv[1:])
