"""The performance monitor: stages, tokens, money."""

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from contexten.context.model import ContextPack
from contexten.errors import ConfigError
from contexten.extensions.codegen.outcome import Failed, Generation, Origin, Refused
from contexten.extensions.codegen.utils.performance import PerformanceMonitor, Price, parse_prices
from contexten.extensions.codegen.utils.telemetry import Telemetry
from contexten.llm.protocol import Usage
from contexten.store.store import Store

NOON = 1_800_000_000.0
PACK = ContextPack("", 0, (), 0)
REFUSED = Refused("no")


def generation(stages=None, *, origin=Origin.MODEL, model="gpt", usage=Usage(1000, 500), outcome=REFUSED):
    return Generation("t", outcome, PACK, origin=origin, model=model, usage=usage, stages=stages or {"context": 1.0})


def test_percentiles_are_of_the_last_thousand_runs():
    monitor = PerformanceMonitor(Store.open(None).usage)
    for value in range(1, 2001):
        monitor.record(generation({"context": float(value)}))
    stage = monitor.described()["stages"]["context"]
    assert stage == {"count": 2000, "p50": 1500.0, "p95": 1950.0, "p99": 1990.0, "max": 2000.0}


def test_tokens_and_money_of_the_day_are_kept_by_model_over_restarts_and_processes(tmp_path):
    for _ in range(2):
        store = Store.open(tmp_path)
        monitor = PerformanceMonitor(store.usage, prices={"gpt": Price(2.0, 8.0)}, clock=lambda: NOON)
        monitor.record(generation())
        monitor.record(generation(origin=Origin.CACHE, usage=Usage()))
        monitor.record(generation(model="other"))
        store.close()
    today = PerformanceMonitor(Store.open(tmp_path).usage, clock=lambda: NOON).described()["today"]
    assert today["gpt"] == {
        "calls": 2,
        "cached": 2,
        "promptTokens": 2000,
        "completionTokens": 1000,
        "dollars": 0.012,
        "unpriced": 0,
    }
    assert (today["other"]["dollars"], today["other"]["unpriced"]) == (0.0, 2)
    assert PerformanceMonitor(Store.open(tmp_path).usage, clock=lambda: NOON + 86_400).described()["today"] == {}


def test_outcomes_and_origins_are_counted_and_drafts_cost_nothing():
    monitor = PerformanceMonitor(Store.open(None).usage)
    monitor.record(generation(origin=Origin.DRAFT, model=""))
    monitor.record(generation(outcome=Failed("x"), origin=Origin.NONE, model=""))
    described = monitor.described()
    assert described["outcomes"] == {"refused": 1, "failed": 1}
    assert described["origins"] == {"draft": 1, "none": 1}
    assert described["today"] == {}


def test_old_days_can_be_forgotten():
    usage = Store.open(None).usage
    monitor = PerformanceMonitor(usage, clock=lambda: NOON)
    monitor.record(generation())
    usage.trim()
    assert monitor.described()["today"]["gpt"]["calls"] == 1


def test_prices_are_read():
    assert parse_prices(["gpt-4.1=2/8", "qwen:7b = 0/0"]) == {"gpt-4.1": Price(2, 8), "qwen:7b": Price(0, 0)}


@pytest.mark.parametrize("row", ["gpt", "gpt=2", "gpt=a/b", "=1/2", "gpt=-1/2", "gpt=nan/1", "gpt=inf/1"])
def test_a_price_of_another_form_is_an_error_that_shows_it(row):
    with pytest.raises(ConfigError, match=r"model=2\.50/10"):
        parse_prices([row])


def test_the_same_figures_reach_opentelemetry():
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader])
    monitor = PerformanceMonitor(
        Store.open(None).usage,
        prices={"gpt": Price(2.0, 8.0)},
        telemetry=Telemetry(provider.get_meter("test")),
    )
    monitor.record(generation({"context": 3.0, "answer": 40.0}))
    data = reader.get_metrics_data().resource_metrics[0].scope_metrics[0].metrics
    found = {metric.name: metric.data.data_points for metric in data}
    assert {point.attributes["stage"] for point in found["contexten.stage"]} == {"context", "answer"}
    assert {point.attributes["kind"]: point.value for point in found["contexten.tokens"]} == {
        "prompt": 1000,
        "completion": 500,
    }
    assert found["contexten.cost"][0].value == pytest.approx(0.006)
    assert dict(found["contexten.generations"][0].attributes) == {"outcome": "refused", "origin": "model"}
    provider.shutdown()
