"""Schedules are what Graham's bounds say, compared with every schedule there is."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb.measure.schedule import makespan

works = st.lists(st.integers(0, 20).map(float), min_size=1, max_size=6).map(
    lambda times: dict(zip("abcdef", times, strict=False))
)


def best(times, workers):
    """The shortest there is: all ways to share out the pieces."""
    shares = itertools.product(range(workers), repeat=len(times))
    return min(
        max(sum(t for t, w in zip(times.values(), share, strict=True) if w == worker) for worker in range(workers))
        for share in shares
    )


@given(works, st.integers(1, 3))
def test_the_longest_first_is_near_the_best_there_is(times, workers):
    found = makespan(times, workers)
    assert best(times, workers) <= found <= (4 / 3 - 1 / (3 * workers)) * best(times, workers) + 1e-9


def test_the_example_of_graham_where_it_is_not_the_best():
    times = {"a": 3.0, "b": 3.0, "c": 2.0, "d": 2.0, "e": 2.0}
    assert (makespan(times, 2), best(times, 2)) == (7, 6)


@given(works)
def test_one_worker_takes_the_sum_and_many_take_the_longest(times):
    assert makespan(times, 1) == sum(times.values())
    assert makespan(times, len(times)) == max(times.values())


def test_a_chain_takes_its_sum_however_many_work():
    times, waits = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 5.0}, {"b": ["a"], "c": ["b"]}
    assert makespan(times, 9, waits) == 7
    assert makespan(times, 2, waits) == 7
    assert makespan(times, 1, waits) == 12


@given(works, st.integers(1, 4), st.data())
def test_waiting_never_takes_less_than_the_chain_and_the_share(times, workers, data):
    names = list(times)
    waits = {
        name: data.draw(st.lists(st.sampled_from(names[:place]), unique=True))
        for place, name in enumerate(names)
        if place
    }
    done = {}
    for name in names:
        done[name] = times[name] + max((done[before] for before in waits.get(name, ())), default=0)
    least = max(*done.values(), sum(times.values()) / workers)
    assert least - 1e-9 <= makespan(times, workers, waits) <= (2 - 1 / workers) * least + 1e-9


def test_no_work_takes_no_time():
    assert makespan({}, 3) == 0


def test_a_cycle_is_refused():
    with pytest.raises(Exception, match="cycle"):
        makespan({"a": 1.0, "b": 1.0}, 2, {"a": ["b"], "b": ["a"]})
