"""Sockets: what fits where, by numbers that stay."""

import lpnb
from lpnb.widgets.scene import changes, scene
from lpnb.widgets.sockets import SPARE, Numbers


def test_equal_things_have_one_number_and_keep_it():
    numbers = Numbers()
    assert [numbers.of(thing) for thing in ("a", "b", "a")] == [0, 1, 0]
    numbers.keep([1])
    assert (numbers.of("a"), numbers[1]) == (0, "b")


def test_what_is_not_in_use_is_forgotten_once_it_is_much_and_numbers_are_given_once():
    numbers = Numbers()
    for thing in range(SPARE + 2):
        numbers.of(thing)
    numbers.keep([3])
    assert (numbers.of(3), numbers.of(4)) == (3, SPARE + 2)


def test_an_edit_of_one_node_leaves_the_sockets_of_all_others(graph):
    before = scene(graph)
    graph.set("hidden", shape=(5, 4, 4))
    assert set(changes(before, scene(graph))["nodes"]) == {str(graph.uid("hidden"))}


def test_only_what_fits_otherwise_is_sent(graph):
    before = scene(graph)
    graph.set("answer", noise=0.5)
    after = scene(graph)
    (socket,) = {port["socket"] for port in after["nodes"][str(graph.uid("answer"))]["ports"] if port["name"] == "in"}
    told = changes(before, after)["fits"]
    assert {pair.partition(">")[2] for pair, kind in told.items() if kind} >= {str(socket)}
    assert len(told) < len(after["fits"]) / 4


def test_each_pair_of_what_is_drawn_has_its_verdict(graph):
    drawn = scene(graph)
    parts = [*drawn["nodes"].values(), *drawn["kinds"]["nodes"].values()]
    sources = {out["socket"] for part in parts for out in part["outputs"]}
    targets = {port[key] for part in parts for port in part["ports"] for key in ("socket", "freed") if key in port}
    assert set(drawn["fits"]) == {f"{source}>{target}" for source in sources for target in targets}


def test_of_a_port_that_is_taken_it_is_told_what_fits_without_its_edge(graph):
    drawn = scene(graph)
    ports = {port["name"]: port for port in drawn["nodes"][str(graph.uid("learn"))]["ports"]}
    (answer,) = (out["socket"] for out in drawn["nodes"][str(graph.uid("answer"))]["outputs"])
    assert "has its one edge already" in drawn["fits"][f"{answer}>{ports['prediction']['socket']}"]
    assert drawn["fits"][f"{answer}>{ports['prediction']['freed']}"] == "identity"
    assert "freed" not in ports["terms"]


def test_two_graphs_that_are_alike_have_the_same_scene():
    one, other = lpnb.Graph("g"), lpnb.Graph("g")
    for graph in (one, other):
        graph.add("x", "input", shape=3)
        graph.add("h", "pool", shape=3)
        graph.connect("x", "h")
    assert scene(one)["fits"] == scene(other)["fits"]
