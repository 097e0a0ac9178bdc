"""Codegen's agents, over their REST API."""
