"""What `throughput` and `response-time` run in a process of its own: generations against a model server."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from benchmarks.clock import report, settle
from benchmarks.part_context import functions, target_of
from contexten.extensions.codegen import CodegenAutogenConfig, CodegenAutogenIntegration
from contexten.extensions.codegen.outcome import Failed, Origin, Proposed
from contexten.lsp.serve import calm_libraries
from contexten.store import Store
from contexten.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from contexten.extensions.codegen.outcome import Generation
    from contexten.workspace.snapshot import Snapshot
    from contexten.workspace.target import Target

_PROBE = 0.01
_DEADLINE = 10.0


class Place:
    """A workspace, a model, and places to write code at, taken in turn."""

    def __init__(self, tree: str, base_url: str, count: int, **settings: Any) -> None:
        workspace = Workspace([tree], Store.open(None))
        workspace.scan()
        self.snapshot: Snapshot = workspace.snapshot()
        config = CodegenAutogenConfig(
            model_name="scripted",
            model_base_url=base_url,
            model_origin_trusted=True,
            model_timeout=_DEADLINE,
            draft_enabled=False,
            **settings,
        )
        self.integration = CodegenAutogenIntegration(config, max_concurrent=64)
        self.targets: list[Target] = [target_of(self.snapshot, *one) for one in functions(self.snapshot, count)]
        self._turn = 0

    async def ready(self) -> None:
        """What a server has done before a person asks it for the first time."""
        await self.integration.warm(self.snapshot)
        await self.one()
        settle()

    async def one(self) -> tuple[Generation, float]:
        """Generate at the next place; the generation and its seconds."""
        target = self.targets[self._turn % len(self.targets)]
        self._turn += 1
        return await self.at(target)

    async def at(self, target: Target) -> tuple[Generation, float]:
        started = time.perf_counter()
        return await self.integration.generate(self.snapshot, target), time.perf_counter() - started


class Probe:
    """Asks the loop every 10 ms from another thread, whether or not it answered the last time."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def stop(self) -> list[float]:
        self._stop.set()
        self._thread.join()
        return self.taken

    def _ask(self) -> None:
        while not self._stop.wait(_PROBE):
            self._loop.call_soon_threadsafe(self._answer, time.perf_counter())

    def _answer(self, asked: float) -> None:
        self.taken.append(time.perf_counter() - asked)


@asynccontextmanager
async def measured(into: dict[str, Any]) -> AsyncIterator[list[tuple[Generation, float]]]:
    """Collect generations; the figures of the block go to `into`."""
    done: list[tuple[Generation, float]] = []
    probe, wall, cpu = Probe(), time.perf_counter(), time.process_time()
    yield done
    seconds, used = time.perf_counter() - wall, time.process_time() - cpu
    generations = [generation for generation, _ in done]
    into.update(
        requests=len(done),
        answered=sum(isinstance(one.outcome, Proposed) for one in generations),
        failed=sum(isinstance(one.outcome, Failed) for one in generations),
        seconds=seconds,
        cpu=used,
        longest=max(taken for _, taken in done),
        asking=max(generation.stages["answer"] for generation in generations) / 1000,
        loop=probe.stop(),
    )


async def paced(place: Place, per_minute: float, seconds: float) -> dict[str, Any]:
    """So many requests a minute, whether or not the ones before have ended."""
    figures: dict[str, Any] = {}
    async with measured(figures) as done, asyncio.TaskGroup() as group:
        start = time.perf_counter()
        for number in range(max(1, round(per_minute * seconds / 60))):
            await asyncio.sleep(start + number * 60 / per_minute - time.perf_counter())
            group.create_task(_into(done, place.one))
    return figures


async def full(place: Place, seconds: float) -> dict[str, Any]:
    """64 callers, each of which asks again as soon as it was answered."""

    async def caller() -> None:
        while time.perf_counter() < end:
            await _into(done, place.one)

    figures: dict[str, Any] = {}
    async with measured(figures) as done:
        end = time.perf_counter() + seconds
        await asyncio.gather(*(caller() for _ in range(64)))
    return figures


async def at_once(place: Place) -> dict[str, Any]:
    """64 requests at the same moment."""
    figures: dict[str, Any] = {}
    async with measured(figures) as done:
        await asyncio.gather(*(_into(done, place.one) for _ in range(64)))
    return figures


async def _into(done: list[tuple[Generation, float]], one: Callable[[], Awaitable[tuple[Generation, float]]]) -> None:
    done.append(await one())


async def openai_alone(base_url: str, seconds: float) -> dict[str, Any]:
    """64 callers with nothing but the openai package, each with a prompt as long as ours."""
    import openai

    async def caller() -> None:
        while time.perf_counter() < end:
            started = time.perf_counter()
            stream = await client.chat.completions.create(model="m", stream=True, messages=[message])
            async for _ in stream:
                pass
            taken.append(time.perf_counter() - started)

    message: Any = {"role": "user", "content": "word " * 5000 + "Task: `x`"}
    taken: list[float] = []
    async with openai.AsyncOpenAI(base_url=base_url, api_key="local", max_retries=0) as client:
        await client.models.list()
        probe, wall, cpu = Probe(), time.perf_counter(), time.process_time()
        end = wall + seconds
        await asyncio.gather(*(caller() for _ in range(64)))
    return {
        "requests": len(taken),
        "answered": len(taken),
        "failed": 0,
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "longest": max(taken),
        "asking": max(taken),
        "loop": probe.stop(),
    }


async def throughput(tree: str, good: str, faulty: str, seconds: str) -> dict[str, Any]:
    alone = await openai_alone(good, float(seconds))
    place = Place(tree, good, 256, cache_enabled=False)
    await place.ready()
    measured = {
        "64 callers, openai package alone": alone,
        "100 a minute": await paced(place, 100, float(seconds)),
        "64 callers without a pause": await full(place, float(seconds)),
    }
    await place.integration.aclose()
    place = Place(tree, faulty, 256, cache_enabled=False)
    await place.ready()
    measured["64 at once, one in five wrong"] = await at_once(place)
    await place.integration.aclose()
    return measured


async def response_time(tree: str, good: str, samples: str) -> dict[str, Any]:
    count = int(samples)
    one_by_one = {"openai package alone": await _alone(good, count)}
    simple = Place(tree, good, count, context_enabled=False)
    await simple.ready()
    one_by_one["simple generation"] = [await _timed(simple, target) for target in simple.targets[1:]]
    await simple.integration.aclose()
    place = Place(tree, good, count)
    await place.ready()
    one_by_one["with context"] = [await _timed(place, target) for target in place.targets[1:]]
    one_by_one["again, from the cache"] = [await _timed(place, target) for target in place.targets]
    assert all(one["origin"] == Origin.CACHE for one in one_by_one["again, from the cache"])
    await place.integration.aclose()
    return one_by_one


async def _alone(base_url: str, count: int) -> list[dict[str, Any]]:
    import openai

    message: Any = {"role": "user", "content": "word " * 5000 + "Task: `x`"}
    taken: list[dict[str, Any]] = []
    async with openai.AsyncOpenAI(base_url=base_url, api_key="local", max_retries=0) as client:
        await client.models.list()
        for _ in range(count):
            cpu, wall = time.process_time(), time.perf_counter()
            async for _chunk in await client.chat.completions.create(model="m", stream=True, messages=[message]):
                pass
            taken.append({"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu})
    return taken


async def _timed(place: Place, target: Target) -> dict[str, Any]:
    cpu = time.process_time()
    generation, seconds = await place.at(target)
    return {
        "origin": generation.origin,
        "proposed": isinstance(generation.outcome, Proposed),
        "seconds": seconds,
        "cpu": time.process_time() - cpu,
        "stages": generation.stages,
    }


def main(what: str, *arguments: str) -> None:
    calm_libraries()
    report(asyncio.run({"throughput": throughput, "response-time": response_time}[what](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
