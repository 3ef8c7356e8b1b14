"""Random expressions of the original compute here what the reference computes, of maps and of vectors."""

import numpy as np
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lpnb.graph import activations
from lpnb.statestream.expressions import complaint, fitted
from tests.graph.test_activations import Program
from tests.statestream.original_functions import REAL, B

SIZES = ((2, 4, 3, 3), (3, 4, 1, 1), (2, 6, 2, 4))
EACH = (
    "tanh",
    "sigmoid",
    "relu",
    "abs",
    "square",
    "gaussian",
    "softplus",
    "mexp",
    "elu",
    "softmax",
    "log",
    "sqrt",
    "neglog",
)
OVER = ("min", "max", "sum", "mean", "std", "var")
AXES = ("1", "(2, 3)", "3", "-1", "(1, 2, 3)", "None", "0", "[1, 2]")
WHOLE = (
    "B.cast({} > 0, 'float32')",
    "B.cast({} * 3, 'int32')",
    "B.reshape(B.reshape({}, [A, -1]), B.shape($))",
    "B.dimshuffle(B.dimshuffle({}, (0, 2, 3, 1)), (0, 3, 1, 2))",
    "B.concatenate([{}[:, 1:], B.zeros([A, 1, X, Y])], 1)",
    "B.repeat({}[:, ::2], 2, 1)",
    "B.dot({}, B.ones((Y, Y)))",
    "B.MSE({}, 0.5) * B.shape($)[0] / B.ndim($)",
    "B.conv2d({}, B.ones((F, F, 3, 3)))",
)
"""Of a state of whole size, another one."""


def grown(part):
    whole = part.map("($ + {})".format)
    return st.one_of(
        st.tuples(st.sampled_from(EACH), whole).map(lambda p: f"B.{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(OVER), whole, st.sampled_from(AXES)).map(
            lambda p: f"B.{p[0]}({p[1]}, axis={p[2]}, keepdims=True)"
        ),
        st.tuples(st.sampled_from(OVER), whole).map(lambda p: f"B.{p[0]}({p[1]})"),
        st.tuples(part, st.sampled_from("+-*"), part).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(st.sampled_from(WHOLE), whole).map(lambda p: p[0].format(p[1])),
    )


expressions = st.recursive(st.sampled_from(["$", "0.5", "$[:, :1]"]), grown, max_leaves=5).map("$ + {}".format)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(expressions, st.sampled_from(SIZES))
def test_an_expression_computes_what_it_computed(text, size):
    for letter, one in zip("AFXY", size, strict=True):
        text = text.replace(f"{letter},", f"{one},").replace(f"{letter}]", f"{one}]").replace(f"{letter})", f"{one})")
    assert complaint(text) is None
    x = torch.as_tensor(np.random.default_rng(1).standard_normal(size), dtype=REAL)
    wanted = eval(text.replace("$", "x"), {"B": B}, {"x": x})
    flat, here = size[2:] == (1, 1), fitted(text, size[1:], size[0])
    assume(len(here) <= 500 and torch.isfinite(wanted).all() and wanted.abs().max() < 1e6)
    program, state = Program(), x[:, :, 0, 0] if flat else x
    code = activations.write(activations.read(here), "x", program, tuple(state.shape[1:]))
    found = eval(code, {**program.names, "x": state})
    torch.testing.assert_close(found, wanted[:, :, 0, 0] if flat else wanted, rtol=1e-6, atol=1e-6)
