"""Models behind one protocol: messages in, text out. This room knows prompts, never code."""
