"""Each problem, word for word."""

import numpy as np
import pytest

import lpnb
from lpnb.graph.types import Type


def problems(graph):
    return [f"{problem.severity}: {problem}" for problem in graph.check().problems]


def joined(kind="identity", source=(2,), target=(3,), **fields):
    """a -> b"""
    graph = lpnb.Graph("net")
    graph.add("a", "input", shape=source)
    graph.add("b", "pool", shape=target)
    graph.connect("a", "b", kind, **fields)
    return graph


def test_a_graph_without_problems_says_so():
    report = joined("dense").check()
    assert str(report) == "graph 'net': no problems"
    assert report.ok
    assert report.errors == report.problems == ()


def test_a_report_lists_all_problems_and_counts_the_errors():
    graph = joined()
    graph.add("c", "pool", period=2, offset=3)
    report = graph.check()
    assert not report.ok
    assert str(report).splitlines()[0] == "graph 'net': 3 errors"
    assert [line.split(":")[0].strip() for line in str(report).splitlines()[1:]] == [
        "warning",
        "error",
        "error",
        "error",
    ]
    graph.remove("c")
    assert str(graph.check()).splitlines()[0] == "graph 'net': 1 error"


def test_an_empty_graph_cannot_run():
    assert problems(lpnb.Graph("net")) == [
        "error: graph 'net': expected at least one node, found none. "
        "Add a node, e.g. graph.add('image', 'input', shape=(1, 8, 8))."
    ]


def test_a_missing_edge_is_named_with_what_belongs_there():
    graph = lpnb.Graph()
    graph.add("score", "accuracy")
    assert problems(graph) == [
        "error: node 'score' (accuracy), input 'prediction': expected one edge, found none. "
        "Connect one score per class to 'score.prediction'.",
        "error: node 'score' (accuracy), input 'target': expected one edge, found none. "
        "Connect the class that is right to 'score.target'.",
    ]


def test_several_edges_at_a_single_input_are_too_many():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("a", "pool", shape=10)
    graph.add("score", "accuracy")
    for _ in range(3):
        graph.connect("a", "score.prediction")
    graph.connect("data.label", "score.target", delay=1)
    graph.connect("data.image", "a", "dense")
    assert problems(graph) == [
        "error: node 'score' (accuracy), input 'prediction': expected one edge, found 3. "
        "Remove all but one, or sum them in a pool before."
    ]


def test_a_cycle_inside_a_frame_is_printed():
    graph = lpnb.Graph()
    for name in ("c", "a", "b", "self"):
        graph.add(name, "pool", shape=2)
    for source, target in (("a", "b"), ("b", "c"), ("c", "a"), ("self", "self")):
        graph.connect(source, target, delay=0)
    graph.connect("a", "a")
    assert problems(graph) == [
        "error: cycle a -> b -> c -> a: expected an edge that takes a frame, found delay 0 all the way round. "
        "Give one edge of the cycle a delay of 1 or more, e.g. graph.set('c->a', delay=1).",
        "error: cycle self -> self: expected an edge that takes a frame, found delay 0 all the way round. "
        "Give one edge of the cycle a delay of 1 or more, e.g. graph.set('self->self', delay=1).",
    ]


def test_the_mend_of_a_cycle_names_an_edge_that_is_part_of_it():
    """answer -> score.prediction, score -> answer: both twice, of which one takes a frame"""
    graph = lpnb.Graph()
    graph.add("score", "accuracy")
    graph.add("z", "pool", shape=3)
    graph.connect("score", "z", "dense", delay=0)
    for delay in (1, 0):
        graph.connect("z", "score.prediction", delay=delay)
    (problem,) = [problem for problem in graph.check().errors if problem.place.startswith("cycle")]
    assert problem.place == "cycle score -> z -> score"
    assert problem.mend.endswith("e.g. graph.set('z->score.prediction#2', delay=1).")


def test_identity_wants_equal_shapes():
    assert problems(joined()) == [
        "error: edge 'a->b' (identity): expected the target's shape (3,), found the source's shape (2,) "
        "('a' has shape (2,), 'b' has shape (3,)). "
        "Give both the same shape, or use 'dense', or 'conv' between images, in place of 'identity'."
    ]


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ((4,), (1, 2, 2), "a source with shape (channels, height, width), found source shape (4,)"),
        ((1, 2, 2), (4,), "a target with shape (channels, height, width), found target shape (4,)"),
        ((1, 2), (3, 4), "a source with shape (channels, height, width), found source shape (1, 2)"),
    ],
)
def test_conv_wants_images(source, target, words):
    assert problems(joined("conv", source, target)) == [
        f"error: edge 'a->b' (conv): expected {words} ('a' has shape {source}, 'b' has shape {target}). "
        "Use 'dense' between vectors, or give it three sizes."
    ]


def test_conv_wants_sizes_that_its_kernel_can_make():
    graph = joined("conv", (1, 8, 8), (1, 7, 20), kernel=3)
    origin = "('a' has shape (1, 8, 8), 'b' has shape (1, 7, 20))"
    mend = "of 4 or 8, or change the kernel."
    assert problems(graph) == [
        f"error: edge 'a->b' (conv): expected a height that a kernel of 3 can make of 8, found height 7 {origin}. "
        f"Give the target a height {mend}",
        f"error: edge 'a->b' (conv): expected a width that a kernel of 3 can make of 8, found width 20 {origin}. "
        f"Give the target a width {mend}",
    ]


@pytest.mark.parametrize(("kernel", "dilation"), [(2, 1), (4, 1), (3, 2), (2, 3), (7, 3)])
def test_the_sizes_that_a_conv_proposes_do_fit(kernel, dilation):
    graph = joined("conv", (1, 9, 9), (1, 60, 9 if kernel % 2 else 5), kernel=kernel, dilation=dilation)
    (problem,) = graph.check().errors
    assert (f"dilated by {dilation}" in problem.expected) == (dilation > 1)
    proposed = problem.mend.partition(" of ")[2].partition(",")[0].split(" or ")
    for size in proposed:
        graph.set("b", shape=(1, int(size), graph["b"].shape[2]))
        assert graph.check().ok


def test_class_indices_are_no_numbers():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"y": np.array([0, 2, 1])})
    graph.add("a", "pool", shape=3)
    graph.add("b", "pool")
    graph.connect("data", "a", "dense")
    graph.connect("data", "b")
    assert problems(graph) == [
        f"error: edge 'data.y->{name}' ({kind}): expected numbers, found a class index below 3 (from 'data'). "
        "Use a source's numbers, e.g. its image."
        for name, kind in (("a", "dense"), ("b", "identity"))
    ]


def test_a_node_that_nothing_feeds_is_a_warning():
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=3)
    assert problems(graph) == [
        "warning: node 'a' (pool): expected something that feeds it, found nothing. "
        "Connect a source to it, or make it an 'input'."
    ]
    assert graph.check().ok


def test_a_shape_that_nothing_tells_is_an_error():
    graph = lpnb.Graph()
    graph.add("a", "pool")
    graph.connect("a", "a")
    assert problems(graph) == [
        "error: node 'a' (pool): expected a shape, given or told by what arrives, found neither. "
        "Give it a shape, e.g. graph.set('a', shape=(16, 4, 4))."
    ]


def test_an_edge_that_cannot_tell_its_shape_into_a_node_without_one_is_an_error():
    graph = joined("dense", target=None)
    assert problems(graph) == [
        "error: node 'b' (pool): expected a shape, given or told by what arrives, found neither. "
        "Give it a shape, e.g. graph.set('b', shape=(16, 4, 4)).",
        "error: edge 'a->b' (dense): expected a shape for its result, found none. "
        "Give it features=..., or use 'identity' into 'b'.",
    ]
    graph.set("a->b", features=4)
    assert graph.check().ok


def test_an_offset_that_never_comes_is_an_error():
    graph = joined("dense")
    graph.set("b", period=2, offset=2)
    assert problems(graph) == [
        "error: node 'b' (pool): expected an offset below the period 2, found 2: it would never run. "
        "Set offset to 0 or period to 3 or more."
    ]


def test_a_softmax_of_one_number_is_an_error():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": np.zeros(3)})
    graph.add("a", "pool", act="softmax")
    graph.connect("data", "a")
    assert problems(graph) == [
        "error: node 'a' (pool): expected several values for a softmax, found one number. "
        "Give it a shape, or another activation."
    ]


def test_an_output_that_is_gone_is_an_error():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": np.zeros((3, 2)), "z": np.zeros((3, 2))})
    graph.add("a", "pool", shape=2)
    graph.connect("data.z", "a")
    graph.set("data", data={"x": np.zeros((3, 2))})
    assert problems(graph) == [
        "error: edge 'data.z->a' (identity): expected one of the outputs x of 'data', found 'z'. "
        "Remove this edge, or give 'data' that output again."
    ]


def test_an_automatic_delay_is_said():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("score", "accuracy")
    graph.connect("data.image", "score.prediction", "dense", features=10, delay=4)
    graph.connect("data.label", "score.target")
    assert problems(graph) == [
        "note: edge 'data.label->score.target' (identity): "
        "delay 'auto' is 4 here, so that what is compared has the same age"
    ]
    assert str(graph.check()).startswith("graph 'network': no problems\n  note: edge")


@pytest.mark.parametrize("kind", ["accuracy", "loss"])
def test_scores_and_classes_have_to_fit(kind):
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("a", "pool", shape=9)
    graph.add("m", kind)
    graph.connect("data.image", "a", "dense")
    graph.connect("a", "m.prediction")
    graph.connect("data.label", "m.target", delay=2)
    assert problems(graph) == [
        f"error: node 'm' ({kind}): expected 10 scores at 'prediction', one for each class, found shape (9,). "
        "Give the node that predicts the shape 10."
    ]
    graph.remove("data.label->m.target")
    graph.connect("data.image", "m.target", delay=2)
    more = ", or probabilities like the prediction, shape (9,)" * (kind == "loss")
    assert problems(graph) == [
        f"error: node 'm' ({kind}): expected class indices at 'target'{more}, found shape (1, 8, 8). "
        "Connect the label output of a source."
    ]


def test_a_squared_error_wants_numbers_of_one_shape():
    graph = lpnb.Graph()
    graph.add("data", "digits")
    graph.add("a", "pool", shape=10)
    graph.add("m", "loss", loss="mse")
    graph.connect("data.image", "a", "dense")
    graph.connect("a", "m.prediction")
    graph.connect("data.label", "m.target", delay=2)
    assert problems(graph) == [
        "error: node 'm' (loss): expected numbers at 'target' for a mean squared error, found a class index below 10. "
        "Use loss='cross_entropy' for classes."
    ]
    graph.disconnect("data.label", "m.target")
    graph.connect("data.image", "m.target", delay=2)
    assert problems(graph) == [
        "error: node 'm' (loss): expected a target like the prediction, shape (10,), found shape (1, 8, 8). "
        "Give both the same shape."
    ]


def test_problems_point_at_the_node_or_edge_that_they_are_about():
    graph = joined()
    graph.add("c", "pool")
    graph.connect("c", "c", delay=0)
    subjects = [problem.subject for problem in graph.check().problems]
    assert subjects == ["c", "c", "a->b"]
    assert all(subject in graph for subject in subjects)


def test_only_a_source_has_several_outputs():
    @lpnb.kind
    class Twins(lpnb.Node):
        """Two outputs, one of them unknown."""

        def outputs(self):
            return ("left", "right")

        def infer(self, arriving):
            return {"left": Type((2,)), "right": None}

    graph = lpnb.Graph()
    graph.add("a", "twins")
    graph.add("b", "pool", shape=2)
    graph.connect("a.right", "b")
    assert problems(graph)[1:] == [
        "error: node 'a' (twins): expected one output, found left, right. "
        "Only sources have several; make a kind for each of the others.",
        "error: node 'a' (twins): expected a shape, given or told by what arrives, found neither. "
        "Give it a shape, e.g. graph.set('a', shape=(16, 4, 4)).",
    ]


def test_features_that_contradict_the_target_are_an_error():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=2)
    graph.add("y", "pool", shape=3)
    graph.connect("x", "y", "dense", features=4)
    words = (
        "edge 'x->y' (dense): expected 4 features in the target, as 'features' says, found 3 "
        "('x' has shape (2,), 'y' has shape (3,)). Leave 'features' out: the target names its own shape."
    )
    assert [str(problem) for problem in graph.check().errors] == [words]


def test_a_source_delivers_in_every_frame():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=2, period=2)
    words = (
        "node 'x' (input): expected a period of 1: a source delivers in every frame, found 2. "
        "Leave 'period' at 1; some sources have 'hold', how long each sample is shown."
    )
    assert [str(problem) for problem in graph.check().errors] == [words]
