"""Which edge can lead from here to there: `fit` says so before it is drawn, `join` and `splice` draw it."""

import pytest
from hypothesis import given

import lpnb
from lpnb.errors import EditError
from lpnb.shapes.fit import Fit, entry, fit, join, splice
from lpnb.shapes.infer import infer
from tests.nets import graphs


@pytest.fixture
def graph():
    """data.image -> image -conv-> hidden, and learn waits for answer and label."""
    g = lpnb.Graph("digits")
    g.add("data", "digits")
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(4, 4, 4))
    g.add("answer", "pool", shape=10)
    g.add("learn", "loss")
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv")
    return g


def found(graph, source, target, port="in"):
    """Whether an edge can lead from an output to an input, both by name."""
    types = infer(graph)
    node, _, out = source.partition(".")
    (into,) = [p for p in types.nodes[target].ports if p.name == port]
    return fit(types.outputs.get((node, out or "out")), entry(types, target, into))


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [("data.image", "image", "identity"), ("image", "hidden", "conv"), ("hidden", "answer", "dense"),
     ("hidden", "image", "conv"), ("hidden", "hidden", "identity")],
)  # fmt: skip
def test_the_simplest_kind_that_fits_is_taken(graph, source, target, kind):
    assert found(graph, source, target) == Fit(kind)


def test_what_is_multiplied_or_read_by_a_formula_goes_there_as_it_is(graph):
    graph.add("gate", "product")
    graph.add("sum", "function", formula="a * b")
    assert found(graph, "hidden", "gate") == found(graph, "hidden", "sum", "b") == Fit("identity")
    graph.connect("hidden", "gate")
    graph.add("channels", "pool", shape=4)
    assert found(graph, "channels", "gate") == Fit("identity")
    assert "expects factors of sizes that are equal or 1" in found(graph, "image", "gate").why
    assert graph.wire(join(graph, "image", "out", "hidden")).port == "in"


def test_classes_go_where_they_are_compared_and_nowhere_else(graph):
    assert found(graph, "data.label", "learn", "target") == Fit("identity")
    assert found(graph, "data.label", "hidden") == Fit(
        why="'in' expects numbers; {source} gives a class index below 10. Take an output with numbers, e.g. an image."
    )


def test_an_input_for_one_edge_is_taken_once(graph):
    graph.connect("answer", "learn.prediction")
    why = "'prediction' has its one edge already. Remove that first, or drag its end elsewhere."
    assert found(graph, "hidden", "learn", "prediction") == Fit(why=why)
    assert found(graph, "data.label", "learn", "target") == Fit("identity")


def test_what_is_not_known_yet_may_go_anywhere(graph):
    graph.add("new", "pool")
    assert found(graph, "new", "hidden") == Fit("identity")
    assert found(graph, "hidden", "new") == Fit("identity")


def test_equal_inputs_are_equal_entries(graph):
    graph.add("twin", "pool", shape=10)
    types = infer(graph)
    entries = {name: entry(types, name, types.nodes[name].ports[0]) for name in ("answer", "twin", "hidden")}
    assert entries["answer"] == entries["twin"] != entries["hidden"]


def test_join_takes_the_first_port_that_fits_and_says_why_none_does(graph):
    assert join(graph, "data", "label", "learn") == "data.label->learn.target"
    assert join(graph, "answer", "out", "learn") == "answer->learn.prediction"
    with pytest.raises(EditError) as refusal:
        join(graph, "hidden", "out", "learn")
    assert str(refusal.value) == (
        "edge from 'hidden' to 'learn': 'prediction' has its one edge already. "
        "Remove that first, or drag its end elsewhere."
    )


def test_what_is_added_to_a_loss_goes_there_only_if_it_fits_as_it_is(graph):
    join(graph, "data", "label", "learn")
    join(graph, "answer", "out", "learn")
    graph.add("second", "loss")
    assert join(graph, "second", "out", "learn") == "second->learn.terms"
    assert graph.wire("second->learn.terms").spec.delay == 0


def test_join_says_that_a_source_takes_nothing(graph):
    with pytest.raises(EditError) as refusal:
        join(graph, "hidden", "out", "data")
    assert str(refusal.value) == "edge from 'hidden' to 'data': 'data' has no inputs: it is fed from outside."


def test_join_names_the_output_where_there_are_several(graph):
    with pytest.raises(EditError) as refusal:
        join(graph, "data", "label", "hidden")
    assert str(refusal.value).startswith("edge from 'data.label' to 'hidden': 'in' expects numbers; 'data.label' gives")


def test_splice_puts_a_node_between_and_the_wire_keeps_its_fields(graph):
    graph.set("image->hidden", delay=3, kernel=5)
    graph.add("between", "pool")
    uid = graph.wire("image->hidden").uid
    splice(graph, "between", "image->hidden")
    wire = graph.wire("between->hidden")
    assert (wire.uid, wire.spec.kind, wire.spec.delay, wire.spec.kernel) == (uid, "conv", 3, 5)
    assert graph["image->between"].kind == "identity"
    assert graph["image->between"].delay == 1


def test_splice_takes_another_kind_where_the_old_one_fits_no_more(graph):
    graph.add("flat", "pool", shape=7)
    graph.set("image->hidden", delay=2)
    splice(graph, "flat", "image->hidden")
    assert (graph["image->flat"].kind, graph["flat->hidden"].kind) == ("dense", "dense")
    assert graph["flat->hidden"].delay == 2
    graph.undo()
    assert list(graph.wires()) == ["data.image->image", "image->hidden"]


@pytest.mark.parametrize(
    ("node", "why"),
    [("hidden", "it is at one of its ends already"), ("data", "it has no input and output"),
     ("note", "it has no input and output")],
)  # fmt: skip
def test_splice_says_why_a_node_cannot_stand_there(graph, node, why):
    graph.add("note", "note")
    with pytest.raises(EditError) as refusal:
        splice(graph, node, "image->hidden")
    assert str(refusal.value) == f"node '{node}' on edge 'image->hidden': That cannot be done: {why}."


def test_a_splice_that_is_refused_half_way_changes_nothing(graph):
    graph.connect("data.label", "learn.target")
    graph.add("between", "pool", shape=3)
    before = graph.content()
    with pytest.raises(EditError, match="'in' expects numbers; 'data.label' gives a class index below 10"):
        splice(graph, "between", "data.label->learn.target")
    assert graph.content() == before


@given(graphs())
def test_what_fits_can_be_joined_and_brings_no_new_error(graph):
    errors = len(graph.check().errors)
    types = infer(graph)
    for source, target in [(a, b) for a in types.nodes for b in types.nodes if types.nodes[b].ports][:20]:
        out = types.nodes[source].outputs()[0]
        fitting = found(graph, f"{source}.{out}", target)
        assert fitting.kind or fitting.why
        if fitting.kind:
            join(graph, source, out, target)
            assert len(graph.check().errors) == errors
            graph.undo()
