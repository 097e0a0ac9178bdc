"""The project's own evaluation and training tasks; see README.md."""
