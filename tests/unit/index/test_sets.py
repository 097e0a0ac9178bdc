"""Our own `unique` and `isin` say what numpy's say, and do not load what those load."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contexten.index.atlas.sets import among, distinct

NUMBERS = st.lists(st.integers(-5, 5) | st.integers(-(2**31), 2**31 - 1), max_size=30).map(
    lambda items: np.array(items, np.int32)
)


@given(NUMBERS)
def test_distinct_is_unique(values):
    assert distinct(values).tolist() == np.unique(values).tolist()


@given(NUMBERS, NUMBERS)
def test_among_is_isin(values, wanted):
    assert among(values, wanted).tolist() == np.isin(values, wanted).tolist()


def test_masked_arrays_are_not_loaded():
    code = (
        "import sys, numpy as np; from contexten.index.atlas.sets import among, distinct;"
        "among(distinct(np.arange(9)), np.arange(3) * 10**6); sys.exit('numpy.ma' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
