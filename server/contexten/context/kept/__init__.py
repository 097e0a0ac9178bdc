"""Packs that were chosen before, each given again for as long as all that it shows is still in the workspace."""

from contexten.context.kept.cache import PackCache

__all__ = ["PackCache"]
