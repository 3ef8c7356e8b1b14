"""Light cones against the unrolled graph, built cell by cell; that running networks obey them: tests/compile/test_light_cone.py."""

import itertools

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError, UnknownName
from lpnb.graph.ages import Ages
from lpnb.graph.light_cone import Comparison, Link, Validity, light_cone
from tests.nets import graphs

LAST = 14


def unrolled(graph):
    """Every cell up to frame LAST, with an edge for everything that the law of one frame reads."""
    window, nodes = nx.DiGraph(), graph.nodes()
    window.add_nodes_from(itertools.product(nodes, range(LAST + 1)))
    for name, frame in list(window):
        node = nodes[name]
        if frame == 0 or node.mode in ("mute", "hold"):
            continue
        if frame % node.period != node.offset or (getattr(node, "zoneout", 0) and node.mode == "on"):
            window.add_edge((name, frame - 1), (name, frame))
        if frame % node.period != node.offset:
            continue
        for wire in graph.wires().values():
            then = frame - wire.spec.delay
            if wire.target == name and wire.spec.on and then >= 0 and nodes[wire.source].mode not in ("mute", "hold"):
                window.add_edge((wire.source, then), (name, frame))
    return window


def sources_of(graph):
    return [name for name, node in graph.nodes().items() if node.category == "source" and not node.muted]


def first(frames):
    return min(frames, default=None)


cells = st.tuples(st.integers(0, 100), st.integers(0, LAST))


def pick(graph, number):
    names = sorted(graph.nodes())
    return names[number % len(names)]


@settings(deadline=None)
@given(graphs(), cells, st.integers(0, LAST))
def test_past_and_future_are_those_of_the_unrolled_graph(graph, cell, span):
    cone, window = light_cone(graph), unrolled(graph)
    node, frame = pick(graph, cell[0]), cell[1]
    past = {c for c in nx.ancestors(window, (node, frame)) if c[1] >= frame - span}
    future = {c for c in nx.descendants(window, (node, frame)) if c[1] <= frame + span}
    assert cone.past(node, frame, span) == past
    assert {c for c in cone.future(node, frame, span) if c[1] <= LAST} == future


@settings(deadline=None, max_examples=20)
@given(graphs(), cells)
def test_past_and_future_are_inverse(graph, cell):
    cone, start = light_cone(graph), (pick(graph, cell[0]), cell[1])
    for other in itertools.product(sorted(graph.nodes()), range(LAST + 1)):
        assert (other in cone.past(*start, LAST)) == (start in cone.future(*other, LAST))


@settings(deadline=None)
@given(graphs())
def test_a_state_is_valid_since_a_source_reaches_it_and_since_all_of_its_inputs_are(graph):
    window, validity = unrolled(graph), light_cone(graph).validity()
    sources = sources_of(graph)
    seen = set().union(*(nx.descendants(window, (s, f)) | {(s, f)} for s in sources for f in range(LAST + 1)))
    for node in graph.nodes():
        since = first(f for f in range(LAST + 1) if (node, f) in seen)
        found = validity.get(node)
        assert since == (found and found.some) or (found is not None and found.some > LAST)
        read = {w.source: w for w in graph.wires().values()}
        ripe = [f for f in range(1, LAST + 1) if whole(graph, node, f, seen, validity)]
        if found is not None and node not in sources and found.all <= LAST:
            assert first(ripe) == found.all, read


def whole(graph, node, frame, seen, validity):
    """Whether a node is due and each edge into it that ever says something reads a cell that a source has reached."""
    spec = graph[node]
    if frame % spec.period != spec.offset:
        return False
    wires = [w for w in graph.wires().values() if w.target == node and w.spec.on and w.source in validity]
    return bool(wires) and all((w.source, frame - w.spec.delay) in seen for w in wires)


@settings(deadline=None)
@given(graphs())
def test_without_periods_the_first_response_is_the_rollouts(graph):
    for name, node in graph.nodes().items():
        graph.set(name, period=1, offset=0) if node.category != "source" else None
    cone = light_cone(graph)
    responses = graph.rollout().responses(sources_of(graph))
    assert {node: found.some for node, found in cone.validity().items()} == responses


@settings(deadline=None, max_examples=50)
@given(graphs(max_edges=6, max_delay=2))
def test_ages_are_the_frames_between_a_state_and_what_it_depends_on(graph):
    cone, late = light_cone(graph), 60
    phases = range(late, late + 6)  # periods are 1, 2 or 3
    ages = cone.ages()
    for node, source in itertools.product(graph.nodes(), sources_of(graph)):
        past = {frame - f for frame in phases for n, f in cone.past(node, frame, late) if n == source}
        told = ages[node].get(source, Ages(()))
        if node != source:
            assert told.values == tuple(sorted(age for age in past if age <= cone._horizon))
            assert told.endless == any(age > cone._horizon for age in past) or cone._horizon + 9 > late


@settings(deadline=None, max_examples=50)
@given(graphs(max_edges=6, max_delay=2))
def test_the_ages_in_a_node_are_those_that_its_edges_bring(graph):
    for name, node in graph.nodes().items():
        graph.set(name, period=1, offset=0, zoneout=0) if node.category != "source" else None
    cone = light_cone(graph)
    for node in graph.nodes():
        brought = {}
        for ages in cone.arrivals(node).values():
            for source, some in ages.items():
                brought[source] = brought.get(source, set()) | set(some.values)
        assert {s: set(a.values) for s, a in cone.ages()[node].items()} == brought


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        (Ages((3,)), "3"),
        (Ages((2, 3)), "2, 3"),
        (Ages((1, 3, 4, 5, 9)), "1, 3-5, 9"),
        (Ages(tuple(range(0, 20, 2))), "0, 2, 4, …, 18"),
        (Ages(tuple(range(2, 20, 2)), endless=True), "2, 4, 6, …"),
        (Ages(tuple(range(1, 20)), endless=True), "1, 2, 3, …"),
        (Ages((1, *range(3, 20)), endless=True), "1, 3, 4, 5, …"),
        (Ages((3, 4, 6, 7, 9, 10, 12), endless=True), "3, 4, 6, 7, …"),
        (Ages((), endless=True), "…"),
    ],
)
def test_ages_read_like_this(ages, words):
    assert str(ages) == words


# -- the face that a graph shows ---------------------------------------------------------------------------------


def ring(*, skip=True):
    """i -> h -> o, i -> o (skip), h <-> k: a loop of two frames."""
    graph = lpnb.Graph("ring")
    graph.add("i", "input", shape=2)
    for name in "hko":
        graph.add(name, "pool", shape=2)
    for source, target in ("ih", "hk", "kh", "ho", *(["io"] if skip else [])):
        graph.connect(source, target)
    return graph


def test_a_loop_of_two_frames_brings_every_other_age_and_a_skip_the_youngest():
    cone = light_cone(ring())
    assert {s: str(a) for s, a in cone.ages()["h"].items()} == {"i": "1, 3, 5, …"}
    assert str(cone.ages()["o"]["i"]) == "1, 2, 4, 6, …"
    assert {name: str(a["i"]) for name, a in cone.arrivals("o").items()} == {"h->o": "2, 4, 6, …", "i->o": "1"}
    assert str(light_cone(ring(skip=False)).ages()["o"]["i"]) == "2, 4, 6, …"


def test_a_state_is_half_valid_until_the_loop_has_come_round():
    assert light_cone(ring()).validity() == {
        "i": Validity(0, 0),
        "h": Validity(1, 3),
        "k": Validity(2, 2),
        "o": Validity(1, 2),
    }


def learning(delay="auto"):
    """data.image -> answer (2 frames) -> learn <- data.label"""
    graph = lpnb.Graph("learning")
    graph.add("data", "digits")
    graph.add("answer", "pool", shape=10)
    graph.add("learn", "loss")
    graph.connect("data.image", "answer", "dense", delay=2)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target", delay=delay)
    return graph


def test_a_loss_compares_an_answer_with_the_target_of_the_frame_that_it_answers_to():
    (pair,) = light_cone(learning()).comparisons
    answer = Link("answer->learn.prediction", "answer", "learn", 1)
    assert pair == Comparison("learn", answer, Link("data.label->learn.target", "data", "learn", 3), 3)
    assert pair.matched
    assert not light_cone(learning(delay=1)).comparisons[0].matched


def test_the_target_is_aligned_under_every_pattern_and_as_drawn_it_is_what_was_drawn():
    for graph in (learning(), learning(delay=1)):
        for pattern, delay in (("streaming", 2), ("sequential", 0)):
            (pair,) = light_cone(graph, pattern).comparisons
            assert (pair.target.delay, pair.matched) == (delay, True)
    assert light_cone(learning(delay=1)).comparisons[0].target.delay == 1


def test_loops_keep_a_delay_in_the_sequential_pattern():
    delays = {link.name: link.delay for link in light_cone(ring(), "sequential").links}
    assert delays == {"i->h": 0, "h->k": 0, "k->h": 1, "h->o": 0, "i->o": 0}


def test_a_node_that_is_not_due_holds_what_it_has():
    graph = ring(skip=False)
    graph.set("h", period=3)
    cone = light_cone(graph)
    assert cone.reads("h", 4) == {("h", 3)}
    assert cone.reads("h", 3) == {("i", 2), ("k", 2)}
    assert cone.validity()["h"].some == 3


def test_an_average_remembers():
    graph = learning()
    graph.add("right", "accuracy")
    graph.connect("answer", "right.prediction")
    graph.connect("data.label", "right.target")
    cone = light_cone(graph)
    assert ("right", 6) in cone.past("right", 9, 4)
    assert str(cone.ages()["right"]["data"]) == "3, 4, 5, …"


def test_a_rollout_that_is_not_valid_has_no_ages():
    graph = ring()
    for edge in ("h->k", "k->h"):
        graph.set(edge, delay=0)
    cone = light_cone(graph)
    assert not cone.rollout.valid
    assert set(cone.ages()["o"]) == set()
    assert ("i", 1) in cone.past("o", 3, 3)


def test_a_graph_gives_its_cone_itself():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=1)
    graph.add("y", "pool")
    graph.connect("x", "y", delay=2)
    assert graph.light_cone().past("y", frame=5, depth=3) == light_cone(graph).past("y", frame=5, depth=3)
    assert ("x", 3) in graph.light_cone().past("y", frame=5, depth=3)


def test_the_shortest_way_counts_delays_and_is_none_where_no_way_leads():
    g = lpnb.Graph()
    for name in "abcd":
        g.add(name, "input" if name == "a" else "pool", shape=2)
    g.connect("a", "b")
    g.connect("b", "c", delay=3)
    g.connect("a", "c", delay=5)
    cone = light_cone(g)
    assert [cone.shortest("a", node) for node in "abcd"] == [0, 1, 4, None]
    assert cone.shortest("gone", "a") is None


@pytest.mark.parametrize("way", [lambda cone, *cell: cone.past(*cell, 3), lambda cone, *cell: cone.future(*cell, 3)])
def test_a_node_that_there_is_not_is_said_with_the_one_that_was_meant(way):
    with pytest.raises(UnknownName) as caught:
        way(light_cone(learning()), "answr", 4)
    assert str(caught.value) == "node 'answr': expected a node of the graph, found 'answr'. Did you mean 'answer'?"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda cone: cone.past("answer", -1, 3), "past, frame: expected a whole number, 0 or more, found -1."),
        (lambda cone: cone.past("answer", 1, -3), "past, depth: expected a whole number, 0 or more, found -3."),
        (lambda cone: cone.past("answer", True, 3), "past, frame: expected a whole number, 0 or more, found True."),
        (lambda cone: cone.future("answer", 1.5, 3), "future, frame: expected a whole number, 0 or more, found 1.5."),
        (lambda cone: cone.future("answer", 1, "x"), "future, horizon: expected a whole number, 0 or more, found 'x'."),
    ],
)
def test_frames_that_are_no_whole_numbers_from_0_are_refused(ask, words):
    with pytest.raises(EditError) as caught:
        ask(light_cone(learning()))
    assert str(caught.value) == words
