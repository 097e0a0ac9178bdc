"""The tools, one file each. The order of the table is the order in every list of them."""

from contexten.mcp.tools.apply_task import APPLY_TASK
from contexten.mcp.tools.cancel_task import CANCEL_TASK
from contexten.mcp.tools.context import CONTEXT
from contexten.mcp.tools.discard_task import DISCARD_TASK
from contexten.mcp.tools.document import DOCUMENT
from contexten.mcp.tools.explain import EXPLAIN
from contexten.mcp.tools.find_callers import FIND_CALLERS
from contexten.mcp.tools.find_calls import FIND_CALLS
from contexten.mcp.tools.find_dependencies import FIND_DEPENDENCIES
from contexten.mcp.tools.find_symbol import FIND_SYMBOL
from contexten.mcp.tools.find_usages import FIND_USAGES
from contexten.mcp.tools.fix import FIX
from contexten.mcp.tools.generate import GENERATE
from contexten.mcp.tools.refactor import REFACTOR
from contexten.mcp.tools.status import STATUS
from contexten.mcp.tools.summarize import SUMMARIZE
from contexten.mcp.tools.tasks import TASKS
from contexten.mcp.tools.tool import Tool
from contexten.mcp.tools.write_test import WRITE_TEST

TOOLS: tuple[Tool, ...] = (
    CONTEXT,
    FIND_SYMBOL,
    FIND_USAGES,
    FIND_CALLERS,
    FIND_CALLS,
    FIND_DEPENDENCIES,
    SUMMARIZE,
    EXPLAIN,
    GENERATE,
    REFACTOR,
    FIX,
    DOCUMENT,
    WRITE_TEST,
    TASKS,
    APPLY_TASK,
    DISCARD_TASK,
    CANCEL_TASK,
    STATUS,
)
