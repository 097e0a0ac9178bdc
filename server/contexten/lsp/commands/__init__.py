"""The commands, one file each; `table` lists them.

The names stand here, because `initialize` is answered before the commands themselves are imported. A test holds them
equal to those of the table.
"""

NAMES: tuple[str, ...] = (
    "contexten.generate",
    "contexten.refactor",
    "contexten.fix",
    "contexten.document",
    "contexten.test",
    "contexten.explain",
    "contexten.context",
    "contexten.generateModule",
    "contexten.symbols",
    "contexten.generateBatch",
    "contexten.agent.launch",
    "contexten.agent.runs",
    "contexten.agent.logs",
    "contexten.agent.pull",
    "contexten.cancel",
    "contexten.tasks",
    "contexten.task.apply",
    "contexten.task.discard",
    "contexten.cache.clear",
    "contexten.reindex",
    "contexten.status",
)
