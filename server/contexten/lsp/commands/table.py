"""The commands, one file each. The order of the table is the order in every list of them."""

from contexten.lsp.commands.agent_launch import agent_launch
from contexten.lsp.commands.agent_logs import agent_logs
from contexten.lsp.commands.agent_pull import agent_pull
from contexten.lsp.commands.agent_runs import agent_runs
from contexten.lsp.commands.arguments import (
    AgentLog,
    AgentPull,
    AgentRunsArgument,
    AgentTask,
    Batch,
    CacheArgument,
    NewModule,
    Nothing,
    SymbolsArgument,
    TaskApply,
    TaskArgument,
    TaskDiscard,
    TasksArgument,
    Where,
    WhereContext,
)
from contexten.lsp.commands.cache_clear import cache_clear
from contexten.lsp.commands.cancel import cancel
from contexten.lsp.commands.command import Command
from contexten.lsp.commands.context import context
from contexten.lsp.commands.document import document
from contexten.lsp.commands.explain import explain
from contexten.lsp.commands.fix import fix
from contexten.lsp.commands.generate import generate
from contexten.lsp.commands.generate_batch import generate_batch
from contexten.lsp.commands.generate_module import generate_module
from contexten.lsp.commands.refactor import refactor
from contexten.lsp.commands.reindex import reindex
from contexten.lsp.commands.status import status
from contexten.lsp.commands.symbols import symbols
from contexten.lsp.commands.task_apply import task_apply
from contexten.lsp.commands.task_discard import task_discard
from contexten.lsp.commands.tasks import tasks
from contexten.lsp.commands.test import test
from contexten.lsp.routes import Execution

COMMANDS: tuple[Command, ...] = (
    Command("contexten.generate", Where, generate, "Write code at a place.", Execution.ASYNC),
    Command("contexten.refactor", Where, refactor, "Rewrite code.", Execution.ASYNC),
    Command("contexten.fix", Where, fix, "Make diagnostics go away.", Execution.ASYNC),
    Command("contexten.document", Where, document, "Write doc text.", Execution.ASYNC),
    Command("contexten.test", Where, test, "Write a test.", Execution.ASYNC),
    Command("contexten.explain", Where, explain, "Tell in words what code does.", Execution.ASYNC),
    Command("contexten.context", WhereContext, context, "Show what would be sent to a model.", Execution.ASYNC),
    Command("contexten.generateModule", NewModule, generate_module, "Write a whole new file.", Execution.ASYNC),
    Command(
        "contexten.symbols", SymbolsArgument, symbols, "Tell of definitions: where, used by whom.", Execution.ASYNC
    ),
    Command("contexten.generateBatch", Batch, generate_batch, "Write code for many requests.", Execution.ASYNC),
    Command("contexten.agent.launch", AgentTask, agent_launch, "Give a task to an agent.", Execution.ASYNC),
    Command("contexten.agent.runs", AgentRunsArgument, agent_runs, "List runs of agents.", Execution.ASYNC),
    Command("contexten.agent.logs", AgentLog, agent_logs, "Show what a run of an agent did.", Execution.ASYNC),
    Command("contexten.agent.pull", AgentPull, agent_pull, "Take over what an agent's run changed.", Execution.ASYNC),
    Command("contexten.cancel", TaskArgument, cancel, "End a running task."),
    Command("contexten.tasks", TasksArgument, tasks, "List all tasks, or show the result of one."),
    Command(
        "contexten.task.apply",
        TaskApply,
        task_apply,
        "Apply a kept result, or hunks of it.",
        Execution.ASYNC,
    ),
    Command("contexten.task.discard", TaskDiscard, task_discard, "Forget a task, or hunks of it.", Execution.ASYNC),
    Command("contexten.cache.clear", CacheArgument, cache_clear, "Forget answers and context packs.", Execution.ASYNC),
    Command("contexten.reindex", Nothing, reindex, "Read all files of the workspace anew.", Execution.ASYNC),
    Command("contexten.status", Nothing, status, "Show texts, index, models, tasks and memory.", Execution.ASYNC),
)
