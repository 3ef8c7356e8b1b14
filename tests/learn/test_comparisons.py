"""Ways to compare, those of a person's own among them."""

import numpy as np
import pytest
import torch
from torch.nn import functional

import lpnb
from lpnb.errors import EditError
from lpnb.learn import comparison
from lpnb.learn.comparisons import BUILT_IN, COMPARISONS, Comparison
from tests.learn.unrolled import Learning, check, network


@pytest.fixture(autouse=True)
def alone():
    yield
    for name in set(COMPARISONS) - BUILT_IN:
        del COMPARISONS[name]


def test_a_function_of_torch_becomes_text_of_the_program(tmp_path):
    @comparison(unit="nats")
    def log_cosh(prediction, target):
        return torch.log(torch.cosh(prediction - target))

    graph = network(loss="log_cosh", optimizer="sgd", window=5)
    assert "learn = log(cosh(past.y - past.data_t_3)).mean(1)" in graph.code()
    assert graph["learn"].unit == "nats"
    assert "log_cosh" not in graph.code()  # an exported script needs nothing of it
    check(graph, 20, Learning(lambda y, d: torch.log(torch.cosh(y - d["t"])).mean(1)))
    graph.save(tmp_path / "net.lpnb")
    assert lpnb.Graph.load(tmp_path / "net.lpnb")["learn"].loss == "log_cosh"


def test_functions_methods_operators_and_options_of_torch_are_traced():
    @comparison
    def odd(prediction, target, mask):
        near = functional.huber_loss(prediction, target, reduction="none", delta=0.5)
        best = prediction.amax(dim=1, keepdim=True)
        first, _ = prediction.sort(dim=1)
        return ((near + 0.1 * best**2 - first) @ torch.ones_like(target[:1]).t()).squeeze(1) * mask + abs(-near).sum(1)

    def measure(y, d):
        return odd(y, d["t"], d["m"])

    check(network(loss="odd", optimizer="sgd", mask="m", window=5), 20, Learning(measure))


def test_a_subclass_is_added_too():
    @comparison
    class Double(Comparison):
        needs_target = False

        def emit(self, loss, code, given):
            return f"(2 * {given.prediction}).mean(1)"

    check(network(loss="double", optimizer="sgd", window=5), 20, Learning(lambda y, _: 2 * y.mean(1)))


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda prediction, answer: prediction, "expected arguments called prediction and perhaps target or mask, found "
         "'answer'."),
        (lambda target: target, "expected arguments called prediction and perhaps target or mask, found no 'prediction'."),
    ],
)  # fmt: skip
def test_what_cannot_be_added_is_said(function, words):
    with pytest.raises(EditError) as caught:
        comparison(function, name="mine")
    assert str(caught.value) == f"comparison 'mine': {words}"
    with pytest.raises(EditError, match="comparison 'mse': expected a name that lpnb does not use itself, found mse"):
        comparison(lambda prediction: prediction, name="mse")


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda prediction: prediction if prediction.sum() > 0 else -prediction,
         "its values are not known before it runs: use torch.where instead of if."),
        (lambda prediction: prediction.sum(), "values without the axis of the samples."),
        (lambda prediction: prediction + torch.ones(2), "a Tensor cannot be written into a program."),
        (lambda prediction: torch.load(prediction * 2), "a traced tensor has no"),
    ],
)  # fmt: skip
def test_a_function_that_cannot_be_traced_is_said_in_the_check(function, words):
    comparison(function, name="mine")
    (error,) = network(loss="mine").check().errors
    start = "node 'learn' (loss): expected real numbers for each sample as the result of 'mine', found "
    assert str(error).startswith(start)
    assert words.removesuffix(".") in str(error)


def test_negative_log_likelihood_is_of_probabilities():
    graph = network(classes=True, loss="nll")
    graph.set("y", act="softmax")
    plain = network(classes=True)
    plain.set("y", act="softmax")
    lines = [[line for line in g.code().splitlines() if "learn =" in line] for g in (graph, plain)]
    assert lines[0] == lines[1]
    graph.add("copy", "pool", shape=2)  # probabilities still, but nobody can tell
    graph.connect("y", "copy")
    graph.rewire("y->learn.prediction", source="copy")
    with lpnb.Stream(graph, batch=4, device="cpu") as stream:
        stream.step(9)
        stream["learn.on"] = False
        answer = stream["copy"]
        stream.step()
        age = stream.program.delays["data.c->learn.target"]
        label = stream.delivered("data.c", stream.frame - age)
        np.testing.assert_allclose(stream["learn"], -np.log(answer[np.arange(4), label]), atol=1e-6)


def test_a_loss_without_options_is_written_as_ever():
    line = "        learn = mse_loss(past.y, past.data_t_3, reduction='none').flatten(1).mean(1)"
    assert line in network().code().splitlines()
    line = "        learn = cross_entropy(past.y, past.data_c_3, reduction='none')"
    assert line in network(classes=True).code().splitlines()
