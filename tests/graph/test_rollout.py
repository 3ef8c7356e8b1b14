"""Rollouts against a rollout window that is built node by node, and simulated step by step.

Definitions and theorems: Fischer, Köhler, Pfeil, *The streaming rollout of deep networks*, NeurIPS 2018.
"""

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError, UnknownName
from lpnb.graph.rollout import Rollout, sequential, valid_patterns

WINDOW = 4


@st.composite
def networks(draw, max_nodes=5, max_edges=7):
    """Pairs (source, target) of a network in the sense of the paper: each node is reachable from an input."""
    inputs, inner = draw(st.integers(1, 2)), draw(st.integers(1, max_nodes - 1))
    nodes = [f"i{k}" for k in range(inputs)] + [f"n{k}" for k in range(inner)]
    pairs = [(draw(st.sampled_from(nodes[: inputs + k])), f"n{k}") for k in range(inner)]
    more = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes[inputs:]))
    pairs += draw(st.lists(more, max_size=max(0, max_edges - len(pairs))))
    return list(dict.fromkeys(draw(st.permutations(pairs))))


@st.composite
def rollouts(draw, delays=(0, 1), **more):
    """Valid rollouts of random networks: delay-0 edges follow a random order of the nodes."""
    pairs = draw(networks(**more))
    nodes = tuple(dict.fromkeys(node for pair in sorted(pairs) for node in pair))
    rank = {node: i for i, node in enumerate(draw(st.permutations(nodes)))}
    allowed = [[d for d in delays if d or rank[s] < rank[t]] for s, t in pairs]
    return Rollout(
        "random", nodes, tuple((s, t, draw(st.sampled_from(a))) for (s, t), a in zip(pairs, allowed, strict=True))
    )


def unfolded(rollout):
    """The edges with delays 0 and 1 only: an edge of delay d is a row of d - 1 copies."""
    for number, (source, target, delay) in enumerate(rollout.edges):
        row = [source, *((number, copy) for copy in range(delay - 1)), target]
        yield from ((a, b, min(delay, 1)) for a, b in itertools.pairwise(row))


def window(rollout, size):
    """The rollout window, without the edges inside frame 0 (where everything is known)."""
    graph = nx.MultiDiGraph()
    edges = list(unfolded(rollout))
    nodes = dict.fromkeys(n for s, t, _ in edges for n in (s, t)) | dict.fromkeys(rollout.nodes)
    graph.add_nodes_from(itertools.product(range(size + 1), nodes))
    graph.add_edges_from(((i, s), (i + d, t)) for s, t, d in edges for i in range(size + 1) if 0 < i + d <= size)
    return graph


def inputs_of(rollout):
    return {n for n in rollout.nodes if not any(t == n for _, t, _ in rollout.edges)}


def simulated(rollout, size):
    """At each update step every window node becomes known all of whose predecessors are."""
    graph, inputs = window(rollout, size), inputs_of(rollout)
    known = {(i, n): 0 for i, n in graph if i == 0 or n in inputs}
    step = 0
    while len(known) < len(graph):
        step += 1
        new = [n for n in graph if n not in known and all(p in known for p in graph.predecessors(n))]
        assert new, "the window has a cycle"
        known.update(dict.fromkeys(new, step))
    return known


@given(rollouts(delays=(0, 1, 2, 3)))
def test_the_tableau_is_what_a_simulation_of_update_steps_finds(rollout):
    known = simulated(rollout, WINDOW)
    assert rollout.tableau(WINDOW) == {n: [known[i, n] for i in range(WINDOW + 1)] for n in rollout.nodes}


@given(rollouts())
def test_the_inference_factor_is_the_longest_way_inside_a_frame(rollout):
    in_frame = nx.DiGraph((s, t) for s, t, d in rollout.edges if d == 0)
    in_frame.add_nodes_from(rollout.nodes)
    inputs = inputs_of(rollout)
    ways = dict.fromkeys(inputs, 0)
    for node in nx.topological_sort(in_frame):
        ways[node] = ways.get(node, 1 + max((ways[p] for p in in_frame.predecessors(node)), default=0))
    assert rollout.inference_factor == max(ways.values())


@given(rollouts(delays=(0, 1, 2, 3)), st.data())
def test_the_first_response_is_the_first_frame_that_an_input_reaches(rollout, data):
    source = data.draw(st.sampled_from([None, *sorted(inputs_of(rollout))]))
    starts = {source} if source else inputs_of(rollout)
    size = sum(d for _, _, d in rollout.edges) + 2
    graph = window(rollout, size)
    reached = set().union(*(nx.descendants(graph, (i, s)) for i in range(size + 1) for s in starts))
    for node in set(rollout.nodes) - starts:
        frames = [i for i in range(size + 1) if (i, node) in reached]
        assert rollout.first_response(node, source) == (min(frames) if frames else None)


@given(rollouts(delays=(0, 1, 2)))
def test_the_first_response_in_update_steps_is_read_off_the_tableau(rollout):
    known = simulated(rollout, 12)
    for node in rollout.nodes:
        frame = rollout.first_response(node)
        assert rollout.response_steps(node) == (None if frame is None else known[frame, node])


# -- the theorems ------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks(max_nodes=4, max_edges=6), st.data())
def test_theorem_1_four_ways_to_say_streaming(pairs, data):
    nodes = tuple(dict.fromkeys(node for pair in pairs for node in pair))
    patterns = [[(s, t, d) for (s, t), d in zip(pairs, p, strict=True)] for p in valid_patterns(pairs)]
    tables = [simulated(Rollout("", nodes, tuple(p)), 3) for p in patterns]
    least = {key: min(table[key] for table in tables) for key in tables[0]}
    number = data.draw(st.integers(0, len(patterns) - 1))
    rollout = Rollout("", nodes, tuple(patterns[number]))
    inputs = inputs_of(rollout)
    parallel = all(d == 1 for s, _, d in rollout.edges if s not in inputs)
    table = rollout.tableau(3)
    assert rollout.streaming == parallel
    assert (rollout.inference_factor == 1) == parallel
    assert all(t <= i for steps in table.values() for i, t in enumerate(steps)) == parallel
    assert all(t == least[i, n] for n, steps in table.items() for i, t in enumerate(steps)) == parallel


@settings(max_examples=40)
@given(networks(max_nodes=4, max_edges=6))
def test_theorem_2_the_number_of_valid_patterns_has_bounds(pairs):
    graph = nx.DiGraph(pairs)
    count = len(list(valid_patterns(pairs)))
    loops = sum(s == t for s, t in pairs)
    on_cycles = {e for c in nx.simple_cycles(graph) for e in itertools.pairwise([*c, c[0]])}
    disjoint, taken = [], set()
    for cycle in sorted(nx.simple_cycles(graph), key=len):
        if not taken & set(cycle):
            disjoint.append(len(cycle))
            taken |= set(cycle)
    assert 2 ** (len(pairs) - len(on_cycles)) <= count <= 2 ** (len(pairs) - loops)
    assert math.prod(2**length - 1 for length in disjoint) <= count


@settings(max_examples=40)
@given(networks(max_nodes=4, max_edges=6))
def test_the_valid_patterns_are_those_whose_window_has_no_cycle(pairs):
    nodes = tuple(dict.fromkeys(node for pair in pairs for node in pair))
    for pattern in itertools.product((0, 1), repeat=len(pairs)):
        rollout = Rollout("", nodes, tuple((s, t, d) for (s, t), d in zip(pairs, pattern, strict=True)))
        acyclic = nx.is_directed_acyclic_graph(window(rollout, 2))
        assert rollout.valid == acyclic == (pattern in set(valid_patterns(pairs)))


@given(rollouts(), st.integers(1, 5))
def test_theorem_3_every_window_has_as_many_edges(rollout, size):
    assert window(rollout, size).number_of_edges() == size * len(rollout.edges)


@given(networks())
def test_theorem_4_a_frame_costs_one_step_streaming_and_the_longest_way_sequential(pairs):
    nodes = tuple(dict.fromkeys(node for pair in pairs for node in pair))
    chosen = sequential((str(i), s, t) for i, (s, t) in enumerate(pairs))
    streaming = Rollout("", nodes, tuple((s, t, 1) for s, t in pairs))
    in_turn = Rollout("", nodes, tuple((s, t, chosen[str(i)]) for i, (s, t) in enumerate(pairs)))
    way = nx.dag_longest_path_length(nx.DiGraph((s, t) for s, t, d in in_turn.edges if d == 0), default_weight=1)
    assert streaming.inference_factor == 1
    assert way <= in_turn.inference_factor <= way + 1  # one more where it starts at no input


@given(networks())
def test_a_sequential_rollout_is_valid_and_no_further_edge_can_be_0(pairs):
    chosen = sequential((str(i), s, t) for i, (s, t) in enumerate(pairs))
    edges = [(s, t, chosen[str(i)]) for i, (s, t) in enumerate(pairs)]
    assert Rollout("", (), tuple(edges)).valid
    for i, (s, t, d) in enumerate(edges):
        assert d == 0 or not Rollout("", (), (*edges[:i], (s, t, 0), *edges[i + 1 :])).valid


# -- the face that a graph shows ---------------------------------------------------------------------------------


def skip():
    """i -> h -> o, i -> o, h -> h"""
    graph = lpnb.Graph("skip")
    graph.add("i", "input", shape=2)
    graph.add("h", "pool", shape=2)
    graph.add("o", "pool", shape=2)
    for source, target in ("ih", "ho", "io", "hh"):
        graph.connect(source, target)
    return graph


def test_a_rollout_reads_like_this():
    assert str(skip().rollout()) == (
        "rollout of 'skip': streaming, inference factor 1\n"
        "\n"
        "node  first response  update step at which frame 0, 1, 2 ... is known\n"
        "i     input            0  0\n"
        "h     frame 1          0  1\n"
        "o     frame 1          0  1"
    )


def test_a_sequential_rollout_reads_like_this():
    assert str(skip().rollout("sequential")).splitlines()[0] == (
        "rollout of 'skip': not fully parallel, inference factor 2"
    )


def test_a_rollout_that_is_not_valid_prints_the_cycle():
    rollout = skip().rollout({"h->h": 0, "i->h": 0})
    assert not rollout.valid
    assert str(rollout) == "rollout of 'skip': not valid, delay 0 all the way round: h -> h"


def test_a_rollout_that_is_not_valid_has_no_tableau():
    with pytest.raises(EditError) as caught:
        _ = skip().rollout({"h->h": 0}).inference_factor
    assert str(caught.value) == (
        "rollout of 'skip': expected no cycle inside a frame, found h -> h. Give one of its edges a delay of 1 or more."
    )


def test_an_empty_graph_and_one_without_inputs_have_a_rollout():
    graph = lpnb.Graph("empty")
    assert str(graph.rollout()).startswith("rollout of 'empty': streaming, inference factor 0")
    graph.add("a", "pool", shape=2)
    graph.connect("a", "a")
    assert str(graph.rollout()).endswith("a     never            0  1")


def test_a_pattern_is_streaming_sequential_the_graphs_own_or_by_edge():
    graph = skip()
    graph.set("i->o", delay=3)
    assert [d for _, _, d in graph.rollout().edges] == [1, 1, 3, 1]
    assert [d for _, _, d in graph.rollout("streaming").edges] == [1, 1, 1, 1]
    assert [d for _, _, d in graph.rollout("sequential").edges] == [0, 0, 0, 1]
    assert [d for _, _, d in graph.rollout({"h->o": 0}).edges] == [1, 0, 3, 1]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("fast", "rollout of 'skip': expected 'streaming', 'sequential', or delays by edge name, found 'fast'."),
        (3, "rollout of 'skip': expected 'streaming', 'sequential', or delays by edge name, found 3."),
        ({"i->h": -1}, "edge 'i->h' (identity), field 'delay': expected 0 to 10000 frames, or 'auto', found -1."),
        ({"i->h": "x"}, "edge 'i->h' (identity), field 'delay': expected 0 to 10000 frames, or 'auto', found 'x'."),
    ],
)
def test_a_pattern_that_is_none_is_refused(pattern, words):
    with pytest.raises(EditError) as caught:
        skip().rollout(pattern)
    assert str(caught.value) == words


def test_a_pattern_for_an_unknown_edge_is_refused():
    with pytest.raises(UnknownName) as caught:
        skip().rollout({"i->hh": 1})
    assert str(caught.value) == "edge 'i->hh': expected an edge of the graph, found 'i->hh'. Did you mean 'i->h'?"


def test_a_node_that_depends_on_no_input_never_responds():
    graph = skip()
    graph.add("lonely", "pool", shape=2)
    graph.connect("lonely", "lonely")
    assert graph.rollout().first_response("lonely") is None
    assert graph.rollout().response_steps("lonely") is None
    assert graph.rollout().first_response("i") == 0


def test_an_unknown_node_is_refused_with_a_proposal():
    graph = skip()
    graph.rename("o", "output")
    for ask in ("outptu",), ("output", "outptu"):
        with pytest.raises(UnknownName) as caught:
            graph.rollout().first_response(*ask)
        assert (
            str(caught.value) == "node 'outptu': expected a node of the graph, found 'outptu'. Did you mean 'output'?"
        )


def test_what_looks_on_is_no_cost_of_a_frame():
    for name, factor in {"ff": 3, "s": 3, "sr": 3, "hybrid": 2, **{f"dsr{n}": 4 + n for n in range(7)}}.items():
        graph = lpnb.Graph.load(name)
        own = None if name == "hybrid" else "sequential"  # that one is drawn as it is meant
        assert graph.rollout(own).inference_factor == factor, name
        assert graph.with_rollout(own or {}).rollout().inference_factor == factor, name
