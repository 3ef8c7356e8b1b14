"""A real compiler makes code of a window, in the background; it takes some 20 seconds, so there is one stream for all."""

import subprocess
import time
from shutil import which

import pytest
import torch

import lpnb
from lpnb.learn.blueprint import Blueprint
from lpnb.learn.compiling import BLUEPRINT, COMMAND
from lpnb.learn.verdict import agree, frame_by_frame
from tests.learn.unrolled import BATCH, network
from tests.run.histories import differing, seen

pytestmark = pytest.mark.skipif(not (which("g++") or which("clang++")), reason="there is no C++ compiler")


def streaming(window):
    """A stream of the network of the tests of learning, with noise, dropout and a longer delay."""
    graph = network(window=window, compiled=True)
    graph.set("h", noise=0.1, dropout=0.2)
    graph.connect("data.x", "y", "dense", delay=3)
    return lpnb.Stream(graph, batch=BATCH, device="cpu")


@pytest.fixture(scope="module")
def stream():
    """A stream that learns by compiled code."""
    with pytest.MonkeyPatch.context() as patch, streaming(4) as one:
        patch.setattr("lpnb.learn.verdict.GAIN", 0)
        while (how := one.lags["learn"].how) == "frame by frame: code is being compiled":
            one.step(4)
            time.sleep(0.05)
        assert how.startswith("whole windows by compiled code, "), how
        one.step(4)
        yield one


@pytest.mark.parametrize("frames", [4, 7, 14])
def test_compiled_code_computes_a_window_as_the_program_does(stream, frames):
    stream.step(frames)
    whole, engine = stream._engine.rules[0].whole, stream._engine
    inputs = [engine.deliver(engine.state[0] + number) for number in range(1, 5)]
    with torch.no_grad():
        found = whole._code.run(stream.built.module, engine.state, inputs)
    right = frame_by_frame(whole._blueprint, stream.built, engine.state, inputs)
    assert agree(right, found)
    assert [state[0] for state in found.states] == [state[0] for state in right.states]


def test_frames_that_compiled_code_has_computed_can_be_gone_to_bit_for_bit(stream):
    record = {}
    for _ in range(20):
        stream.step()
        record[stream.frame] = seen(stream)
    for frame in (max(record), min(record), max(record) - 7):
        assert stream.seek(frame) == frame
        assert differing(seen(stream), record[frame]) == []


def test_what_keeps_a_window_from_being_compiled_is_said_in_one_line(tmp_path):
    with streaming(1) as stream:
        rule, inputs = stream._engine.rules[0], stream._engine.deliver(1)
        place = stream.program.newest["learn"]
        plan = Blueprint.of(stream.built, stream.state, inputs, rule.parameters, loss=place, length=1, split=None)
    (tmp_path / BLUEPRINT).write_text(plan.to_json())
    ended = subprocess.run([*COMMAND, str(tmp_path)], check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (1, "no parameter is upstream within the window\n")
