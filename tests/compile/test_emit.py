"""The program: the same text for the same graph, readable, each statement owned by the node that it computes."""

import ast

import numpy as np
import pytest
import torch
from hypothesis import given, settings

import lpnb
from lpnb.compile import build, emit
from lpnb.errors import InvalidGraph
from tests.nets import graphs, moving


def small(name="small", **fields):
    """data -> a -> b -> a"""
    graph = lpnb.Graph(name)
    moving(graph, shape=(2, 4, 4))
    graph.add("a", "pool", shape=(3, 4, 4), act="relu", **fields)
    graph.add("b", "pool", shape=4, period=2)
    graph.connect("data.x", "a", "conv")
    graph.connect("a", "b", "dense", delay=0)
    graph.connect("b", "a", "dense", delay=3)
    return graph


STEP = '''\
    def step(self, past: State, inputs: Inputs) -> State:
        """Return the frame after `past`."""
        p, frame = self.p, past.frame + 1
        random = self.random.manual_seed(self.seed + frame)
        a = conv2d(past.data_x, p.data_x_to_a_weight, p.a_bias, 1, 1)
        a = a.add_(mm(past.b_3, p.b_to_a_weight).view(-1, 3, 4, 4))
        a = relu_(a.add_(p.a_noise * empty_like(past.a).normal_(generator=random)))
        if frame % 2 == 0:
            b = addmm(p.b_bias, a.flatten(1), p.a_to_b_weight)
        else:
            b = past.b
        return State(frame, inputs.data_x, inputs.data_y, a, b, past.b, past.b_2)
'''


def test_the_program_reads_like_this():
    assert small(noise=0.3).code().endswith(STEP)


EVERYTHING = """\
        a = conv2d(past.data_x, p.data_x_to_a_weight, None, 1, 1)
        a_sum = a.add_(p.a_noise * empty_like(past.a).uniform_(-1, 1, generator=random)).add_(0.2)
        a_normed = a_sum - a_sum.mean((0, 2, 3), keepdim=True)
        a_x = (a_normed / sqrt(a_normed.var(1, correction=0, keepdim=True) + 1e-06)).add_(p.a_bias)
        a = tanh(a_x) * a_x
        if self.training:
            a = a * (empty_like(a).uniform_(generator=random) >= p.a_dropout) / (1 - p.a_dropout)
        if self.training:
            a = where(empty_like(a).uniform_(generator=random) < p.a_zoneout, past.a, a)
        else:
            a = lerp(a, past.a, p.a_zoneout)
        a = a + past.data_x_2
"""


def test_a_pool_with_everything_reads_like_this():
    graph = lpnb.Graph()
    moving(graph, shape=(2, 4, 4))
    graph.add(
        "a", "pool", shape=(2, 4, 4), act="B.tanh($) * $", bias="spatial", batch_mean="spatial", layer_std="feature"
    )
    graph.set("a", noise=0.3, noise_kind="uniform", noise_mean=0.2, dropout=0.3, zoneout=0.1)
    graph.connect("data.x", "a", "conv")
    graph.connect("data.x", "a.residual", delay=2)
    assert EVERYTHING in graph.code()


FORMULA = """\
        mix_a = past.weight[..., None, None]
        mix = where(mix_a > 0, mix_a * past.gate, -1)
"""


def test_nodes_that_compute_with_what_arrives_read_like_this():
    graph = lpnb.Graph()
    moving(graph, shape=(2, 4, 4))
    graph.add("weight", "pool", shape=2)
    graph.add("gate", "product")
    graph.add("mix", "function", formula="where(a > 0, a * b, -1)")
    graph.add("most", "maxout")
    graph.connect("data.x", "weight", "dense")
    for source, target in (
        ("data.x", "gate"),
        ("weight", "gate"),
        ("weight", "mix.a"),
        ("gate", "mix.b"),
        ("mix", "most"),
    ):
        graph.connect(source, target)
    code = graph.code()
    assert "gate = past.data_x * past.weight[..., None, None]\n" in code
    assert "most = past.mix.unflatten(1, (1, 2)).amax(2)\n" in code
    assert FORMULA in code


@settings(max_examples=20)
@given(graphs())
def test_identical_graphs_have_identical_programs(graph):
    other = lpnb.Graph(graph.name)
    other.add("gone", "pool", shape=3)  # uids differ, what they order does not
    other.remove("gone")
    for name, node in graph.nodes().items():
        other.add(name, node)
    for wire in graph.wires().values():
        other.connect(f"{wire.source}.{wire.out}", f"{wire.target}.{wire.port}", wire.spec)
    assert other.code() == graph.code() == graph.code()


LESIONED = """\
        p, frame = self.p, past.frame + 1
        data_x = full_like(past.data_x, 0.0)  # muted
        data_y = full_like(past.data_y, 0.0)  # muted
        # 'b->a' is off
        a = conv2d(past.data_x, p.data_x_to_a_weight, None, 1, 1)  # bypassed
        b = full_like(past.b, 0.0)  # muted
        return State(frame, data_x, data_y, a, b, past.b, past.b_2)
"""


def test_what_is_off_reads_like_this():
    graph = small(noise=0.3)
    for name, mode in (("data", "mute"), ("a", "bypass"), ("b", "mute")):
        graph.set(name, mode=mode)
    graph.set("b->a", on=False)
    assert graph.code().endswith(LESIONED)


def test_no_name_of_an_output_can_become_code_where_an_edge_is_off():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x\nimport os": np.ones((3, 2))})
    graph.add("a", "pool")
    wire = graph.connect("data.x\nimport os", "a")
    graph.set(wire, on=False)
    assert "import os" not in graph.code().splitlines()
    assert "# 'data.x\\nimport os->a' is off" in graph.code()
    build(emit(graph))


def test_a_live_knob_does_not_change_the_program():
    graph = small(noise=0.3)
    before = graph.code()
    graph.set("a", noise=0.7)
    graph.set("data", noise=2.0)
    assert graph.code() == before
    assert build(emit(graph)).weights()["a.noise"].item() == pytest.approx(0.7)


def test_positions_and_undone_edits_do_not_change_the_program():
    graph = small()
    before = graph.code()
    graph.move("a", (3, 4))
    graph.set("a", act="tanh")
    assert graph.code() != before
    graph.undo()
    graph.rename("b", "c")
    graph.undo()
    assert graph.code() == before


@settings(max_examples=20)
@given(graphs())
def test_every_statement_of_a_frame_is_owned_by_the_node_that_it_sets(graph):
    program = emit(graph)
    local = {slot.node: slot.identifier for slot in program.slots if slot.age == 1}
    (step,) = (n for n in ast.walk(ast.parse(program.text)) if isinstance(n, ast.FunctionDef) and n.name == "step")
    sets = [n for n in ast.walk(step) if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    owners = {n.lineno: program.owner(n.lineno) for n in sets if n.targets[0].id != "random"}
    parts = {n.lineno: n.targets[0].id.partition("_")[0] for n in sets}  # a_x is a part of a
    assert owners == {line: name for line, part in parts.items() for name in local if local[name] == part}
    assert {*owners.values()} == {name for name, node in graph.nodes().items() if node.category != "source"}


def test_lines_that_compute_no_node_have_no_owner():
    program = emit(small())
    owned = [line.strip() for number, line in enumerate(program.text.splitlines(), 1) if program.owner(number)]
    assert [line.split()[0] for line in owned] == ["a", "a", "if", "b", "else:", "b"]
    assert program.owner(0) == program.owner(-1) == program.owner(10_000) == ""


@settings(max_examples=20)
@given(graphs())
def test_a_statement_fits_on_a_line(graph):
    assert max(map(len, graph.code().splitlines())) <= 130


def test_the_program_imports_only_what_it_calls():
    tree = ast.parse(small().code())
    imported = {
        alias.asname or alias.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for alias in n.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert imported <= used


def test_weights_have_the_names_that_people_use():
    weights = emit(small(noise=0.1)).weights
    assert [(w.name, w.shape, w.knob) for w in weights] == [
        ("a.bias", (3,), False),
        ("data.x->a.weight", (3, 2, 3, 3), False),
        ("b->a.weight", (4, 48), False),
        ("a.noise", (), True),
        ("b.bias", (4,), False),
        ("a->b.weight", (48, 4), False),
    ]


def test_delays_are_part_of_the_program():
    assert emit(small()).delays == {"data.x->a": 1, "a->b": 0, "b->a": 3}


def test_the_newest_value_of_a_node_is_found_by_its_names():
    assert emit(small()).newest == {"data": 1, "data.x": 1, "data.y": 2, "a": 3, "a.out": 3, "b": 4, "b.out": 4}


def test_a_graph_with_errors_has_no_program():
    graph = lpnb.Graph("broken")
    graph.add("a", "input", shape=2)
    graph.add("b", "pool", shape=3)
    graph.add("c", "pool")
    graph.connect("a", "b")
    with pytest.raises(InvalidGraph) as caught:
        graph.code()
    assert str(caught.value) == (
        "graph 'broken' has 2 errors and cannot run:\n"
        "  1. node 'c' (pool): expected a shape, given or told by what arrives, found neither. "
        "Give it a shape, e.g. graph.set('c', shape=(16, 4, 4)).\n"
        "  2. edge 'a->b' (identity): expected the target's shape (3,), found the source's shape (2,) "
        "('a' has shape (2,), 'b' has shape (3,)). "
        "Give both the same shape, or use 'dense', or 'conv' between images, in place of 'identity'."
    )
    assert len(caught.value.problems) == 2


@lpnb.kind
class TwoSums(lpnb.Node):
    """The product of two sums."""

    ports = (lpnb.Port("left", many=True), lpnb.Port("right", many=True))

    def infer(self, arriving):
        return {"out": lpnb.Type((3,))}

    def emit(self, code):
        left, right = code.sum("left"), code.sum("right")
        return type(left)(f"({left.text} * {right.text})", fresh=True)


def test_two_long_sums_in_one_node_do_not_overwrite_each_other():
    """A sum that does not fit on a line gets a statement of its own; a second one needs a variable of its own."""
    graph = lpnb.Graph()
    names = [f"a_source_with_a_rather_long_name_{i}" for i in range(4)]
    for value, name in enumerate(names, 2):
        graph.add(name, "input", shape=3, value=value)
    graph.add("product", "two_sums")
    for name in names * 2:
        graph.connect(name, "product.left" if name in names[:2] else "product.right")
    built = build(emit(graph))
    inputs = built.inputs(*(torch.full((1, 3), float(value)) for value in range(2, 6)))
    state = built.network.step(built.network.initial_state(1, inputs), inputs)
    assert state.product.tolist() == [[2 * (2 + 3) * 2 * (4 + 5)] * 3]


@lpnb.kind
class Telling(lpnb.Node):
    """A parameter whose name, with the node's before it, is a method of every module."""

    def emit(self, code):
        return code.add(code.sum(), code.parameter("dict", (1,), "ones"))


def test_a_parameter_never_hides_what_a_module_needs():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=3)
    graph.add("state", "telling")
    graph.connect("x", "state")
    built = build(emit(graph))
    assert [*built.weights()] == ["state.dict"]
    assert [*built.module.state_dict()] == ["state_dict_"]
