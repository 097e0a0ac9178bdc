"""The curve of similarity over share offered, as lines of a Markdown table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHARES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50)


def curve_lines(picked: Mapping[str, Sequence[tuple[float, float]]], threshold: float) -> list[str]:
    """For each set of (expected, true) similarities: the mean true one of the surest tasks, and at the threshold."""
    lines = [
        "| tree | tasks | " + " | ".join(f"{share:.0%}" for share in SHARES) + f" | offered from {threshold} | mean |",
        "|---|---" + "|---" * (len(SHARES) + 2) + "|",
    ]
    for name, pairs in picked.items():
        ranked = [true for _, true in sorted(pairs, key=lambda pair: -pair[0])]
        heads = [ranked[: max(1, round(share * len(ranked)))] for share in SHARES]
        offered = [true for expected, true in pairs if expected >= threshold]
        share = len(offered) / len(pairs) if pairs else 0.0
        cells = [f"{mean(head):.2f}" for head in heads]
        lines.append(f"| {name} | {len(pairs)} | {' | '.join(cells)} | {share:.0%} | {mean(offered):.2f} |")
    return lines


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
