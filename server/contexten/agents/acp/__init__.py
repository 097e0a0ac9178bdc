"""Local agents: programs on this machine that speak the Agent Client Protocol; we are their client."""
