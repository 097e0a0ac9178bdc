"""The commands as MCP tools, for coding agents: through a running editor's server, or alone.

Only `server` imports the package `mcp`, which is an extra.
"""
