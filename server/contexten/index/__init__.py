"""The facts of all files, joined: where names are defined and used, and what imports mean."""

from contexten.index.symbol import Symbol, Usage
from contexten.index.view import IndexView

__all__ = ["IndexView", "Symbol", "Usage"]
