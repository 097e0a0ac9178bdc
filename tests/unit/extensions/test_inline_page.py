"""The page about completion at the cursor shows settings that are taken, and every template there is."""

import json
import re
from pathlib import Path

import pytest

from contexten.extensions.codegen.config import CodegenAutogenConfig, parse_settings
from contexten.extensions.codegen.settings import SETTINGS
from contexten.llm.endpoints import parse_origin
from contexten.llm.templates import TEMPLATES

PAGE = (Path(__file__).parents[3] / "docs" / "inline-completion.md").read_text("utf-8")
SHOWN = dict(re.findall(r"<!-- settings: ([\w.]+) -->\n```json\n(.*?)```", PAGE, re.DOTALL))
ROWS = {
    name: form.replace("\\|", "|")
    for name, form in re.findall(r"^\| `(\w+)` \| `([^`]+)` \| .* \|$", PAGE, re.MULTILINE)
}


def test_four_servers_are_shown():
    assert set(SHOWN) == {"ollama", "llama.cpp", "vllm", "codestral"}


@pytest.mark.parametrize("server", SHOWN)
def test_the_settings_for_a_server_are_taken(server):
    config, warnings = parse_settings(json.loads(SHOWN[server]))
    assert warnings == ()
    assert (config.inline_enabled, config.inline_form) == (True, "completions")
    asked = config.for_suggestions()
    assert asked.model_name == config.inline_model
    assert parse_origin(asked.model_base_url).is_loopback == (server != "codestral")
    assert bool(config.inline_template) == (server in {"llama.cpp", "vllm"}), "what their source refuses is not sent"


def test_each_template_is_in_the_table_as_it_is_sent():
    assert ROWS.pop("qwen") == TEMPLATES["qwen"].text == TEMPLATES["codegemma"].text
    assert {name: TEMPLATES[name].text for name in TEMPLATES if name not in {"qwen", "codegemma"}} == ROWS


def test_the_limits_have_the_defaults_that_the_page_says():
    assert CodegenAutogenConfig().inline_max_per_day == 5000
    assert "| `inlineCompletion.maxPerDay` | 5,000 times |" in PAGE
    unlimited = {setting.key: setting.default for setting in SETTINGS if setting.key.startswith("model.max")}
    assert unlimited["model.maxTokensPerDay"] == unlimited["model.maxDollarsPerDay"] == 0


def test_another_endpoint_is_trusted_only_where_its_origin_is():
    mine = CodegenAutogenConfig(model_base_url="https://corp.example/v1", model_name="m", model_origin_trusted=True)
    beside = CodegenAutogenConfig(**_as_dict(mine), inline_base_url="https://corp.example/v1/fim").for_suggestions()
    assert (beside.model_base_url, beside.model_origin_trusted) == ("https://corp.example/v1/fim", True)
    elsewhere = CodegenAutogenConfig(**_as_dict(mine), inline_base_url="https://other.example/v1").for_suggestions()
    assert (elsewhere.model_base_url, elsewhere.model_origin_trusted) == ("https://other.example/v1", False)
    assert mine.for_suggestions() == mine


def _as_dict(config):
    return {name: getattr(config, name) for name in ("model_base_url", "model_name", "model_origin_trusted")}
