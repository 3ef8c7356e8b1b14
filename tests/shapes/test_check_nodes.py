"""What `check` says of the fields of pools and of nodes that compute with what arrives, and which shapes they make."""

import pytest

import lpnb
from lpnb.errors import UnknownName
from lpnb.shapes import infer


def pool(shape=(5,), **fields):
    """x -> a"""
    return fed("pool", shape, **fields)


def fed(kind, *shapes, ports=None, **fields):
    """Several inputs -> y"""
    graph = lpnb.Graph()
    graph.add("y", kind, **fields)
    for number, shape in enumerate(shapes):
        graph.add(f"s{number}", "input", shape=shape)
        graph.connect(f"s{number}", f"y.{ports[number]}" if ports else "y")
    return graph


@lpnb.kind
class Halve(lpnb.Edge):
    """Half of it."""

    def infer(self, source):
        return source

    def emit(self, code):
        return lpnb.Term(f"({code.x} / 2)")


def halved():
    graph = fed("binary", (3,))
    graph.connect("s0", "y", "halve")
    return graph


SAID = [
    (
        lambda: pool(noise=2, noise_kind="bernoulli"),
        "node 'y' (pool): expected a probability as the noise of noise_kind='bernoulli', found 2. Set noise to at most 1.",
    ),
    (
        lambda: pool(bias="spatial"),
        "node 'y' (pool): expected a state with places for bias='spatial', found shape (5,). "
        "Set bias to 'scalar', or to 'full'.",
    ),
    (
        lambda: pool(gain="spatial", bias="full"),
        "node 'y' (pool): expected a state with places for gain='spatial', found shape (5,). "
        "Set gain to 'scalar', or to 'full'.",
    ),
    (
        lambda: pool(layer_std="spatial"),
        "node 'y' (pool): expected several values to be over for layer_std='spatial', found one. "
        "Set layer_std to 'none': of one value alone it makes 1000 times as much.",
    ),
    (
        lambda: pool((1, 4, 4), layer_mean="feature"),
        "node 'y' (pool): expected several values to be over for layer_mean='feature', found one. "
        "Set layer_mean to 'none': of one value alone it makes 0.",
    ),
    (
        lambda: pool(act="softmax(x, axis=3)"),
        "node 'y' (pool): expected values that go into 'softmax(x, axis=3)' in column 1 of its act, "
        "found AxisError: axis 3 is out of bounds for array of dimension 2.",
    ),
    (
        lambda: pool((2, 3, 4), act="1 * (x - mean(x, axis=1))"),
        "node 'y' (pool): expected values that go into 'x - mean(x, axis=1)' in column 6 of its act, "
        "found ValueError: sizes that do not go together: [batch, 2, 3, 4] and [batch, 3, 4].",
    ),
    (
        lambda: pool((2, 3, 4), act="mean(x, axis=1)"),
        "node 'y' (pool): expected an act that makes [batch, 2, 3, 4], found [batch, 3, 4]. "
        "Write keepdims=True where it has an axis.",
    ),
    (
        lambda: pool((2, 3, 4), act="concat((x, x))"),
        "node 'y' (pool): expected an act that makes [batch, 2, 3, 4], found [batch, 4, 3, 4].",
    ),
    (
        lambda: fed("product", (2, 4, 4), (3,)),
        "node 'y' (product): expected factors of sizes that are equal or 1, found (2, 4, 4), (3,). "
        "Bring them to one shape with an edge that changes it, e.g. 'conv' or 'dense'.",
    ),
    (
        lambda: fed("product", (2, 4, 4), shape=(3,)),
        "node 'y' (product): expected factors that spread over (3,), found (2, 4, 4). "
        "Bring them to one shape with an edge that changes it, e.g. 'conv' or 'dense'.",
    ),
    (
        lambda: fed("product"),
        "node 'y' (product), input 'in': expected one edge, found none. Connect what is multiplied to 'y.in'.",
    ),
    (
        lambda: fed("product", (3,), mode="bypass"),
        "node 'y' (product): expected a node that sums what arrives, for a bypass, found one that does not. "
        "Set mode to 'on', or to 'mute' to silence it.",
    ),
    (
        lambda: fed("maxout", (5,)),
        "node 'y' (maxout): expected features in groups of 2, found shape (5,). "
        "Change the size, or the number of features that arrive.",
    ),
    (
        lambda: fed("maxout", (5,), shape=(2,)),
        "edge 's0->y' (identity): expected the target's shape (4,), found the source's shape (5,) ('s0' has shape (5,), "
        "'y' has shape (2,)). Give both the same shape, or use 'dense', or 'conv' between images, in place of 'identity'.",
    ),
    (
        lambda: fed("function", (3,), ports="b", formula="a"),
        "node 'y' (function): expected something at 'a', which the formula reads, found nothing. "
        "Connect something to 'a', or leave it out of the formula.",
    ),
    (
        lambda: fed("function", (3,), (3,), ports="ab", formula="a"),
        "node 'y' (function): expected a formula that reads 'b', found 'a'. Read it, or remove what arrives at 'b'.",
    ),
    (
        lambda: fed("function", (3,), (4,), ports="ab", formula="a+b"),
        "node 'y' (function): expected values that go into 'a + b' in column 1 of its formula, "
        "found ValueError: sizes that do not go together: [batch, 3] and [batch, 4].",
    ),
    (
        lambda: fed("function", (3,), ports="a", formula="1 + tanhh(a)"),
        "node 'y' (function): expected the name of a function in column 5 of its formula, found 'tanhh'. "
        "Did you mean 'tanh'?",
    ),
    (
        lambda: fed("function", (3,), ports="a", formula="mean(a, axis=0)"),
        "node 'y' (function): expected a formula with values for each sample as its result, found [3]. "
        "Give the node a shape that it is spread over.",
    ),
    (
        lambda: fed("function", (3,), ports="a", formula="7"),
        "node 'y' (function): expected an expression that reads a, b, c or d, found none of it.",
    ),
    (
        lambda: fed("function", (3,), ports="a", formula="a", shape=(4,)),
        "node 'y' (function): expected a formula that makes [batch, 4], found [batch, 3].",
    ),
    (
        halved,
        "node 'y' (binary): expected edges whose weights are known, found 's0->y#2' (halve). "
        "Use 'conv', 'dense' or 'identity', with a pool between where it is another kind.",
    ),
]


@pytest.mark.parametrize(("make", "words"), SAID)
def test_what_does_not_go_together_is_said(make, words):
    assert words in [str(problem) for problem in make().check().problems]


MADE = [
    (lambda: fed("product", (2, 4, 4), (2,)), (2, 4, 4)),
    (lambda: fed("product", (1, 4, 4), (2,)), (2, 4, 4)),
    (lambda: fed("product", (2,), shape=(2, 4, 4)), (2, 4, 4)),
    (lambda: fed("maxout", (6, 4, 4), size=3), (2, 4, 4)),
    (lambda: fed("maxout", (6,), shape=(3,)), (3,)),
    (lambda: fed("function", (2, 4, 4), (2,), ports="ab", formula="a * b"), (2, 4, 4)),
    (lambda: fed("function", (2, 4, 4), (3, 4, 4), ports="ab", formula="concat((a, b))"), (5, 4, 4)),
    (lambda: fed("function", (2, 4, 4), ports="a", formula="max(a, axis=1)"), (4, 4)),
    (lambda: fed("function", (2,), ports="a", formula="a", shape=(2, 3, 3)), (2, 3, 3)),
    (lambda: fed("binary", (3,)), (3,)),
    (lambda: fed("pool", (3,), ports=["residual"]), (3,)),
]


@pytest.mark.parametrize(("make", "shape"), MADE)
def test_the_shape_is_that_of_what_is_made(make, shape):
    graph = make()
    assert graph.check().ok
    assert infer.infer(graph).outputs["y", "out"].shape == shape


def test_a_softmax_with_a_residual_is_no_probability():
    graph = fed("pool", (3,), act="softmax")
    assert infer.infer(graph).outputs["y", "out"].simplex
    graph.connect("s0", "y.residual")
    assert not infer.infer(graph).outputs["y", "out"].simplex


def test_an_edge_into_a_pool_ends_at_its_sum_unless_it_is_said():
    graph = pool()
    assert list(graph.wires()) == ["s0->y"]
    assert graph.wire(graph.connect("s0", "y.residual")).port == "residual"
    with pytest.raises(UnknownName) as caught:
        graph.connect("s0", "y.resid")
    assert str(caught.value) == "target 'y': expected one of the inputs in, residual, found 'resid'. Write 'y.in'."
