"""The estimate of tokens: near the real counts, quick, and never from the network."""

from __future__ import annotations

import sys
import time
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contexten.llm import tokens
from contexten.llm.tokens import estimate_tokens

PYTHON = '''class ShoppingCart:
    """Items a customer wants to buy, with their prices."""

    def __init__(self, currency: str = "EUR") -> None:
        self.items: dict[str, int] = {}
        self._total_price = 0.0

    def add_item(self, name, price, quantity=1):
        if quantity <= 0:
            raise ValueError(f"quantity must be positive, got {quantity!r}")
        self.items[name] = self.items.get(name, 0) + quantity
        self._total_price += price * quantity
        return self
'''
TYPESCRIPT = """export async function fetchUser(id: number, options?: RequestInit): Promise<User | null> {
  const response = await fetch(`${API_BASE_URL}/users/${id}`, { ...options, method: "GET" });
  if (!response.ok) {
    return null;
  }
  return (await response.json()) as User;
}
"""
PROSE = """The server keeps incremental parses of every open document and the facts of every other file.
It uses one cache both to parse and to choose what a model reads, so an edit drops only what it changed.
"""
JSON = '{"name": "contexten", "version": "0.1.0", "scripts": {"test": "pytest -q"}, "count": [1, 22, 333]}\n'
CHINESE = "程序员写了一个函数,用来计算两个数的和。这个函数返回整数。"
RUSSIAN = "Эта функция вычисляет сумму двух чисел и возвращает целое число."

COUNTED = [
    (PYTHON, 125, 0.1),
    (TYPESCRIPT, 69, 0.1),
    (PROSE, 41, 0.1),
    (JSON, 40, 0.1),
    (CHINESE, 20, 0.2),
    (RUSSIAN, 16, 0.5),
]
"""Text, its tokens as o200k_base counts them, and how far off the estimate may be."""


@pytest.mark.parametrize(("text", "real", "share"), COUNTED, ids=[case[0][:12].strip() for case in COUNTED])
def test_the_estimate_is_near_the_count_of_o200k_base(text, real, share):
    assert estimate_tokens(text) == pytest.approx(real, rel=share)


def test_no_text_costs_nothing_and_any_text_something():
    assert estimate_tokens("") == 0
    assert estimate_tokens(" ") == 1


@given(st.text(max_size=200))
def test_any_text_has_an_estimate_between_one_and_its_bytes(text):
    assert (1 if text else 0) <= estimate_tokens(text) <= len(text.encode("utf-8", "surrogatepass")) + 1


@given(st.lists(st.sampled_from([PYTHON, TYPESCRIPT, PROSE, JSON]), max_size=5))
def test_the_whole_costs_about_its_parts(parts):
    whole = estimate_tokens("".join(parts))
    assert abs(whole - sum(map(estimate_tokens, parts))) <= len(parts) + 1


@given(st.text(st.sampled_from("aB_1 \t\n\r/#(.é中\x0c\u2028"), max_size=60))
def test_no_piece_is_cut_where_lines_are_counted_alone(text):
    whole = sum(map(tokens._parts_of_piece, tokens._PIECE.findall(text)))
    assert estimate_tokens(text) == (max(1, round(whole / tokens._PARTS)) if text else 0)


def test_lines_are_counted_the_same_when_they_were_counted_before():
    text = f"{PYTHON}{'x' * 500}\n{TYPESCRIPT}"
    fresh = estimate_tokens(text)
    assert estimate_tokens(text) == fresh


def test_a_megabyte_takes_less_than_a_second():
    text = PYTHON * 2000
    started = time.process_time()
    estimate_tokens(text)
    assert time.process_time() - started < 1.0


class Tiktoken(types.ModuleType):
    """Stands for the package where it is installed: asking it without a vocabulary would download one."""

    def get_encoding(self, name):
        raise AssertionError(f"it would download {name}")


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "tiktoken", Tiktoken("tiktoken"))
    tokens._tokenizer.cache_clear()
    yield
    tokens._tokenizer.cache_clear()


def test_tiktoken_is_not_asked_without_a_cache(installed, monkeypatch):
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    assert estimate_tokens(PYTHON, "gpt-4o") == estimate_tokens(PYTHON)


def test_tiktoken_is_not_asked_when_its_vocabulary_is_missing_or_damaged(installed, monkeypatch, tmp_path):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert estimate_tokens(PYTHON, "gpt-4o") == estimate_tokens(PYTHON)
    tokens._tokenizer.cache_clear()
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(b"damaged")
    assert estimate_tokens(PYTHON, "gpt-4o") == estimate_tokens(PYTHON)


def test_tiktoken_counts_for_openais_models_when_it_can_count_offline(installed, monkeypatch, tmp_path):
    vocabulary = b"vocabulary"
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(vocabulary)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    digest = tokens.hashlib.sha256(vocabulary).hexdigest()
    monkeypatch.setattr(tokens, "_ENCODINGS", {"o200k_base": digest})
    encoding = types.SimpleNamespace(encode_ordinary=list)
    monkeypatch.setattr(Tiktoken, "get_encoding", lambda self, name: encoding)
    assert estimate_tokens("abcdef", "gpt-4.1-mini") == 6
    assert estimate_tokens("abcdef", "openai/o3") == 6
    assert estimate_tokens("abcdef", "qwen3-coder") == 1


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o", "o200k_base"),
        ("gpt-4.1", "o200k_base"),
        ("gpt-5", "o200k_base"),
        ("o3-mini", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("gpt-4-turbo", "cl100k_base"),
        ("gpt-3.5-turbo", "cl100k_base"),
        ("openai/gpt-4o", "o200k_base"),
        ("llama3", None),
        ("", None),
    ],
)
def test_each_model_has_its_encoding(model, encoding):
    assert tokens._encoding_of(model) == encoding
