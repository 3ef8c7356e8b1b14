"""The table of kinds: every word that `add` and `connect` understand."""

import importlib.metadata

import attrs
import pytest

import lpnb
from lpnb.errors import EditError, UnknownName
from lpnb.graph import kinds
from lpnb.graph.fields import info, number


@pytest.fixture(autouse=True)
def own_tables(monkeypatch):
    """Kinds that a test adds are gone after it."""
    monkeypatch.setattr(kinds, "NODES", dict(kinds.NODES))
    monkeypatch.setattr(kinds, "EDGES", dict(kinds.EDGES))


@pytest.mark.parametrize("name", [name for name in kinds.NODES if name in kinds.BUILT_IN])
def test_every_node_kind_of_the_table_is_there(name):
    kind = kinds.node_kind(name)
    assert issubclass(kind, lpnb.Node)
    assert kind.kind == name


@pytest.mark.parametrize("name", [name for name in kinds.EDGES if name in kinds.BUILT_IN])
def test_every_edge_kind_of_the_table_is_there(name):
    kind = kinds.edge_kind(name)
    assert issubclass(kind, lpnb.Edge)
    assert kind.kind == name


@pytest.mark.parametrize("name", sorted(kinds.BUILT_IN))
def test_every_kind_and_field_of_it_is_explained_in_a_line(name):
    kind = kinds.node_kind(name) if name in kinds.NODES else kinds.edge_kind(name)
    helps = [kind.__doc__.splitlines()[0], *(info(field).help for field in attrs.fields(kind))]
    assert all(text.endswith((".", "?", ":", ")")) and len(text) > 10 for text in helps), helps


@pytest.mark.parametrize("name", sorted(kinds.BUILT_IN))
def test_every_default_is_a_value_that_the_field_takes(name):
    kind = kinds.node_kind(name) if name in kinds.NODES else kinds.edge_kind(name)
    for field in attrs.fields(kind):
        if field.default is not attrs.NOTHING:
            facts = info(field)
            assert facts.control != "choice" or field.default in facts.choices
            assert not isinstance(field.default, (int, float)) or facts.low <= field.default <= facts.high


KNOWN = f"Known: {', '.join(name for name in kinds.NODES if name in kinds.BUILT_IN)}."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pol", "node kind 'pol': expected a known node kind, found 'pol'. Did you mean 'pool'?"),
        ("Pool", "node kind 'Pool': expected a known node kind, found 'Pool'. Did you mean 'pool'?"),
        (
            "zzz",
            "node kind 'zzz': expected a known node kind, found 'zzz'. " + KNOWN,
        ),
        (
            None,
            "node kind None: expected a known node kind, found None. " + KNOWN,
        ),
        (
            ["x"],
            "node kind ['x']: expected a known node kind, found ['x']. " + KNOWN,
        ),
    ],
)
def test_an_unknown_node_kind_is_refused_with_a_proposal(name, words, monkeypatch):
    monkeypatch.setattr(kinds, "NODES", {n: p for n, p in kinds.NODES.items() if n in kinds.BUILT_IN})
    with pytest.raises(UnknownName) as caught:
        lpnb.Graph().add("a", name)
    assert str(caught.value) == words


def test_an_unknown_edge_kind_is_refused_with_a_proposal():
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=2)
    with pytest.raises(UnknownName) as caught:
        graph.connect("a", "a", "convo")
    assert str(caught.value) == ("edge kind 'convo': expected a known edge kind, found 'convo'. Did you mean 'conv'?")
    assert graph.nx.number_of_edges() == 0


def test_the_class_of_a_user_becomes_a_kind_by_its_name():
    @lpnb.kind
    class LeakyPool(lpnb.Node):
        """Leaks."""

        leak: float = number(0.5, low=0, high=1, help="How much is lost in a frame.")

    graph = lpnb.Graph()
    graph.add("a", "leaky_pool", leak=0.25)
    assert (graph["a"].kind, graph["a"].leak, type(graph["a"])) == ("leaky_pool", 0.25, LeakyPool)
    with pytest.raises(EditError, match=r"^node 'a' \(leaky_pool\), field 'leak': expected 0 to 1, found 2\.$"):
        graph.set("a", leak=2)


def test_running_the_cell_again_replaces_the_kind():
    def cell(value):
        @lpnb.kind
        class Mine(lpnb.Edge):
            strength: float = number(value, help="How strong.")

        return Mine

    first, second = cell(1.0), cell(2.0)
    assert kinds.edge_kind("mine") is second is not first
    assert kinds.edge_kind("mine")().strength == 2.0


@pytest.mark.parametrize("base", [lpnb.Node, lpnb.Edge])
@pytest.mark.parametrize("name", ["Pool", "Digits", "Conv", "Identity"])
def test_a_kind_that_lpnb_brings_cannot_be_replaced(base, name):
    before = dict(kinds.NODES), dict(kinds.EDGES)
    with pytest.raises(EditError) as caught:
        lpnb.kind(type(name, (base,), {}))
    assert type(caught.value) is EditError
    assert str(caught.value) == (
        f"kind '{name.lower()}': expected a name that lpnb does not use itself, found {name.lower()}. "
        "Give the class another name."
    )
    assert before == (kinds.NODES, kinds.EDGES)


def test_a_class_that_is_neither_node_nor_edge_is_no_kind():
    with pytest.raises(EditError) as caught:
        lpnb.kind(type("Mine", (), {}))
    assert str(caught.value) == (
        "kind 'mine': expected a subclass of Node or Edge, found Mine. "
        "Write `class MyKind(lpnb.Node):` or `class MyKind(lpnb.Edge):`."
    )


class Plugged(lpnb.Node):
    """What another package brings."""

    kind = "plugged"


@pytest.fixture
def packages(monkeypatch):
    """Entry points of other packages: one good, one that tries to replace a built-in kind."""
    points = [importlib.metadata.EntryPoint(name, "a.b:C", "lpnb.kinds") for name in ("plugged", "pool")]
    monkeypatch.setattr(importlib.metadata.EntryPoint, "load", lambda point: attrs.frozen(Plugged))
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points if group == "lpnb.kinds" else [])


def test_packages_bring_kinds_through_an_entry_point(packages):
    graph = lpnb.Graph()
    graph.add("a", "plugged", period=2)
    assert (graph["a"].kind, graph["a"].period) == ("plugged", 2)
    with pytest.raises(UnknownName, match="Did you mean 'plugged'"):
        graph.add("b", "pluged")


def test_packages_cannot_replace_a_kind_that_lpnb_brings(packages):
    with pytest.raises(UnknownName):
        kinds.node_kind("nothing")
    assert kinds.node_kind("pool").__name__ == "Pool"


@pytest.mark.parametrize(
    ("act", "mend"),
    [
        (lambda g: g.add("x", "conv"), "That word belongs to graph.connect()."),
        (lambda g: g.connect("a", "b", "pool"), "That word belongs to graph.add()."),
        (lambda g: g.connect("a", "b", "convolution"), "Did you mean 'conv'?"),
    ],
)
def test_a_word_of_the_other_table_is_recognised(act, mend):
    graph = lpnb.Graph()
    graph.add("a", shape=1)
    graph.add("b", shape=1)
    with pytest.raises(UnknownName) as caught:
        act(graph)
    assert str(caught.value).endswith(mend)
