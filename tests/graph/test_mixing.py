"""The fewest frames that keep ages from mixing, against all the others; ages against those of the unrolled graph."""

import itertools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.graph.light_cone import Link, light_cone
from lpnb.graph.mixing import Ways, ways
from tests.nets import graphs


@st.composite
def small(draw, sources="st"):
    """Ways of up to five links without a loop."""
    letters = sources + "abc"
    pairs = [(a, b) for a, b in itertools.combinations(letters, 2) if b not in sources]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=5))
    links = tuple(Link(f"{n}", a, b, draw(st.integers(0, 2))) for n, (a, b) in enumerate(chosen))
    return Ways(links, tuple(sources))


def fewest(roads):
    """The fewest frames with which nothing mixes, of all ways to add 0 to 4 frames to each link."""
    names = [link.name for link in roads.links]
    for frames in sorted(itertools.product(range(5), repeat=len(names)), key=sum):
        if not roads.mixings(dict(zip(names, frames, strict=True))):
            return sum(frames)
    return None


@settings(max_examples=40)
@given(small(sources="s"))
def test_no_fewer_frames_would_do(roads):
    assert sum(roads.equal(set(roads.mixings({}))).values()) == fewest(roads)


@given(small())
def test_nothing_mixes_any_more(roads):
    more = roads.equal(set(roads.mixings({})))
    assert all(frames > 0 for frames in more.values())
    assert roads.mixings(more) == []


@settings(max_examples=40)
@given(small())
def test_to_equal_one_mixing_makes_no_other(roads):
    before = set(roads.mixings({}))
    for mixing in before:
        after = set(roads.mixings(roads.equal({mixing})))
        assert mixing not in after
        assert after <= before


def test_where_two_sources_meet_nothing_mixes():
    """s -> a -> c and t -> b -> d -> c"""
    links = [("s", "a"), ("a", "c"), ("t", "b"), ("b", "d"), ("d", "c")]
    roads = Ways(tuple(Link(a + b, a, b, 1) for a, b in links), ("s", "t"))
    assert roads.mixings({}) == []
    assert roads.equal(set()) == {}


def test_frames_go_where_the_fewest_will_do():
    """s -> a, and from there two ways to d within the frame; s -> d takes 2: these go before the fork."""
    links = [("s", "a", 0), ("a", "b", 0), ("a", "c", 0), ("b", "d", 0), ("c", "d", 0), ("s", "d", 2)]
    roads = Ways(tuple(Link(a + b, a, b, delay) for a, b, delay in links), ("s",))
    assert roads.equal({("s", "d")}) == {"sa": 2}


@settings(max_examples=40)
@given(graphs(max_edges=9, max_delay=2))
def test_without_loops_and_periods_ages_are_those_of_the_unrolled_graph(graph):
    for name, node in graph.nodes().items():
        graph.set(name, period=1, offset=0) if node.category != "source" else None
    cone = light_cone(graph)
    assume(not any(ages.endless for found in cone.ages().values() for ages in found.values()))
    roads = ways(graph, cone)
    assert {link.name for link in roads.links} == {x.name for x in cone.links if x.source in cone.validity()}
    for mixing in itertools.product(cone.sources, graph.nodes()):
        brought = {link.name: ages.values for link, ages in roads.brought(mixing)}
        told = {name: ages[mixing[0]].values for name, ages in cone.arrivals(mixing[1]).items() if mixing[0] in ages}
        assert brought == told


def test_of_a_loop_the_link_is_left_out_that_is_passed_last():
    """s -> a, and a <-> b, of which b -> a is older"""
    graph = lpnb.Graph()
    graph.add("s", "input", shape=2)
    for name in "ab":
        graph.add(name, "pool", shape=2)
    for source, target in ("ba", "ab", "sa"):
        graph.connect(source, target)
    assert {link.name for link in ways(graph, light_cone(graph)).links} == {"s->a", "a->b"}
