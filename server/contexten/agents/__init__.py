"""Agents: programs elsewhere that take many steps. They know prompts, not code."""
