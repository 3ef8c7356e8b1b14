"""The functions of a loss's formula, beside those that formulas of nodes and edges call by the same names."""

import pytest
import torch

from lpnb.errors import ExpressionError
from lpnb.graph import formulas, functions
from lpnb.graph.written import BATCH, Pen, Written
from lpnb.learn import formula
from lpnb.learn.tracing import stand_in

X = torch.rand(BATCH, 3, 4, 4, generator=torch.Generator().manual_seed(0)).double() * 0.8 + 0.1
OTHERWISE = {"std", "var"}
"""Those of a loss divide by one less, as torch does: what files say must not come to mean something else."""
ARGUMENTS = {"minimum": "x, 0.5", "maximum": "x, 0.5", "clip": "x, 0.3, 0.7", "where": "x > 0.5, x, 1"}
SHARED = sorted(formula.FUNCTIONS.keys() & functions.FUNCTIONS.keys() - OTHERWISE)


class Plain:
    """Dotted paths as they are."""

    @staticmethod
    def use(path):
        return path


def of_a_loss(text):
    traced = formula.write(formula.read(text, ("x",)), {"x": stand_in(Plain, "x", X.shape[1:])})
    return eval(traced.text, {"torch": torch, "x": X})


def of_a_node(text):
    pen = Pen(Plain.use, lambda word: word, "x")
    written = formulas.write(formulas.parse(text, ("x",)), {"x": Written("x", pen, tuple(X.shape))})
    return eval(written.text, {"torch": torch, "x": X}).flatten(1).mean(1)


@pytest.mark.parametrize("name", SHARED)
def test_a_function_that_both_know_is_the_same(name):
    text = f"{name}({ARGUMENTS.get(name, 'x')})"
    torch.testing.assert_close(of_a_loss(text), of_a_node(text))


@pytest.mark.parametrize("text", ["meen(x)", "x +", "x[", "2 ** 99", "a < x < b", "'x'", "x.y"])
def test_what_cannot_be_read_is_said_in_the_same_words(text):
    told = []
    for read in (formula.read, formulas.parse):
        with pytest.raises(ExpressionError) as caught:
            read(text, ("x",))
        told.append(str(caught.value).partition(" Known: ")[0])
    assert told[0] == told[1]
