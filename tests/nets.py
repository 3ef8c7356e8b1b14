"""Networks for tests, and a strategy that draws random ones."""

import numpy as np
from hypothesis import strategies as st

import lpnb

SHAPES = ((3,), (5,), (2, 4, 4), (1, 6, 6), (3, 3, 3))
KINDS = ("identity", "dense", "conv")


def moving(graph, name="data", shape=(3,), *, seed=0, samples=9, hold=1):
    """Add a source whose output `x` changes with every frame."""
    x = np.random.default_rng(seed).normal(size=(samples, *shape)).astype(np.float32)
    return graph.add(name, "arrays", data={"x": x, "y": np.arange(samples) % 3}, hold=hold)


@st.composite
def pools(draw, names="abcdefg", shapes=SHAPES):
    """Fields of random pools by name."""
    chosen = names[: draw(st.integers(1, len(names)))]
    return {name: draw(pool_fields(shapes)) for name in chosen}


@st.composite
def pool_fields(draw, shapes=SHAPES):
    period = draw(st.sampled_from((1, 1, 1, 2, 3)))
    return {
        "shape": draw(st.sampled_from(shapes)),
        "act": draw(st.sampled_from(("identity", "relu", "tanh", "sigmoid", "softmax", "elu", "tanh(x) * x"))),
        "bias": draw(st.sampled_from(("none", "scalar", "feature", "full"))),
        "gain": draw(st.sampled_from(("none", "none", "none", "scalar", "feature", "full"))),
        "noise": draw(st.sampled_from((0.0, 0.0, 0.5))),
        "noise_kind": draw(st.sampled_from(("normal", "uniform", "bernoulli"))),
        "layer_mean": draw(st.sampled_from(("none", "none", "none", "full"))),
        "zoneout": draw(st.sampled_from((0.0, 0.0, 0.0, 0.25))),
        "initial": draw(st.sampled_from((0.0, 0.25))),
        "mode": draw(st.sampled_from(("on", "on", "on", "on", "bypass", "mute", "hold"))),
        "period": period,
        "offset": draw(st.integers(0, period - 1)),
    }


@st.composite
def graphs(draw, max_edges=12, max_delay=3):
    """Random valid networks of sources and pools; delay-0 edges go up in a random order, so that they close no cycle."""
    graph = lpnb.Graph("random")
    fields = draw(pools())
    rank = dict.fromkeys(("s", "r"), -1) | {n: i for i, n in enumerate(draw(st.permutations(sorted(fields))))}
    shapes = {"s": draw(st.sampled_from(SHAPES)), "r": (2, 4, 4)} | {n: f["shape"] for n, f in fields.items()}
    makers = [lambda n=n: moving(graph, n, shapes[n], seed=len(n), hold=1 + (n == "r")) for n in "sr"]
    makers += [lambda n=n, f=f: graph.add(n, "pool", **f) for n, f in fields.items()]
    for make in draw(st.permutations(makers)):
        make()
    for _ in range(draw(st.integers(0, max_edges))):
        source, target = draw(st.sampled_from(sorted(rank))), draw(st.sampled_from(sorted(fields)))
        kind = draw(st.sampled_from([k for k in KINDS if fits(k, shapes[source], shapes[target])]))
        delay = draw(st.integers(0 if rank[source] < rank[target] else 1, max_delay))
        more = {"kernel": 3, "dilation": draw(st.integers(1, 2))} if kind == "conv" else {}
        more["on"] = draw(st.sampled_from((True, True, True, False)))
        graph.connect(f"{source}.x" if source in "sr" else source, target, kind, delay=delay, **more)
    return graph


def fits(kind, source, target):
    """Whether an edge kind can join two of SHAPES."""
    if kind == "identity":
        return source == target
    return kind == "dense" or (len(source) == len(target) == 3 and source[1] >= target[1])
