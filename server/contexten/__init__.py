"""Contexten: a language server that writes code with the whole codebase in view."""

__version__ = "0.1.0"
