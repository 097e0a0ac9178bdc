"""Puts the ranked candidates and the current file into a token budget."""

from contexten.context.pack.cut import Cutter, Piece
from contexten.context.pack.fill import Filled, fill
from contexten.context.pack.here import Here, here_of
from contexten.context.pack.render import render, sections

__all__ = ["Cutter", "Filled", "Here", "Piece", "fill", "here_of", "render", "sections"]
