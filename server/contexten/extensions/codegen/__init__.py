"""The integration: context, model or agent or draft, checked plan of edits."""

from contexten.extensions.codegen.config import CodegenAutogenConfig
from contexten.extensions.codegen.integration import CodegenAutogenIntegration
from contexten.extensions.codegen.run import GenerateOptions, Progress

__all__ = ["CodegenAutogenConfig", "CodegenAutogenIntegration", "GenerateOptions", "Progress"]
