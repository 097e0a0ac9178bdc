"""How models that fill in the middle want a text with a gap, where their server takes no `suffix`.

Each form is as the model's own documentation writes it: Qwen2.5-Coder's and DeepSeek-Coder's README, the model cards of
StarCoder and CodeGemma, the prompt format of Code Llama and Mistral's tokenizer for Codestral.

**Invariant:** a mark of the model's that stands in the code is not a mark any more when it is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from contexten.errors import ConfigError
from contexten.llm.protocol import Gap

_HOLES = re.compile(r"(\{prefix\}|\{suffix\})")
_LEAST = 3
"""Letters of a mark; anything shorter stands in code everywhere."""
_QWEN = "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>"


@dataclass(frozen=True)
class Template:
    """One form: a text with `{prefix}` and `{suffix}`, and what ends an answer in it."""

    text: str
    ends: tuple[str, ...] = ()

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What means something to the model, so that code must not say it."""
        literals = (part.strip() for part in _HOLES.split(self.text)[::2])
        return tuple(dict.fromkeys(mark for mark in (*literals, *self.ends) if len(mark) >= _LEAST))

    def gap(self, before: str, after: str) -> Gap:
        """The prompt that asks for what belongs between the two."""
        texts = {"{prefix}": broken_up(before, self.marks), "{suffix}": broken_up(after, self.marks)}
        prompt = "".join(texts.get(part, part) for part in _HOLES.split(self.text))
        return Gap(prompt, stops=self.ends)


TEMPLATES = {
    "qwen": Template(_QWEN, ("<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>")),
    "starcoder": Template("<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>", ("<|endoftext|>", "<file_sep>")),
    "deepseek": Template(
        "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>", ("<｜end▁of▁sentence｜>", "<|EOT|>")
    ),
    "codellama": Template("<PRE> {prefix} <SUF>{suffix} <MID>", ("<EOT>",)),
    "codegemma": Template(_QWEN, ("<|file_separator|>",)),
    "codestral": Template("[SUFFIX]{suffix}[PREFIX]{prefix}"),
}
"""By the name that the setting takes."""

_NEVER_CODE = tuple(
    dict.fromkeys(mark for known in TEMPLATES.values() for mark in known.marks if re.match(r"<[|｜f]", mark))
)
"""Marks that a server may put around the two texts itself, and that look like no code."""


def template_of(setting: str) -> Template | None:
    """The form that `setting` names or writes out; None where it is empty. Raises ConfigError."""
    if not setting:
        return None
    known = TEMPLATES.get(setting.lower())
    if known is None and not (setting.count("{prefix}") == setting.count("{suffix}") == 1):
        names = ", ".join(TEMPLATES)
        raise ConfigError(
            f"The template {setting[:80]!r} is neither a known one ({names}) nor a text with {{prefix}} and {{suffix}}."
        )
    return known or Template(setting)


def gap_of(template: Template | None, before: str, after: str) -> Gap:
    """What is sent for the text between `before` and `after`; without a template the server puts them together."""
    if template is not None:
        return template.gap(before, after)
    # With an empty suffix servers take the prompt for a question, or leave out the marks.
    return Gap(broken_up(before, _NEVER_CODE), broken_up(after, _NEVER_CODE) or "\n")


def ends_of(template: Template | None) -> tuple[str, ...]:
    """Texts from which on nothing of an answer counts: servers do not keep all of them back."""
    return _NEVER_CODE if template is None else template.marks


def broken_up(text: str, marks: tuple[str, ...]) -> str:
    """`text` with none of `marks` in it; each is still readable."""
    for mark in marks:
        text = text.replace(mark, f"{mark[:1]}\\{mark[1:]}")
    return text
