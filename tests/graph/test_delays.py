"""What `'auto'` means on an edge, and which edges close a cycle inside one frame."""

import itertools

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.graph.delays import delays, in_frame_cycles
from lpnb.graph.light_cone import light_cone
from lpnb.graph.node import Port
from lpnb.graph.types import Type
from tests.nets import moving


def scored(*chain, target="data.label", **edges):
    """data -> chain[0] -> chain[1] ... -> score <- data.label"""
    graph = lpnb.Graph()
    graph.add("data", "digits")
    for name in chain:
        graph.add(name, "pool", shape=10)
    graph.add("score", "accuracy")
    path = ["data.image", *chain]
    for source, to in itertools.pairwise(path):
        graph.connect(source, to, "dense", delay=edges.get(to, 1))
    graph.connect(path[-1], "score.prediction", "dense", delay=edges.get("score", 1), features=10)
    return graph, graph.connect(target, "score.target")


def automatic(graph, name):
    return delays(graph)[graph.wire(name).uid]


def test_a_port_that_is_compared_gets_an_automatic_delay():
    graph, edge = scored("a")
    assert graph[edge].delay == "auto"
    assert graph["a->score.prediction"].delay == 1


def test_a_label_waits_for_its_image_along_the_path():
    for length in range(4):
        assert automatic(*scored(*"abc"[:length])) == length + 1


def test_a_label_is_as_old_as_the_delays_of_the_path_together():
    assert automatic(*scored("a", "b", a=0, b=3, score=2)) == 5
    assert automatic(*scored("a", "b", a=0, b=0, score=0)) == 0


def test_a_skip_makes_the_label_wait_for_the_shortest_way():
    graph, edge = scored("a", "b", "c")
    graph.connect("a", "c", "dense", delay=0)
    assert automatic(graph, edge) == 2
    graph.connect("a", "c", "dense", delay=3)
    assert automatic(graph, edge) == 2


def test_a_loop_does_not_change_the_delay():
    graph, edge = scored("a", "b")
    graph.connect("b", "a", "dense", delay=1)
    graph.connect("a", "a", "dense", delay=1)
    assert automatic(graph, edge) == 3


def test_a_label_of_another_source_waits_as_long_as_the_image():
    graph, _ = scored("a", "b")
    graph.add("other", "digits", hold=3)
    graph.disconnect("data.label", "score.target")
    assert automatic(graph, graph.connect("other.label", "score.target")) == 3


def test_an_automatic_edge_with_nothing_to_compare_takes_one_frame():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("score", "accuracy")
    assert automatic(graph, graph.connect("data.label", "score.target")) == 1
    graph.set("data.label->score.target", delay="auto")
    graph.connect("data.image", "score.prediction", "dense", features=10, delay="auto")
    assert {*delays(graph).values()} == {1}


def test_a_label_is_as_old_as_the_youngest_of_several_things_it_is_compared_with():
    graph, edge = scored("a", "b")
    graph.connect("data.image", "score.prediction", "dense", features=10, delay=2)
    assert automatic(graph, edge) == 2


def test_a_delay_that_a_person_sets_stays():
    graph, edge = scored("a")
    graph.set(edge, delay=7)
    assert automatic(graph, edge) == 7


def test_what_waits_before_it_is_compared_has_waited():
    graph, edge = scored("a", "b", b=3)
    graph.add("wait", "delay")
    graph.remove(edge)
    graph.connect("data.label", "wait", delay=2)
    assert automatic(graph, graph.connect("wait", "score.target")) == 3
    graph.set("data.label->wait", delay=9)
    assert automatic(graph, "wait->score.target") == 0


def judged():
    """data.x -> a -> judge.answer <- data.y, with a mask that is compared as well, and with terms that are not"""

    @lpnb.kind
    class Judge(lpnb.Node):
        """Compares an answer."""

        ports = (
            Port("answer"),
            Port("right", aligned=True),
            Port("mask", aligned=True, required=False),
            Port("terms", many=True, required=False),
        )

        def infer(self, arriving):
            return {"out": Type(())}

    graph = lpnb.Graph()
    moving(graph)
    graph.add("a", "pool", shape=3)
    graph.add("judge", "judge")
    graph.connect("data.x", "a", delay=3)
    graph.connect("a", "judge.answer")
    for port in ("right", "mask"):
        graph.connect("data.y", f"judge.{port}")
    return graph


def test_a_mask_set_by_hand_leaves_the_target_with_the_answer():
    graph = judged()
    graph.set("data.y->judge.mask", delay=0)
    assert automatic(graph, "data.y->judge.right") == 4
    assert [found.matched for found in light_cone(graph).comparisons] == [True, False]


def test_terms_beside_what_is_compared_have_no_say():
    graph = judged()
    graph.connect("a", "judge.terms", "dense", features=3, delay=0)
    assert [automatic(graph, f"data.y->judge.{port}") for port in ("right", "mask")] == [4, 4]
    assert len(light_cone(graph).comparisons) == 2


def test_delays_without_automatic_edges_are_those_of_the_edges():
    graph, edge = scored("a", "b", b=3)
    graph.remove(edge)
    assert [*delays(graph).values()] == [1, 3, 1]


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), st.integers(0, 1)), max_size=12))
def test_in_frame_cycles_are_found_iff_there_are_any_and_are_cycles(edges):
    zero = {(s, t) for s, t, d in edges if d == 0}
    found = in_frame_cycles(edges)
    assert bool(found) == (not nx.is_directed_acyclic_graph(nx.DiGraph(zero)))
    for cycle in found:
        assert cycle[0] == cycle[-1] == min(cycle)
        assert len(set(cycle)) == len(cycle) - 1
        assert {*itertools.pairwise(cycle)} <= zero


def test_every_knot_of_edges_gives_one_cycle():
    edges = [("a", "b", 0), ("b", "a", 0), ("c", "c", 0), ("b", "c", 0), ("d", "e", 0), ("e", "d", 1)]
    assert in_frame_cycles(edges) == [["a", "b", "a"], ["c", "c"]]
