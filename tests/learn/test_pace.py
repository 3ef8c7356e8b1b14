"""A loss with a budget learns as often as that allows, and the time machine repeats what the clock has decided."""

import itertools
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.learn import pace
from lpnb.run.rule import Lag
from tests.learn.unrolled import BATCH, add_loss, network
from tests.run.histories import differing, seen


class Clock:
    """Time that passes only in updates and frames."""

    def __init__(self, update=0.2, frame=0.005):
        self.update, self.frame, self.now, self.reads = update, frame, 0.0, 0

    def __call__(self):
        self.reads += 1
        return self.now

    def drive(self, stream):
        """Have time pass in a stream."""
        engine, rule = stream._engine, stream._engine.rules[0]
        deliver, step = engine.deliver, rule.steps.step

        def delivering(*arguments):
            self.now += self.frame
            return deliver(*arguments)

        def stepping(*arguments):
            self.now += self.update
            return step(*arguments)

        engine.deliver, rule.steps.step = delivering, stepping


def strides(clock, frames, period=0.0, **fields):
    """Frames from one update to the next, after each frame."""
    found = []
    with mock.patch.object(pace, "clock", clock), lpnb.Stream(network(**fields), batch=BATCH, device="cpu") as stream:
        clock.drive(stream)
        stream._timeline.pace = lambda: (period, 0.0)
        for _ in range(frames):
            stream.step()
            found.append(stream.lags["learn"].now)
    return found


@pytest.mark.parametrize(
    ("budget", "period", "least"),
    [
        (0.5, 0.0, 40),  # 0.2 s / 40 frames of 0.005 s
        (0.1, 0.0, 360),
        (0.5, 1 / 30, 12),
        (1.0, 1 / 30, 7.06),  # so that 30 frames a second are kept to
        (0.5, 0.004, 40),  # they cannot be
        (1.0, 0.0, 8),
    ],
)
def test_updates_are_as_far_apart_as_the_budget_wants(budget, period, least):
    found = strides(Clock(), 40, window=4, stride=8, budget=budget, period=period)
    wanted = 8 if least <= 8 else int(-(-1.25 * least // 1))
    assert found[-1] == pytest.approx(wanted, abs=1)
    assert len(set(found)) <= 2  # and it stays there


def test_it_learns_as_often_as_asked_again_when_updates_are_quick_again():
    clock = Clock()
    with (
        mock.patch.object(pace, "clock", clock),
        lpnb.Stream(network(window=4, budget=0.5), batch=BATCH, device="cpu") as stream,
    ):
        clock.drive(stream)
        stream.step(12)
        assert stream.lags == {"learn": Lag(50, 4)}
        clock.update = 1e-4
        stream.step(2000)
        assert stream.lags == {"learn": Lag(4, 4)}


def test_what_somebody_else_asks_for_begins_with_that():
    clock = Clock()
    graph = network(window=4, budget=0.5)
    with mock.patch.object(pace, "clock", clock), lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        clock.drive(stream)
        stream.step(20)
        graph.set("learn", lr=0.1)
        stream.step()
        assert stream.lags["learn"] == Lag(50, 4)
        graph.set("learn", stride=6)
        stream.step()
        assert stream.lags["learn"] == Lag(6, 6)
        stream.step(20)
        assert stream.lags["learn"] == Lag(50, 6)
        graph.set("learn", budget=None)
        stream.step()
        assert stream.lags["learn"] == Lag(6, 6)


def test_nobody_looks_at_the_clock_without_a_budget():
    clock = Clock()
    assert set(strides(clock, 30, window=4)) == {4}
    assert clock.reads == 0


@settings(max_examples=25)
@given(
    st.lists(st.floats(0, 3), min_size=3, max_size=30),
    st.tuples(st.integers(1, 5), st.sampled_from((None, 1, 2, 7))),
    st.lists(st.integers(0, 40), min_size=1, max_size=6),
    st.booleans(),
)
def test_what_was_decided_comes_out_of_the_past_bit_for_bit(ticks, window, wanted, another):
    graph = network(window=window[0], stride=window[1], budget=0.3)
    if another:
        add_loss(graph, "second", loss="mae", window=3, budget=0.2)
    times = itertools.accumulate(itertools.cycle(ticks))
    with mock.patch.object(pace, "clock", times.__next__), lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        record = {0: seen(stream)}
        for frame in range(1, 41):
            stream.step()
            record[frame] = seen(stream)
        for frame in wanted:
            stream.seek(frame)
            assert differing(seen(stream), record[frame]) == [], f"frame {frame}"
        while stream.frame < 40:
            stream.step()
            assert differing(seen(stream), record[stream.frame]) == [], f"frame {stream.frame}"
        assert not stream.branches


def test_a_stream_waits_for_its_rate_and_for_people_and_that_is_no_work():
    with lpnb.Stream(network(), batch=BATCH, device="cpu", rate=1e6) as stream:
        stream.step(3)
        thread = stream._thread
        assert stream._timeline.pace() == (0.0, thread.waited)
        thread.playing = True
        period, waited = stream._timeline.pace()
        thread.playing = False
        assert (period, waited) == (pytest.approx(1e-6), thread.waited)
