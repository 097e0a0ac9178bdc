"""The settings of completion at the cursor."""

from __future__ import annotations

from contexten.extensions.codegen.setting import Setting

INLINE_COMPLETION: tuple[Setting, ...] = (
    Setting(
        "inlineCompletion.enabled",
        "inline_enabled",
        False,
        "Whether a model is asked for code at the cursor while you type. Only where `model.name` is set; each question "
        "costs what your endpoint charges.",
        restricted=True,
    ),
    Setting(
        "inlineCompletion.model",
        "inline_model",
        "",
        "Another model for it, usually a small and quick one. Empty: `model.name`.",
        restricted=True,
    ),
    Setting(
        "inlineCompletion.baseUrl",
        "inline_base_url",
        "",
        "Another endpoint for it, such as a server on this machine. Empty: `model.baseUrl`. What holds for that one "
        "holds for this one: its own key, and a question before code is sent to a place that is not known.",
        is_url=True,
        restricted=True,
    ),
    Setting(
        "inlineCompletion.form",
        "inline_form",
        "chat",
        "How the model is asked: in a conversation (`chat`), or by the endpoint `/completions` with the text before "
        "and behind the cursor (`completions`), for models that fill in the middle.",
        choices=("chat", "completions"),
        restricted=True,
    ),
    Setting(
        "inlineCompletion.template",
        "inline_template",
        "",
        "With `completions`, for servers that take no `suffix` (llama.cpp, vLLM): `qwen`, `starcoder`, `deepseek`, "
        "`codellama`, `codegemma`, `codestral`, or a text with `{prefix}` and `{suffix}`. Empty: `suffix` is sent.",
        is_template=True,
        restricted=True,
    ),
    Setting(
        "inlineCompletion.timeout",
        "inline_timeout",
        1500,
        "How long one suggestion may take, in milliseconds; then what came in time is shown, or nothing.",
        minimum=100,
        maximum=30_000,
    ),
    Setting(
        "inlineCompletion.delay",
        "inline_delay",
        150,
        "How long the typing must pause before a model is asked, in milliseconds. Not where you ask for a suggestion.",
        minimum=0,
        maximum=5_000,
    ),
    Setting(
        "inlineCompletion.budget",
        "inline_budget",
        2000,
        "How many tokens of code a suggestion is made from: half for the file itself, half for other code.",
        minimum=100,
        maximum=32_000,
    ),
    Setting(
        "inlineCompletion.maxTokens",
        "inline_max_tokens",
        160,
        "The longest suggestion a model may write, in tokens.",
        minimum=16,
        maximum=4096,
    ),
    Setting(
        "inlineCompletion.maxPerDay",
        "inline_max_per_day",
        5000,
        "How often a model is asked for suggestions in one day, over all editors and windows; 0: never.",
        minimum=0,
        maximum=1_000_000,
        restricted=True,
    ),
    Setting(
        "inlineCompletion.maxLines",
        "inline_max_lines",
        8,
        "The longest suggestion that is shown, in lines.",
        minimum=1,
        maximum=50,
    ),
)
