"""What is wrong with a loss, in exact words."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError, FrameError
from tests.learn.unrolled import add_loss, network


def said(graph):
    return [str(problem) for problem in graph.check().problems if problem.severity != "note"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"options": {"beta": 0.9}},
            "expected options of the optimizer 'adam' as 'options', found 'beta'. Did you mean 'betas'?",
        ),
        (
            {"options": {"betas": [2, 0.9]}},
            "expected 'options' that the optimizer 'adam' takes, found Invalid beta parameter at index 0: 2.",
        ),
        (
            {"groups": {"h": {"momentun": 0.9}}, "optimizer": "sgd"},
            "expected options of the optimizer 'sgd' as \"groups['h']\", found 'momentun'. Did you mean 'momentum'?",
        ),
        (
            {"groups": {"h": 3}},
            "expected settings by name for the group 'h', found 3. Write groups={\"h\": {\"lr\": 0.001}}.",
        ),
        (
            {"groups": {"h": {"low": 1, "high": 0}}},
            "expected bounds with low below high for the group 'h', found low=1, high=0.",
        ),
        (
            {"trains": ["data"]},
            "expected something with parameters as 'trains', found 'data' (arrays).",
        ),
        (
            {"formula": "a +"},
            "expected no formula for loss='mse', which reads none, found 'a +'. "
            "Set loss='expression' to have it computed, or formula=''.",
        ),
        (
            {"clip": 0},
            "expected a clip above 0, found 0: every gradient is cut to nothing, so nothing learns. "
            "Set clip=None to cut nothing.",
        ),
        (
            {"groups": {"hh": {"lr": 1}}},
            "expected nodes, edges or tags of the graph as 'groups', found 'hh'. Did you mean 'h->h'?",
        ),
        (
            {"trains": ["earlyy"]},
            "expected nodes, edges or tags of the graph as 'trains', found 'earlyy'. Did you mean 'early'?",
        ),
        (
            {"schedule": "StepLR", "schedule_options": {"gama": 0.9}},
            "expected options of 'StepLR' as 'schedule_options', found 'gama'. Did you mean 'gamma'?",
        ),
        (
            {"schedule": "StepLR"},
            "expected options that StepLR takes (step_size, gamma), "
            "found no 'step_size'. Write schedule_options={\"step_size\": 1000}.",
        ),
        (
            {"smoothing": 0.1},
            "expected a comparison of classes for 'smoothing', found loss='mse'. "
            "Set smoothing=0, or loss='cross_entropy'.",
        ),
        ({"loss": "expression"}, "expected a formula for loss='expression', found none. "
         "Write e.g. formula='mean((prediction - target)**2)'."),
        (
            {"loss": "expression", "formula": "mean(predicton)"},
            "expected the name of a value in column 6 of the formula, found 'predicton'. Did you mean 'prediction'?",
        ),
        (
            {"loss": "expression", "formula": "prediction - target[:, :1, 0]"},
            "expected values that go into 'target[:, :1, 0]' in column 14 of the formula, "
            "found IndexError: too many indices for tensor of dimension 2.",
        ),
        (
            {"loss": "expression", "formula": "target * 2"},
            "expected a result that depends on 'prediction', found (target * 2).mean(1).",
        ),
        (
            {"loss": "expression", "formula": "prediction > 2"},
            "expected a formula with a real number for each sample as its result, found truth values.",
        ),
        (
            {"loss": "expression", "formula": "3"},
            "expected a formula with a real number for each sample as its result, found the number 3.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_fields_is_said(fields, words):
    assert said(network(**fields)) == [f"node 'learn' (loss): {words}"]


def test_a_missing_target_is_said_where_one_is_needed():
    graph = network()
    graph.remove("data.t->learn.target")
    words = (
        "node 'learn' (loss): expected one edge at 'target' for loss='mse', found none. Connect the right answer to it."
    )
    assert said(graph) == [words]
    graph.set("learn", loss="minimize")
    assert said(graph) == []


def test_a_mask_that_does_not_fit_is_said():
    graph = network(mask="x")
    assert said(graph) == [
        "node 'learn' (loss): expected a mask of one number for each sample, or of shape (2,), found shape (3,). "
        "Give it that shape."
    ]


def test_scores_are_no_probabilities():
    graph = network(classes=True, loss="nll")
    assert said(graph) == [
        "node 'learn' (loss): expected probabilities at 'prediction' for loss='nll', not their logarithms and no "
        "scores, found what 'y' makes with act='identity', which is not bound to 0 to 1. "
        "Set act='softmax' there; or loss='cross_entropy', which takes scores."
    ]
    graph.set("y", act="softmax")
    assert said(graph) == []
    graph.add("copy", "pool", shape=2)  # of probabilities
    graph.connect("y", "copy")
    graph.rewire("y->learn.prediction", source="copy")
    assert said(graph) == []
    graph.set("copy", act="sigmoid")
    assert said(graph) == []


@pytest.mark.parametrize("loss", ["cross_entropy", "nll"])
@pytest.mark.parametrize(
    ("t", "words"),
    [
        ([[0.5, -0.5], [1, 2]], "'data.t', of values from -0.5 to 2 that sum to 0 to 3"),
        ([[2, 3], [4, 5]], "'data.t', of values from 2 to 5 that sum to 5 to 9"),
        ([[0.5, 0.5], [1, 0]], ""),
        ([[0.333, 0.666], [0, 0]], ""),
    ],
)
def test_a_target_of_any_numbers_is_no_distribution_over_classes(loss, t, words):
    graph = network(loss=loss)
    graph.set("y", act="softmax")
    graph.set("data", data={**graph["data"].data, "t": np.tile(np.array(t, np.float32), (6, 1))})
    expected = (
        "node 'learn' (loss): expected class indices at 'target', or probabilities, which sum to 1 over the classes, "
        f"found {words}. Use loss='mse' for numbers, or give it probabilities."
    )
    assert said(graph) == ([expected] if words else [])


def test_a_window_shorter_than_the_path_says_which_path_and_how_long():
    assert said(network(window=2)) == [
        "node 'learn' (loss): expected a window of at least 3 frames, so that gradients reach all that it trains, "
        "found 2: from 'data.x->h' it takes 2 frames (h -> y -> learn). Set window=3."
    ]
    assert said(network(window=2, trains=["h->y"])) == []
    assert said(network(window=3)) == []


def test_parameters_that_no_loss_reaches_are_said():
    graph = network(trains=["h", "aside"])
    graph.add("aside", "pool", shape=2)
    graph.connect("h", "aside", "dense")
    assert said(graph) == [
        "node 'learn' (loss): expected parameters that the loss reaches as 'trains', "
        "found 'aside', from which nothing leads to 'learn'. Name what is upstream of it."
    ]
    assert graph.check().ok


def test_a_term_that_trains_by_itself_too_is_said():
    graph = network()
    add_loss(graph, "second")
    graph.connect("second", "learn.terms")
    assert graph["second->learn.terms"].delay == 0
    assert said(graph) == [
        "node 'learn' (loss): expected terms that only measure, found 'second', which trains by itself too. "
        "Switch it off: graph.set('second', on=False). It still counts here."
    ]


def test_what_explodes_is_named():
    graph = network(
        optimizer="sgd", loss="expression", formula="mean(sqrt(abs(prediction - prediction * 1)))", window=3
    )
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        start = stream.weights()
        with pytest.raises(FrameError) as caught:
            stream.step(10)
        assert str(caught.value) == (
            "node 'learn': the gradient of 'h.bias' (and of 4 more) became infinite or not a number in frame 3; no "
            "parameter was changed. The states are those of frame 2. Lower the learning rate, or set 'clip', then go on."
        )
        assert stream.frame == 2
        assert all((value == start[name]).all() for name, value in stream.weights().items())


def test_names_follow_when_nodes_are_renamed():
    graph = network(trains=["h", "h->y", "early", "data.x->h", "h.bias"], groups={"h->h": {"lr": 0.1}})
    graph.rename("h", "hidden")
    assert graph["learn"].trains == ("hidden", "hidden->y", "early", "data.x->hidden", "hidden.bias")
    assert graph["learn"].groups == {"hidden->hidden": {"lr": 0.1}}
    graph.undo()
    assert graph["learn"].trains[0] == "h"


def test_a_comparison_that_there_is_not_is_said_with_those_there_are():
    with pytest.raises(EditError, match="expected one of 'cross_entropy', 'nll', 'mse', 'mae', 'hinge', 'minimize', "):
        network(loss="crossentropy")


def test_rules_apply_in_the_order_of_their_priority():
    graph = network(priority=2)
    add_loss(graph, "second", priority=-1)
    add_loss(graph, "third", priority=2)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        assert [rule.node for rule in stream._thread.engine.rules] == ["second", "learn", "third"]
        graph.set("learn", priority=-5)
        stream._thread.call(lambda: None)
        assert [rule.node for rule in stream._thread.engine.rules] == ["learn", "second", "third"]


def test_a_split_above_the_batch_is_said_once_when_it_streams():
    words = (
        "node 'learn' (loss): expected a split of the batch, which has 4 samples, found 9: all of them train. "
        "Set split=2, or another batch"
    )
    graph = network(split=9)
    with lpnb.Stream(graph, batch=4, device="cpu") as stream:
        graph.set("h", noise=0.1)
        graph.set("learn", lr=0.1)
        stream.step()
        assert [message for message in stream.messages if "split" in message] == [words]
        graph.set("learn", split=4)
        stream.step()
        assert [message for message in stream.messages if "split" in message] == [words]
    with lpnb.Stream(network(split=4), batch=4, device="cpu") as stream:
        assert not stream.messages
