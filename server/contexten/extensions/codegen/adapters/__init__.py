"""Adapters: each translates between two vocabularies and decides nothing."""
