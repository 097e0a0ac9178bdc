"""Linked: the links between files as far as they were found, for all views in which imports mean the same."""

from __future__ import annotations


class Linked:
    """By path, so that it outlives the numbers of one Atlas; threads may fill it at the same time with the same."""

    __slots__ = ("back", "files")

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, ...]] = {}
        """The files that the imports of a file mean."""
        self.back: dict[str, tuple[str, ...]] | None = None
        """The files whose imports mean a file; None until those of all files are found."""

    def complete(self) -> None:
        """Turn the links around, now that those of all files are found."""
        if self.back is None:
            back: dict[str, list[str]] = {}
            for path, linked in tuple(self.files.items()):
                for other in linked:
                    back.setdefault(other, []).append(path)
            self.back = {path: tuple(others) for path, others in back.items()}
