"""A name is a name: it is refused in words, or it works like any other, and it never becomes code."""

import ast
import functools
import keyword

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.compile import build, emit
from lpnb.errors import EditError
from lpnb.graph.names import check_name, endpoint, propose, split_endpoint
from tests.compile.stepping import built_of, feeds_of, states_of

REFUSED = {
    "__class__": "class_node",
    "_hidden": "hidden",
    "a;b": "a_b",
    "x = __import__('os')": "x___import___os",
    "a.b": "a_b",
    "a->b": "a_b",
    "a b": "a_b",
    "a\n": "a",
    "a\x00b": "a_b",
    "": "node",
    "1st": "node_1st",
    "ﬁne": "fine",
    "\u210cidden": "Hidden",
    "cafe\u0301": "cafe",
    "日本 語": "node",
    "for": "for_node",
    "None": "None_node",
    "lambda": "lambda_node",
    "{p.weight}": "p_weight",
    "'''": "node",
    '"""; import os; """': "import_os",
}
ALLOWED = (
    "torch", "self", "past", "inputs", "frame", "State", "Inputs", "p", "relu_", "conv2d", "print", "random", "generator",
    "seed", "step", "initial_state", "batch", "like", "Module", "Parameter", "Tensor", "addmm", "mm", "tanh_", "softmax",
    "Network", "forward", "training", "state_dict", "parameters", "count", "index", "exec", "eval", "type", "match",
    "super", "dict", "frame_", "frame_2", "a_bias", "NamedTuple", "SimpleNamespace", "Ünïcödé", "日本", "__", "x" * 60,
)  # fmt: skip
ALLOWED = tuple(name for name in ALLOWED if not name.startswith("_"))
EXPECTED = "a name of 1 to 60 letters, digits and underscores that starts with a letter and is no word of Python"


def words(name, shown=None):
    return f"node {shown or repr(name)}: expected {EXPECTED}, found {shown or repr(name)}. Call it {propose(name)!r}."


@pytest.mark.parametrize(("name", "proposal"), REFUSED.items())
def test_a_name_that_will_not_do_is_refused_with_one_that_does(name, proposal):
    graph = lpnb.Graph()
    with pytest.raises(EditError) as caught:
        graph.add(name)
    assert str(caught.value) == words(name)
    assert str(caught.value).endswith(f" Call it {proposal!r}.")
    assert graph.add(proposal) == proposal


def test_a_name_of_10_000_characters_is_refused_in_a_short_message():
    graph = lpnb.Graph()
    with pytest.raises(EditError) as caught:
        graph.add("x" * 10_000)
    assert str(caught.value) == words("x" * 10_000, shown=f"'{'x' * 39}… (10002 characters)")


@pytest.mark.parametrize("name", [None, 3, b"a", ("a",)])
def test_a_name_that_is_no_text_is_refused(name):
    with pytest.raises(EditError) as caught:
        lpnb.Graph().add(name)
    assert str(caught.value) == f"node {name!r}: expected {EXPECTED}, found {name!r}. Call it 'node'."


def test_a_name_that_is_taken_is_refused():
    graph = lpnb.Graph()
    graph.add("a")
    graph.add("b")
    with pytest.raises(EditError) as caught:
        graph.add("a")
    assert str(caught.value) == (
        "node 'a': expected a new name, found one that a node has already. "
        "Choose another name, or change that node with graph.set()."
    )
    with pytest.raises(EditError, match=r"^node 'b': expected a new name, found one that a node has already\.$"):
        graph.rename("a", "b")
    with pytest.raises(EditError, match="Call it 'class_node'"):
        graph.rename("a", "__class__")


@settings(max_examples=300)
@given(st.text() | st.text("0123456789_ax. ", min_size=50))
def test_every_proposal_is_an_allowed_name(text):
    assert check_name(propose(text), "node") == propose(text)


@settings(max_examples=300)
@given(st.text(max_size=20) | st.from_regex(r"[\w]{1,8}", fullmatch=True))
def test_an_allowed_name_is_one_identifier_that_python_reads_as_it_stands(text):
    try:
        check_name(text, "node")
    except EditError:
        return
    (name,) = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    assert name.id == text
    assert not keyword.iskeyword(text)


@given(st.sampled_from(ALLOWED), st.text("ab_", max_size=3))
def test_an_endpoint_is_written_as_it_is_read(node, port):
    assert split_endpoint(endpoint(node, port or "out", "out")) == (node, "" if port in ("", "out") else port)


# -- names in the program ----------------------------------------------------------------------------------------


def network(a, b, source="data", title="tame", key="x"):
    """source -> a -> b -> a, with all that a name could hide: weights, knobs, functions, older values."""
    graph = lpnb.Graph(title)
    graph.add(source, "arrays", data={key: np.linspace(-1, 1, 12).reshape(4, 3)}, hold=1)
    graph.add(a, "pool", shape=3, act="tanh", noise=0.1)
    graph.add(b, "pool", shape=3, act="softmax", period=2)
    graph.connect(f"{source}.{key}", a, "dense", delay=2)
    graph.connect(a, b, "dense", delay=0)
    graph.connect(b, a, "identity", delay=3)
    return graph


def last(graph):
    """All tensors of frame 7."""
    return states_of(built_of(graph), graph, feeds_of(graph), 7)[-1][1:]


@functools.cache
def tame():
    return last(network("a", "b"))


def assert_like_tame(graph):
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(last(graph), tame(), strict=True))


def assert_same_code(text, tame):
    """Two programs differ in the names of variables alone, one for one: no name became anything else."""
    ours, theirs = {}, {}
    for one, two in zip(ast.walk(ast.parse(text)), ast.walk(ast.parse(tame)), strict=True):
        assert type(one) is type(two)
        if isinstance(one, ast.Constant) and not (isinstance(one.value, str) and "network" in one.value):
            assert one.value == two.value
        if isinstance(one, ast.alias):
            assert one.name == two.name
            assert (one.asname is None) or one.asname.startswith(one.name)
        for left, right in zip(names_in(one), names_in(two), strict=True):
            assert (ours.setdefault(left, right), theirs.setdefault(right, left)) == (right, left)


def names_in(node):
    """The names that stand at a place of the program: those of the module's attributes are a space of their own."""
    if isinstance(node, ast.alias):
        return [("name", node.asname or node.name)]
    if isinstance(node, ast.FunctionDef):
        return [("module", node.name)]
    if isinstance(node, ast.Attribute):
        return [("module" if ast.unparse(node.value) in ("p", "self") else "name", node.attr)]
    return [("name", getattr(node, field)) for field in ("id", "arg", "name") if hasattr(node, field)]


@pytest.mark.parametrize("name", ALLOWED)
def test_a_name_that_means_something_in_python_is_just_a_name(name):
    for graph in (network(name, "b"), network("a", name), network("a", "b", source=name)):
        assert_like_tame(graph)
        if len(name) < 20:
            assert_same_code(graph.code(), network("a", "b").code())


@settings(max_examples=30)
@given(st.lists(st.sampled_from(ALLOWED), min_size=3, max_size=3, unique=True))
def test_names_that_mean_something_do_not_get_in_each_others_way(names):
    graph = network(*names)
    assert_like_tame(graph)
    assert {*build(emit(graph)).weights()} >= {f"{names[0]}.bias", f"{names[0]}->{names[1]}.weight"}


TITLES = (
    "True", "none", "FALSE", "SimpleNamespace", "simpleNamespace", "Tensor", "State", "inputs", "Module", "super", "Network",
    "__class__", "a;b", '"""\nimport os\n"""', "x = __import__('os')", "", "3 nets", "日本", "{title}", "%s", "\\", "x" * 10_000,
    "\x00", "\u2028", "ﬁ", "torch", "Tanh_", "softmax",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES, ids=[repr(title[:20]) for title in TITLES])
def test_a_graph_may_be_called_anything(title):
    graph = network("a", "b", title=title)
    assert_like_tame(graph)
    assert_same_code(graph.code(), network("a", "b").code())


@settings(max_examples=100)
@given(st.text())
def test_a_graph_may_be_called_any_text(title):
    assert_same_code(network("a", "b", title=title).code(), network("a", "b").code())


KEYS = (
    "__class__",
    "a;b",
    "x=exec('')",
    "ﬁ",
    "௰",
    "²",
    "\uff11",
    "None",
    "self",
    "->",
    "a->b",
    "#2",
    "\n",
    "y.z",
    "%",
    "日本",
)


@pytest.mark.parametrize("key", KEYS)
def test_an_array_may_be_called_anything(key):
    graph = network("a", "b", key=key)
    assert_like_tame(graph)
    assert_same_code(graph.code(), network("a", "b").code())
    assert f"data.{key}->a.weight" in built_of(graph).weights()


def test_arrays_whose_names_python_reads_as_one_stay_two():
    data = {"fi": np.zeros((2, 3)), "ﬁ": np.ones((2, 3))}
    graph = lpnb.Graph()
    graph.add("data", "arrays", data=data)
    graph.add("a", "pool", shape=3, bias="none")
    graph.connect("data.ﬁ", "a", delay=0)
    state = states_of(built_of(graph), graph, feeds_of(graph), 1)[-1]
    assert state.a.eq(1).all()
    assert len(state) == 4


@settings(max_examples=80)
@given(st.lists(st.text(max_size=12) | st.text("a_2", max_size=4), min_size=1, max_size=8))
def test_identifiers_are_unique_identifiers_whatever_the_words(texts):
    from lpnb.compile.identifiers import Identifiers

    names = Identifiers(("past",))
    made = [names.new(text, "weight") for text in texts] + [names.new(text) for text in texts]
    read = [node.id for node in ast.walk(ast.parse("\n".join(made))) if isinstance(node, ast.Name)]
    assert read == made
    assert len(set(made)) == len(made)
    assert not any(keyword.iskeyword(name) or name.startswith("_") for name in made)
