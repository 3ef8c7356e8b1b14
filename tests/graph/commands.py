"""Random edits of a graph, of every sort that there is, for tests of laws that hold whatever a person does."""

import numpy as np
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError

NAMES = ("a", "b", "c", "d", "inner", "outer")
SORTS = ("add", "note", "remove", "cut", "connect", "disconnect", "set", "tune", "switch", "rename", "move", "colour",
         "collapse", "bend", "group", "ungroup", "enclose", "take out", "expose", "rewire", "paste", "snapshot",
         "restore", "together", "twin", "share", "train")  # fmt: skip


def start():
    """x -> a -> b -> a, and a -> a; b is inside of `inner`, inside of `outer`. Everything has its place and weights."""
    graph = lpnb.Graph()
    graph.add("x", "input", shape=2, value=1.0)
    graph.add("a", "pool", shape=2, position=(5, 6))
    graph.add("b", "pool", shape=2, noise=0.5)
    for source, target in ("xa", "ab", "ba", "aa"):
        graph.connect(source, target, "dense")
    graph.group(["b"], "inner")
    graph.group(["inner"], "outer")
    graph.set("outer", exposed=("b.noise",))
    graph.arrange("a->b", bends=[(1, 2)], colour="#112233")
    graph.weights = {"b.bias": np.array([1.0, 2.0]), "a->b.weight": np.array([[1.0, 2.0], [3.0, 4.0]])}
    graph.snapshot("start")
    return graph


steps = st.lists(
    st.tuples(st.sampled_from(SORTS), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 3)),
    min_size=1,
    max_size=20,
)  # fmt: skip


def do(graph, sort, one, two, number):
    """One edit; what it is about may be missing or not fit, and then it is refused."""
    edges = list(graph.wires()) or ["none->none"]
    edge = edges[number % len(edges)]
    start, _, end = edge.partition("#")[0].partition("->")
    {
        "add": lambda: graph.add(one, "pool", shape=1 + number % 2, position=(number, 0) if number else None),
        "note": lambda: graph.add(one, "note", text=two * number),
        "remove": lambda: graph.remove(one),
        "cut": lambda: graph.remove(edge),
        "connect": lambda: graph.connect(one, two, ("identity", "dense")[number % 2], delay=1 + number),
        "disconnect": lambda: graph.disconnect(one, two),
        "set": lambda: graph.set(one, shape=1 + number, noise=number),
        "tune": lambda: graph.set(edge, delay=1 + number),
        "switch": lambda: graph.set(one, act=("identity", "tanh", "relu", "elu")[number]),
        "rename": lambda: graph.rename(one, two),
        "move": lambda: graph.move(one, (number, number) if number else None),
        "colour": lambda: graph.arrange(one, colour=f"#00000{number}"),
        "collapse": lambda: graph.arrange(one, collapsed=number > 1),
        "bend": lambda: graph.arrange(edge, bends=[(number, number)] * number),
        "group": lambda: graph.group([one, two]),
        "ungroup": lambda: graph.ungroup(one),
        "enclose": lambda: graph.enclose(one, two),
        "take out": lambda: graph.enclose(one, None),
        "expose": lambda: graph.set(one, exposed=(f"{two}.noise",) * number),
        "rewire": lambda: graph.rewire(edge, **{("source", "target")[number % 2]: one}),
        "paste": lambda: graph.paste(graph.fragment([one, two]), group=two if number == 3 else None),
        "snapshot": lambda: graph.snapshot(one),
        "restore": lambda: graph.restore("start" if number else one),
        "together": lambda: together(graph, one, two, number),
        "twin": lambda: graph.connect(start, end, "dense", share=edges[-1]),
        "share": lambda: graph.set(edges[-1 - number % len(edges)], share=edge),
        "train": lambda: graph.add(one, "loss", trains=(two, edge, f"{edge}.weight")),
    }[sort]()


def together(graph, one, two, number):
    with graph.together("gesture" if number > 1 else None):
        for sort in ("set", "rename", "move", "group"):
            attempt(graph, sort, one, two, number)


def attempt(graph, *step):
    """Do one edit, unless it is refused; return whether it was done."""
    try:
        do(graph, *step)
    except EditError:
        return False
    return True


def seen(graph):
    """All that can be told about a graph, bit for bit."""
    weights = {name: array.tobytes() for name, array in graph.weights.items()}
    names = [(name, graph.place(name)) for name in (*graph, *graph.wires())]
    groups = {name: graph.group_of(name) for name in graph}
    return graph.content(), names, groups, graph.layout, weights
