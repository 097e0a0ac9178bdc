"""All that a tool that is attached may run in the server of an editor.

The names stand here, so that a server listens without importing the tools. A test holds them equal to those that the
tools name.
"""

COMMANDS = frozenset(
    {
        "contexten.cancel",
        "contexten.context",
        "contexten.document",
        "contexten.explain",
        "contexten.fix",
        "contexten.generate",
        "contexten.refactor",
        "contexten.status",
        "contexten.symbols",
        "contexten.task.apply",
        "contexten.task.discard",
        "contexten.tasks",
        "contexten.test",
    }
)
