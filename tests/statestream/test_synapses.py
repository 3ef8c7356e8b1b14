"""Synapse pools that are an expression of their sources, or look at places of them."""

from tests.statestream.networks import file
from tests.statestream.test_opening import opened, said, warned


def test_what_a_function_does_not_read_leads_nowhere():
    synapses = "s: {source: [[image], [label]], target: h, func: 'B.repeat($00[:, :1, ::2, ::2], 3, 1)'}"
    assert said("h: {shape: [3, 4, 4]}", synapses, about="'func'") == [
        "synapse pool 's', key 'func': it does not read 'label', and so nothing leads there from it"
    ]
    graph = opened(file("h: {shape: [3, 4, 4]}", synapses)).graph
    assert [name for name in graph.wires() if "s_value" in name] == ["image->s_value.a", "s_value->h"]
    assert graph["s_value"].formula == "repeat(a[:, :1, ::2, ::2], 3, 1)"


def test_places_of_a_spatial_transformer_have_the_size_of_its_target():
    synapses = "s: {source: [[image], [label]], target: h, tags: [TRANSFORMER]}"
    assert said("h: {shape: [2, 4, 4]}", synapses, about="'source'") == [
        "synapse pool 's', key 'source': expected places to look at, a second source of the shape [2, 4, 4], found 'label' of the "
        "shape [4, 1, 1]; the original could not run it either. Or give it three sources: the image, a scale [1, 1, 1] and a "
        "centre [2, 1, 1]."
    ]


def test_means_are_over_all_samples_as_they_were():
    acts = [
        opened(file(f"h: {{shape: {size}, act: $ - B.mean($)}}")).graph["h"].act for size in ("[3, 4, 4]", "[3, 1, 1]")
    ]
    assert acts == ["x - mean(x, axis=None)"] * 2


def test_an_expression_may_name_a_source_several_times():
    synapses = 's: {source: [[image, image, image], [image, h2]], target: h2, func: "$00 + $02 * $10 - B.tanh($11)"}'
    graph = opened(file("h2: {shape: [2, 8, 8]}", synapses)).graph
    assert graph["s_value"].formula == "a + a * a - tanh(b)"
    assert warned("h2: {shape: [2, 8, 8]}", synapses) == ([], [])


def test_an_expression_has_four_sources_at_most():
    pools = "\n".join(f"p{n}: {{shape: [2, 8, 8]}}" for n in range(5))
    synapses = 's: {source: [[p0, p1, p2, p3, p4]], target: p0, func: "$00 + $01 + $02 * $03 - $04"}'
    assert said(pools, synapses, about="'func'") == [
        "synapse pool 's', key 'func': expected at most 4 different sources, found 5 that it reads. Let a neuron pool of its own "
        "hold a part of it."
    ]
    few = opened(file(pools, synapses.replace(" + $01 + $02 * $03", ""))).graph
    assert few["s_value"].formula == "a - b"
    assert {wire.source for wire in few.wires().values() if wire.target == "s_value"} == {"p0", "p4"}
