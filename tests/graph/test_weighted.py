"""What edges with weights can be told: what is refused, what files and scripts keep, what a program looks like."""

import subprocess
import sys

import pytest
import torch

import lpnb
from lpnb.compile import emit
from lpnb.errors import EditError
from lpnb.graph.script import script

FIELDS = {
    "conv": {
        "kernel": (5, 1),
        "padding": "same",
        "weight_shape": "target_spatial",
        "before": "tanh(x) * x",
        "init": "normal(0, 0.1)",
        "weight_act": "exp",
        "low": -0.5,
        "high": 2.0,
        "per_sample": True,
    },
    "dense": {"spread": True, "before": "relu", "init": "identity(0.5)", "weight_act": "square", "low": 0.0},
}


def net(kind="conv", source=(2, 4, 4), target=(3, 8, 2), **edge):
    """x -> y -> y"""
    graph = lpnb.Graph("weighted")
    graph.add("x", "input", shape=source, value=0.5)
    graph.add("y", "pool", shape=target, act="tanh", initial=0.1)
    graph.connect("x", "y", kind, **edge)
    graph.connect("y", "y", "dense", init="normal(0, 0.1)")
    return graph


@pytest.mark.parametrize("kind", FIELDS)
def test_all_fields_go_into_a_file_and_come_back(kind, tmp_path):
    graph = net(kind, **FIELDS[kind])
    assert graph.check().ok
    again = lpnb.Graph.load(graph.save(tmp_path / "net.lpnb"))
    assert again["x->y"] == graph["x->y"]
    assert again.code() == graph.code()


@pytest.mark.parametrize("kind", FIELDS)
def test_all_fields_stand_in_a_script(kind):
    graph, again = net(kind, **FIELDS[kind]), lpnb.Graph()
    exec(script(again, graph), {"g": again})
    assert again["x->y"] == graph["x->y"]


@pytest.mark.parametrize("kind", FIELDS)
def test_an_exported_script_runs_alone(kind, tmp_path):
    file = net(kind, **FIELDS[kind] | {"per_sample": False}).export(tmp_path / "net")
    done = subprocess.run([sys.executable, "-I", str(file)], capture_output=True, text=True, check=False, timeout=100)
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("largest difference 0, passed")


STEP = """\
        p, frame = self.p, past.frame + 1
        y = conv2d(pad(relu(past.x).repeat_interleave(2, 2), (0, 1, 1, 1)), exp(p.x_to_y_weight), p.y_bias, (1, 2))
        y = tanh_(y.add_(mm(past.y.flatten(1), p.y_to_y_weight).view(-1, 3, 8, 2)))
        return State(frame, inputs.x, y)
"""


def test_a_window_that_enlarges_and_divides_reads_like_this():
    assert STEP in net(padding="same", before="relu", weight_act="exp").code()


def test_one_value_for_all_places_reads_like_this():
    code = net("dense", spread=True, low=0.5).code()
    assert (
        "y = addmm(p.y_bias, past.x.flatten(1), p.x_to_y_weight).view(-1, 3, 1, 1).expand(-1, 3, 8, 2).contiguous()"
        in code
    )
    assert "Parameter((xavier_uniform_(torch.empty(32, 3), generator=generator)).clamp_(min=0.5))" in code


def test_a_square_window_is_one_number_whatever_it_is_told_as():
    for kernel in (3, (3, 3), [3], 3.0, (3.0, 3)):
        assert net(kernel=kernel)["x->y"].kernel == 3
    assert net(kernel=[5, 1])["x->y"].kernel == (5, 1)


KERNEL = "a whole number, 1 to 255 pixels, or two of them, (height, width)"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kernel", (1, 2, 3), f"'kernel': expected {KERNEL}, found (1, 2, 3)."),
        ("kernel", (0, 3), f"'kernel': expected {KERNEL}, found (0, 3)."),
        ("kernel", 2.5, f"'kernel': expected {KERNEL}, found 2.5."),
        ("kernel", "3", f"'kernel': expected {KERNEL}, found '3'."),
        ("padding", "valid", "'padding': expected one of 'half', 'same', found 'valid'."),
        ("low", float("nan"), "'low': expected -1000000000 to 1000000000, found nan."),
    ],
)
def test_a_bad_value_is_refused_in_words(field, value, words):
    with pytest.raises(EditError) as caught:
        net(**{field: value})
    assert str(caught.value) == f"edge 'x->y' (conv), field {words}"


def problems(**edge):
    return [str(problem) for problem in net(**edge).check().problems]


ORIGIN = "('x' has shape (2, 4, 4), 'y' has shape (3, 8, 2))"


def test_bounds_that_exclude_one_another_are_found():
    assert problems(low=1, high=0) == [
        f"edge 'x->y' (conv): expected bounds with 'low' below 'high', found low=1.0, high=0.0 {ORIGIN}."
    ]


def test_a_window_that_cannot_make_a_size_says_which_it_can():
    assert problems(target=(3, 8, 3), kernel=(3, 2), padding="same") == [
        "edge 'x->y' (conv): expected a width that a kernel of 2 can make of 4, found width 3 "
        "('x' has shape (2, 4, 4), 'y' has shape (3, 8, 3)). Give the target a width of 2 or 4, or change the kernel."
    ]


def test_a_function_that_does_not_keep_the_shape_is_found():
    (found,) = problems(before="x[:, :1, :2]")
    assert found == (
        f"edge 'x->y' (conv): expected a function as 'before' that keeps shape (2, 4, 4), "
        f"found 'x[:, :1, :2]', which makes [batch, 1, 2, 4] of it {ORIGIN}. "
        "Leave 'before' at 'identity', or choose another function."
    )
    assert problems(before="x[:, :1]") == []  # spread over the features


def test_classes_have_no_function_before_them():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("answer", "pool", shape=10)
    graph.add("learn", "loss")
    graph.connect("data.image", "answer", "dense")
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target", before="tanh")
    (found,) = graph.check().errors
    assert str(found).startswith(
        "edge 'data.label->learn.target' (identity): expected numbers for before='tanh', found a class index below 10"
    )


def test_what_goes_through_a_function_is_no_share_of_one_any_more():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.add("learn", "loss", loss="cross_entropy")
    graph.connect("data.image", "answer", "dense")
    graph.connect("data.label", "learn.target")
    graph.connect("answer", "learn.prediction", before="tanh")
    assert "nll_loss(" not in graph.code()
    graph.set("answer->learn.prediction", before="identity")
    assert "nll_loss(" in graph.code()


def test_edges_that_share_weights_keep_bounds_and_start_of_the_lender():
    graph = net("dense", (2, 2, 2), (2, 2, 2), low=0.5)
    graph.connect("x", "y", "dense", share="x->y", weight_act="exp", low=-3)
    weight = next(weight for weight in emit(graph).weights if weight.name == "x->y.weight")
    assert (weight.low, weight.high) == (0.5, None)
    assert "mm(past.x.flatten(1), exp(p.x_to_y_weight))" in graph.code()


def test_convolutions_of_one_sample_each_learn_by_themselves():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=(1, 3, 3), value=1.0)
    graph.add("y", "pool", shape=(1, 3, 3), bias="none")
    graph.connect("x", "y", "conv", per_sample=True)
    built = lpnb.compile.build(emit(graph), batch=2)
    weight = built.trainable()["x->y.weight"]
    x = torch.stack([torch.zeros(1, 3, 3), torch.ones(1, 3, 3)])
    state = built.network.step(built.state(0, x, x), built.inputs(x))
    state.y.sum().backward()
    assert weight.shape == (2, 1, 1, 3, 3)
    assert not weight.grad[0].any()
    assert weight.grad[1, 0, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]
