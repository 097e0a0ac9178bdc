"""Where tests of JavaScript and TypeScript files go."""

from __future__ import annotations

from pathlib import PurePosixPath


def test_file(path: str) -> str:
    """`src/a.ts` is tested by `src/a.test.ts`, next to it."""
    file = PurePosixPath(path)
    return str(file.with_name(f"{file.stem}.test{file.suffix}"))
