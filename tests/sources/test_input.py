"""An input that is set by hand."""

import pytest
import torch

import lpnb
from lpnb.graph.kinds import node_kind
from lpnb.sources import Setting


def opened(*, batch=2, dtype=torch.float32, **fields):
    return node_kind("input")(**fields).open(Setting(batch, torch.device("cpu"), dtype, 0))


def test_it_delivers_its_value_in_every_frame():
    feed = opened(shape=(2, 3), value=0.5)
    for frame in (0, 7, 3):
        (value,) = feed.frame(frame)
        assert torch.equal(value, torch.full((2, 2, 3), 0.5))


def test_it_delivers_what_it_was_set_to_from_then_on():
    feed = opened(shape=3)
    before = feed.frame(0)[0]
    feed.value = torch.ones(2, 3)
    assert torch.equal(feed.frame(1)[0], torch.ones(2, 3))
    assert not before.any()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_it_has_the_type_that_is_asked_for(dtype):
    assert opened(shape=3, dtype=dtype).frame(0)[0].dtype == dtype


def test_two_streams_of_one_input_are_set_apart():
    one, two = opened(shape=3), opened(shape=3)
    one.value = torch.ones(2, 3)
    assert not two.frame(0)[0].any()


def test_it_wants_a_shape():
    graph = lpnb.Graph()
    graph.add("x", "input")
    assert [str(problem) for problem in graph.check().errors] == [
        "node 'x' (input): expected a shape, given or told by what arrives, found neither. "
        "Give it a shape, e.g. graph.set('x', shape=(16, 4, 4))."
    ]


def test_nothing_can_be_connected_to_it():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=3)
    with pytest.raises(LookupError, match="expected a node with inputs, found one without"):
        graph.connect("x", "x")
