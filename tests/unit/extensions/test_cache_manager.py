"""The cache of generations: same recipe, same answer; any difference, another one."""

from dataclasses import replace

import pytest

from contexten.extensions.codegen.autogenlib.cache_manager import CachedAnswer, CacheManager, Recipe
from contexten.llm.protocol import Message, Speaker
from contexten.store.store import Store

RECIPE = Recipe("m at host", 0.2, 100, (Message(Speaker.SYSTEM, "rules"), Message(Speaker.USER, "do it")))
ANSWER = CachedAnswer("x = 1", 10, 3)


def test_an_answer_is_found_again_also_after_a_restart(tmp_path):
    store = Store.open(tmp_path)
    CacheManager(store).put(RECIPE, ANSWER)
    store.close()
    cache = CacheManager(Store.open(tmp_path))
    assert cache.get(RECIPE) == ANSWER
    assert cache.get(RECIPE) == ANSWER
    assert (cache.hits, cache.misses) == (2, 0)


@pytest.mark.parametrize(
    "other",
    [
        replace(RECIPE, model="n"),
        replace(RECIPE, temperature=0.3),
        replace(RECIPE, max_tokens=101),
        replace(RECIPE, messages=(Message(Speaker.SYSTEM, "rulesdo"), Message(Speaker.USER, " it"))),
        replace(RECIPE, messages=RECIPE.messages[:1]),
    ],
)
def test_every_part_of_the_recipe_counts(other):
    cache = CacheManager(Store.open(None))
    cache.put(RECIPE, ANSWER)
    assert cache.get(other) is None


def test_memory_is_bounded_and_the_store_answers_for_what_fell_out(tmp_path):
    cache = CacheManager(Store.open(tmp_path), memory_bytes=500)
    recipes = [replace(RECIPE, model=str(number)) for number in range(10)]
    for recipe in recipes:
        cache.put(recipe, CachedAnswer("y" * 100, 1, 1))
    assert cache.status()["bytes"] <= 500
    assert all(cache.get(recipe) for recipe in recipes)


def test_off_means_off():
    store = Store.open(None)
    CacheManager(store).put(RECIPE, ANSWER)
    off = CacheManager(store, enabled=False)
    assert off.get(RECIPE) is None
    assert off.misses == 0


def test_a_damaged_value_is_a_miss():
    store = Store.open(None)
    store.generations.put(RECIPE.digest, b"\xff\xff")
    assert CacheManager(store).get(RECIPE) is None
