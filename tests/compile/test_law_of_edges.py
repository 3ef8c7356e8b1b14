"""The fields that edges with weights have in common, and those of each, obey the law of one frame."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.graph.edges.conv import WEIGHT_SHAPES
from lpnb.graph.edges.geometry import axis
from tests.compile.reference import EDGE_FUNCTIONS
from tests.compile.stepping import assert_lawful
from tests.compile.test_law_of_one_frame import IMAGE, VECTOR, pair
from tests.nets import graphs

SIZES = [
    ((2, 4, 4), (3, 4, 4)),
    ((2, 4, 6), (3, 8, 3)),
    ((3, 7, 1), (2, 14, 1)),
    ((1, 8, 8), (2, 2, 4)),
    ((2, 1, 3), (4, 3, 3)),
]


def both(kind, source, target, **edge):
    """data -> a twice, from two ages."""
    graph = pair(kind, source, target, **edge)
    graph.connect("data.x", "a", kind, **edge | {"delay": 2})
    return graph


@pytest.mark.parametrize("before", EDGE_FUNCTIONS)
def test_what_is_applied_before_obeys_the_law(before):
    for kind, source, target in (("identity", IMAGE, IMAGE), ("conv", IMAGE, IMAGE), ("dense", VECTOR, IMAGE)):
        assert_lawful(both(kind, source, target, before=before))


@pytest.mark.parametrize("act", [name for name in EDGE_FUNCTIONS if "mean" not in name])
@pytest.mark.parametrize("per_sample", [False, True])
def test_what_is_applied_to_weights_obeys_the_law(act, per_sample):
    for kind, source, target in (("conv", IMAGE, IMAGE), ("dense", VECTOR, (3,)), ("dense", IMAGE, IMAGE)):
        assert_lawful(both(kind, source, target, weight_act=act, per_sample=per_sample))


@pytest.mark.parametrize("padding", ["half", "same"])
@pytest.mark.parametrize(("source", "target"), SIZES)
@pytest.mark.parametrize(("kernel", "dilation"), [(1, 1), (3, 1), ((3, 1), 2), (2, 1), ((5, 2), 1)])
def test_any_window_that_fits_obeys_the_law(source, target, kernel, dilation, padding):
    sides = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    reaches = [dilation * (side - 1) + 1 for side in sides]
    for per_sample in (False, True):
        graph = both("conv", source, target, kernel=kernel, dilation=dilation, padding=padding, per_sample=per_sample)
        fits = all(axis(*sizes, padding) for sizes in zip(source[1:], target[1:], reaches, strict=True))
        assert graph.check().ok == fits
        if fits:
            assert_lawful(graph)


@pytest.mark.parametrize("form", WEIGHT_SHAPES)
@pytest.mark.parametrize("per_sample", [False, True])
def test_weights_of_any_shape_obey_the_law(form, per_sample):
    for source, target in (((2, 4, 4), (3, 4, 4)), ((2, 4, 4), (2, 8, 2))):
        assert_lawful(both("conv", source, target, weight_shape=form, per_sample=per_sample))


@pytest.mark.parametrize("per_sample", [False, True])
@pytest.mark.parametrize("bias", ["none", "feature", "full"])
def test_one_value_for_all_places_obeys_the_law(per_sample, bias):
    for source, target in ((VECTOR, IMAGE), (IMAGE, (3, 2, 5)), (VECTOR, (3,)), ((), IMAGE)):
        graph = pair("dense", source, target, pool={"bias": bias}, spread=True, per_sample=per_sample)
        assert_lawful(graph)
        graph.connect("data.x", "a", "dense", spread=True, per_sample=per_sample)
        graph.connect("a", "a", "conv" if len(target) > 1 else "dense", delay=2)
        assert_lawful(graph)


FIELDS = {
    "identity": {},
    "dense": {"spread": st.booleans()},
    "conv": {"padding": st.sampled_from(("half", "same")), "weight_shape": st.sampled_from(sorted(WEIGHT_SHAPES))},
}
WEIGHTED = {"weight_act": st.sampled_from(("identity", "exp", "tanh")), "per_sample": st.booleans()}


@settings(max_examples=40)
@given(graphs(), st.data())
def test_random_networks_with_random_edges_obey_the_law(graph, data):
    for name, wire in graph.wires().items():
        kind = wire.spec.kind
        before = {"before": st.sampled_from(("identity", "identity", "tanh", "x - mean(x)"))}
        more = {**before, **FIELDS[kind], **({} if kind == "identity" else WEIGHTED)}
        graph.set(name, **{field: data.draw(drawn) for field, drawn in more.items()})
    if graph.check().ok:
        assert_lawful(graph, frames=6)
