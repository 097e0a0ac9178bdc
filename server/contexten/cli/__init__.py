"""The command line: one file per command, and the little project that the demo plays in."""
