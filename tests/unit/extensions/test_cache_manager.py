"""The cache of generations: same recipe, same answer; any difference, another one; nothing older than it may be."""

import time
from dataclasses import replace

import msgspec
import pytest

from contexten.extensions.codegen.autogenlib.cache_manager import CachedAnswer, CacheManager, CacheOptions, Recipe
from contexten.llm.protocol import Message, Speaker
from contexten.store.store import Store

RECIPE = Recipe("m at host", 0.2, 100, (Message(Speaker.SYSTEM, "rules"), Message(Speaker.USER, "do it")))
ANSWER = CachedAnswer("x = 1", 10, 3, seconds=2.5)


class Clock:
    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


async def test_an_answer_is_found_again_also_after_a_restart(tmp_path):
    store = Store.open(tmp_path)
    await CacheManager(store).put(RECIPE, ANSWER)
    store.close()
    cache = CacheManager(Store.open(tmp_path))
    assert await cache.get(RECIPE) == ANSWER
    assert await cache.get(RECIPE) == ANSWER
    figures = cache.figures()
    assert (figures.disk, figures.memory, figures.hits, figures.misses) == (1, 1, 2, 0)
    assert figures.saved_seconds == 5.0
    assert figures.saved_tokens == 26


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
async def test_every_part_of_the_recipe_counts(other):
    cache = CacheManager(Store.open(None))
    await cache.put(RECIPE, ANSWER)
    assert await cache.get(other) is None
    assert cache.figures().misses == 1


async def test_memory_is_bounded_and_the_store_answers_for_what_fell_out(tmp_path):
    cache = CacheManager(Store.open(tmp_path), CacheOptions(memory_bytes=2_000))
    recipes = [replace(RECIPE, model=str(number)) for number in range(10)]
    for recipe in recipes:
        await cache.put(recipe, CachedAnswer("y" * 100, 1, 1))
    figures = cache.figures()
    assert 0 < figures.bytes <= 2_000
    assert figures.entries == 10 - figures.evictions
    for recipe in recipes:
        assert await cache.get(recipe)
    assert cache.figures().disk >= 5


async def test_the_least_recently_used_answer_leaves_the_memory_first():
    store = Store.open(None)
    cache = CacheManager(store, CacheOptions(memory_bytes=1_300))
    one, two, three, four = (replace(RECIPE, model=str(number)) for number in range(4))
    for recipe in (one, two, three):
        await cache.put(recipe, CachedAnswer("y" * 50, 1, 1))
    assert await cache.get(one)
    await cache.put(four, CachedAnswer("y" * 50, 1, 1))
    store.generations.clear()
    assert await cache.get(one)
    assert await cache.get(two) is None


async def test_an_answer_larger_than_the_memory_lies_on_disk_only():
    cache = CacheManager(Store.open(None), CacheOptions(memory_bytes=1_000))
    await cache.put(RECIPE, CachedAnswer("y" * 2_000, 1, 1))
    assert cache.figures().bytes == 0
    assert (await cache.get(RECIPE)).text == "y" * 2_000


async def test_off_means_off():
    store = Store.open(None)
    await CacheManager(store).put(RECIPE, ANSWER)
    off = CacheManager(store, CacheOptions(enabled=False))
    assert await off.get(RECIPE) is None
    assert off.figures().misses == 0


async def test_an_answer_expires_in_memory_and_on_disk(tmp_path):
    clock = Clock()
    store = Store.open(tmp_path)
    cache = CacheManager(store, CacheOptions(ttl=60), now=clock)
    await cache.put(RECIPE, ANSWER)
    clock.now += 59
    assert await cache.get(RECIPE) == ANSWER
    clock.now += 1
    assert await cache.get(RECIPE) is None
    assert await CacheManager(store, CacheOptions(ttl=60), now=clock).get(RECIPE) is None
    figures = cache.figures()
    assert (figures.expired, figures.misses, figures.entries, figures.bytes) == (1, 1, 0, 0)


async def test_another_time_to_live_holds_at_once_for_what_is_kept():
    clock = Clock()
    cache = CacheManager(Store.open(None), CacheOptions(ttl=3600), now=clock)
    await cache.put(RECIPE, ANSWER)
    clock.now += 100
    cache.configure(enabled=True, ttl=50)
    assert await cache.get(RECIPE) is None
    cache.configure(enabled=True, ttl=200)
    assert await cache.get(RECIPE) == ANSWER, "it is still on disk, and young enough again"
    cache.configure(enabled=True, ttl=0)
    assert await cache.get(RECIPE) is None
    cache.configure(enabled=False, ttl=200)
    assert await cache.get(RECIPE) is None


async def test_a_damaged_value_is_a_miss_and_can_be_written_again():
    store = Store.open(None)
    for blob in (
        b"\xff\xff",
        b"",
        msgspec.msgpack.encode(["text", 1]),
        msgspec.msgpack.encode(["t", 1, 2, 3.0, "more"]),
    ):
        store.generations.put(RECIPE.digest, blob)
        cache = CacheManager(store)
        assert await cache.get(RECIPE) is None
        assert cache.figures().damaged == 1
    await cache.put(RECIPE, ANSWER)
    assert await CacheManager(store).get(RECIPE) == ANSWER


async def test_a_deleted_value_is_a_miss():
    store = Store.open(None)
    cache = CacheManager(store, CacheOptions(memory_bytes=0))
    await cache.put(RECIPE, ANSWER)
    store.generations.clear()
    assert await cache.get(RECIPE) is None


async def test_clearing_forgets_both_levels():
    store = Store.open(None)
    cache = CacheManager(store)
    await cache.put(RECIPE, ANSWER)
    assert await cache.clear() == 1
    assert await cache.get(RECIPE) is None
    assert store.generations.size() == (0, 0)


async def test_the_status_counts_what_is_on_disk_too():
    cache = CacheManager(Store.open(None))
    await cache.put(RECIPE, ANSWER)
    await cache.get(RECIPE)
    status = cache.status()
    assert status["hits"] == 1
    assert status["levels"] == {"memory": 1, "disk": 0, "team": 0}
    assert status["disk"]["entries"] == 1
    assert status["disk"]["bytes"] > 5
    assert cache.team_status() is None
