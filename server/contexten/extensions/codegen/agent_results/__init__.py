"""What a run of an agent came to, as a checked EditPlan."""

from contexten.extensions.codegen.agent_results.planning import Hands, LeftOut
from contexten.extensions.codegen.agent_results.pull import Pulled, pull
from contexten.extensions.codegen.agent_results.source import has_changes

__all__ = ["Hands", "LeftOut", "Pulled", "has_changes", "pull"]
