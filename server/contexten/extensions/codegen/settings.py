"""The table of settings: the one source for validation, the reference page and the VS Code contributions."""

from __future__ import annotations

from contexten.extensions.codegen.setting import Setting, Value
from contexten.extensions.codegen.settings_inline import INLINE_COMPLETION

__all__ = ["SETTINGS", "Setting", "Value"]

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "model.name",
        "model_name",
        "",
        "The model to ask, e.g. `gpt-4.1` or `qwen2.5-coder`. Empty: no model; Contexten then works with drafts.",
    ),
    Setting(
        "model.baseUrl",
        "model_base_url",
        "https://api.openai.com/v1",
        "Where the model is served: any OpenAI-compatible endpoint (OpenAI, Azure, Ollama, llama.cpp, vLLM, LM Studio, "
        "OpenRouter). An endpoint that is neither on this machine nor OpenAI's must be approved once.",
        is_url=True,
        restricted=True,
    ),
    Setting(
        "model.kind",
        "model_kind",
        "openai",
        "The dialect of the endpoint.",
        choices=("openai", "azure"),
        restricted=True,
    ),
    Setting("model.apiVersion", "model_api_version", "", "Azure only: the API version.", restricted=True),
    Setting("model.maxTokens", "model_max_tokens", 4096, "The longest answer, in tokens.", minimum=16),
    Setting("model.temperature", "model_temperature", 0.2, "How freely the model words its answer.", minimum=0),
    Setting(
        "model.timeout",
        "model_timeout",
        300.0,
        "The longest time one answer may take, in seconds.",
        minimum=1,
    ),
    Setting(
        "model.firstToken",
        "model_first_token",
        30.0,
        "How long the first word of an answer may take, in seconds, within `model.timeout`. A large model on your own "
        "machine may need more.",
        minimum=1,
    ),
    Setting(
        "model.retries",
        "model_retries",
        2,
        "How often one call is repeated after a failure that may pass (no connection, 429, 5xx), within the same time "
        "and only before anything of the answer came.",
        minimum=0,
        maximum=10,
    ),
    Setting(
        "model.connections", "model_connections", 64, "How many idle connections to a model are kept open.", minimum=1
    ),
    Setting(
        "model.prices",
        "model_prices",
        (),
        "What models cost, in US dollars for a million tokens of prompt and of answer: `gpt-4.1=2/8`. Used to show "
        "what was spent; empty: tokens are counted, money is not.",
    ),
    Setting(
        "model.maxTokensPerDay",
        "model_max_tokens_per_day",
        0,
        "How many tokens of prompts and answers models may take in one day, over all editors and windows; then none is "
        "asked until the next day. 0: no limit.",
        minimum=0,
        restricted=True,
    ),
    Setting(
        "model.maxDollarsPerDay",
        "model_max_dollars_per_day",
        0.0,
        "The same in US dollars, for models that have a price in `model.prices`. 0: no limit.",
        minimum=0,
        restricted=True,
    ),
    Setting(
        "model.purpose",
        "model_purpose",
        "",
        "What this project is for, in a sentence or two; told to the model with every request.",
    ),
    Setting(
        "fallback.chain",
        "fallback_chain",
        ("model", "draft"),
        "What is tried for an answer, in order: `model`, `model:NAME` (another model), `agent`, `draft`. After a "
        "refusal (key, quota) the next one is tried only if its entry ends in ` after any failure`.",
        is_chain=True,
        restricted=True,
    ),
    Setting(
        "agent.allowPaid",
        "agent_allow_paid",
        False,
        "Whether an agent that costs money may be asked by the chain of fallbacks.",
        restricted=True,
    ),
    Setting(
        "agent.maxRunsPerDay",
        "agent_max_runs_per_day",
        50,
        "How many runs of agents may be launched in 24 hours, over all editors and windows; 0: none.",
        minimum=0,
        maximum=1_000,
        restricted=True,
    ),
    Setting(
        "agent.maxMinutes",
        "agent_max_minutes",
        360.0,
        "How many minutes a run may take. After that its service is asked to stop it, and it counts as failed.",
        minimum=1,
        restricted=True,
    ),
    Setting(
        "agent.maxFiles",
        "agent_max_files",
        20,
        "How many files the result of a run may change; a larger one is not made an edit, but can be seen with git.",
        minimum=1,
        maximum=500,
        restricted=True,
    ),
    Setting(
        "agent.protocols",
        "agent_protocols",
        ("https", "ssh"),
        "Over which of git's protocols the branch of a run may be fetched from `origin`; `file` is a folder on this "
        "machine.",
        choices=("https", "ssh", "http", "git", "file"),
        restricted=True,
    ),
    Setting(
        "agent.default",
        "agent_default",
        "codegen",
        "Which agent a task goes to where none is named: `codegen`, or the name of a local one.",
        restricted=True,
    ),
    Setting(
        "agent.local.agents",
        "agent_local_agents",
        (),
        "Agents on this machine that speak the Agent Client Protocol, as `NAME=COMMAND`: `gemini=gemini --acp`. They "
        "are started without a shell and work with your rights: put this into your own settings only.",
        is_agents=True,
        restricted=True,
    ),
    Setting(
        "agent.local.environment",
        "agent_local_environment",
        (),
        "Names of variables of the environment that local agents are given beside PATH, HOME and the locale, such as "
        "the one that holds their key.",
        restricted=True,
    ),
    Setting(
        "agent.local.terminals",
        "agent_local_terminals",
        False,
        "Whether local agents may have Contexten run commands in the workspace folder for them, without a question "
        "for each.",
        restricted=True,
    ),
    Setting("context.enabled", "context_enabled", True, "Whether code from other files is chosen and sent along."),
    Setting("context.budget", "context_budget", 8000, "How many tokens of context a prompt may hold.", minimum=0),
    Setting(
        "context.maxSize",
        "context_max_size",
        50_000,
        "How many characters code from other files may take in a prompt, whatever the budget of tokens allows.",
        minimum=0,
    ),
    Setting(
        "context.threshold",
        "context_threshold",
        0.0,
        "How relevant a piece must be to be sent: 0 sends whatever fits the budget, 1 only the best one. A piece's "
        "relevance is its score beside the best score of the same request.",
        minimum=0,
        maximum=1,
    ),
    Setting(
        "context.cochange",
        "context_cochange",
        False,
        "Whether code from files that git's history shows to change together counts as near. Read in the background, "
        "on this machine only: at most the last 2,000 commits and 5 seconds.",
        restricted=True,
    ),
    Setting(
        "draft.enabled",
        "draft_enabled",
        True,
        "Whether code is drafted without a model, by analogy with finished code, where no model is configured.",
    ),
    Setting(
        "draft.fallback",
        "draft_fallback",
        True,
        "Whether a draft is made where the configured model cannot be reached or has no key. The result says so.",
    ),
    Setting("cache.enabled", "cache_enabled", True, "Whether answers of the model are kept and used again."),
    Setting("cache.ttl", "cache_ttl", 7 * 24 * 3600, "How long an answer is kept, in seconds.", minimum=0),
    Setting("batch.size", "batch_size", 5, "How many requests of one batch run at the same time.", minimum=1),
    Setting(
        "agent.orgId",
        "agent_org_id",
        0,
        "The number of your organisation at Codegen; 0: `CODEGEN_ORG_ID`, else the first one of the account.",
        minimum=0,
    ),
    Setting(
        "agent.baseUrl",
        "agent_base_url",
        "https://api.codegen.com",
        "Where the Codegen API is served.",
        is_url=True,
        restricted=True,
    ),
    Setting(
        "agent.timeout",
        "agent_timeout",
        30.0,
        "The longest time one request to the Codegen API may take, in seconds.",
        minimum=1,
    ),
    Setting(
        "agent.async",
        "agent_async",
        False,
        "Whether asking an agent comes back as soon as it has started, instead of with its result.",
    ),
    Setting(
        "cache.team.url",
        "cache_team_url",
        "",
        "A Redis or Valkey server where a team shares answers: `redis://HOST:PORT`, `rediss://…` (TLS) or `unix://…`. "
        "Without user and password: with them it goes into `CONTEXTEN_TEAM_CACHE_URL`. A server that is not on this "
        "machine must be allowed once, by `contexten cache allow`. Empty: nothing is shared. Needs the extra `team`.",
        restricted=True,
    ),
    Setting("codeAction.enabled", "code_action_enabled", True, "Whether code actions are offered."),
    Setting(
        "codeAction.marker",
        "code_action_marker",
        "ai:",
        'A comment that starts with this is an instruction: "Do what this comment says" is offered on it.',
    ),
    Setting(
        "codeLens.enabled",
        "code_lens_enabled",
        False,
        "Whether lines above definitions show usages, offer to write the bodies of stubs, and to accept or discard "
        "results that wait; no model is asked to show them.",
    ),
    *INLINE_COMPLETION,
    Setting(
        "hover.enabled",
        "hover_enabled",
        True,
        "Whether a hover shows counts and suggestions on names of definitions and on keywords of blocks; no model.",
    ),
    Setting(
        "hover.disabled",
        "hover_disabled",
        (),
        "Rules that suggest nothing, neither in a hover nor in the menu: `too-long`, `deep-nesting`, `duplicate`, "
        "`blocking-call`, `unused-parameter`, `missing-error-handling`, `inconsistent`.",
        items=(
            "too-long",
            "deep-nesting",
            "duplicate",
            "blocking-call",
            "unused-parameter",
            "missing-error-handling",
            "inconsistent",
        ),
    ),
    Setting(
        "navigation.languages",
        "navigation_languages",
        (),
        "Languages (`lua`, `bash`, `elixir`, …; `*`: all) in which Contexten answers for symbols, definitions, "
        "references and calls. Meant for languages without a server of their own.",
    ),
    Setting(
        "index.exclude",
        "index_exclude",
        (),
        "Further files to leave out of the index, as .gitignore patterns.",
    ),
    Setting(
        "index.workers",
        "index_workers",
        0,
        "How many processes parse files; 0: one for each core but one.",
        minimum=0,
    ),
    Setting(
        "attach.enabled",
        "attach_enabled",
        True,
        "Whether the person's own tools on this machine, such as `contexten mcp`, may attach to the running server "
        "through a socket that only this user can open. Read when the editor starts.",
        restricted=True,
    ),
    Setting(
        "performance.telemetry",
        "performance_telemetry",
        False,
        "Whether stage times, tokens and cache figures are also given to OpenTelemetry, where its package is "
        "installed. Where they go is what that package is configured to do; Contexten sends nothing itself.",
        restricted=True,
    ),
    Setting(
        "log.level",
        "log_level",
        "warning",
        "How much is written to stderr.",
        choices=("debug", "info", "warning", "error"),
    ),
)
