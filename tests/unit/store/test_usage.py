"""What was spent is summed by day and model, by several processes, and a damaged row counts as none."""

from __future__ import annotations

import sqlite3

import pytest

from contexten.store.database import FILE_NAME
from contexten.store.store import Store
from contexten.store.usage import Spent

DAY = "2026-11-29"
CALL = Spent(calls=1, prompt_tokens=100, completion_tokens=10, dollars=0.5)


def test_two_stores_add_to_the_same_sums(tmp_path):
    one, other = Store.open(tmp_path), Store.open(tmp_path)
    one.usage.add(DAY, "gpt", CALL)
    other.usage.add(DAY, "gpt", CALL)
    other.usage.add(DAY, "qwen", Spent(cached=1))
    expected = {"gpt": Spent(2, 0, 200, 20, 1.0, 0), "qwen": Spent(cached=1)}
    assert one.usage.of_day(DAY) == expected
    assert one.usage.of_day("2026-11-30") == {}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE spent SET value = CAST(replace(value, '\"dollars\":0.5', '\"dollars\":9.5') AS BLOB)",
        "UPDATE spent SET value = x'00'",
        "UPDATE spent SET hash = NULL",
        "UPDATE spent SET value = NULL",
    ],
)
def test_a_damaged_row_shows_no_wrong_sum_and_is_begun_anew(tmp_path, damage):
    usage = Store.open(tmp_path).usage
    usage.add(DAY, "gpt", CALL)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute(damage).rowcount == 1
        connection.commit()
    assert usage.of_day(DAY) == {}
    usage.add(DAY, "gpt", CALL)
    assert usage.of_day(DAY) == {"gpt": CALL}
