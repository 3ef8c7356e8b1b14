"""Hebbian learning equals slow loops over samples, places and weights."""

import itertools

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import lpnb
from lpnb.errors import FrameError
from lpnb.learn.hebbian_laws import LAWS
from tests.learn.unrolled import BATCH
from tests.nets import moving

DENSE, IMAGES = ((3,), (2,)), ((2, 4, 4), (3, 2, 2))


def streaming(shapes=DENSE, kind="dense", delay=1, edge=None, **fields):
    """data -> a, which has a loop, and a hebbian node called ``learn``."""
    g = lpnb.Graph()
    moving(g, shape=shapes[0])
    g.add("a", "pool", shape=shapes[1], act="tanh")
    g.connect("data.x", "a", kind, delay=delay, tags=["changed"], **(edge or {}))
    g.connect("a", "a", "identity", delay=2)
    g.add("learn", "hebbian", **{"edges": ["data.x->a"], "lr": 0.1, **fields})
    return g


def patches(x, y, edge):
    """For each place of y what a convolution sees of x there, [weights of one neuron] and the place."""
    axes, high, wide = edge.axes(x.shape, y.shape), *edge.reach
    for number, axis in enumerate(axes, 1):
        x = np.repeat(x, axis.times, number)
    seen = np.pad(x, ((0, 0), *((axis.before, axis.after) for axis in axes)))
    for i, j in itertools.product(range(y.shape[1]), range(y.shape[2])):
        row, column = i * axes[0].stride, j * axes[1].stride
        yield seen[:, row : row + high : edge.dilation, column : column + wide : edge.dilation].ravel(), (i, j)


def samples(x, y, before, edge):
    """(what the weights see, y, y of the frame before) of each sample, and of each place where there are some."""
    for one, now, old in zip(x, y, before, strict=True):
        if edge.kind == "conv":
            for patch, (i, j) in patches(one, now, edge):
                yield patch, now[:, i, j], old[:, i, j]
        else:
            yield one.ravel(), now.ravel(), old.ravel()


CHANGES = {
    "hebb": lambda x, y, old, w, t: x * y,
    "anti_hebb": lambda x, y, old, w, t: -x * y,
    "dt_hebb": lambda x, y, old, w, t: x * (y - old),
    "dt_anti_hebb": lambda x, y, old, w, t: -x * (y - old),
    "oja": lambda x, y, old, w, t: y * (x - y * w),
    "bcm": lambda x, y, old, w, t: x * y * (y - t),
}


BEFORE = {
    "identity": lambda x: x,
    "tanh": np.tanh,
    "exp": np.exp,
    "x - mean(x)": lambda x: x - x.reshape(len(x), -1).mean(1).reshape(-1, *(1,) * (x.ndim - 1)),
}


def changed(w, used, law, seen, t):
    """The mean change of weights [values before, neurons behind], by loops; `used` are those that the edge computes with."""
    total = np.zeros_like(w)
    for x, y, old in seen:
        for i, j in itertools.product(*map(range, w.shape)):
            total[i, j] += CHANGES[law](x[i], y[j], old[j], used[i, j], t[j])
    return total / len(seen)


def follow(graph, frames, law, *, lr=0.1, tau=100.0, bounds=(None, None), due=lambda frame: True):
    """Let a graph stream, and compare its weights with loops after every frame."""
    edge, name = graph["data.x->a"], "data.x->a.weight"
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        flat = (lambda w: w.reshape(len(w), -1).T) if edge.kind == "conv" else (lambda w: w)
        states, t = [(stream["data.x"], stream["a"])], None
        w = start = flat(stream[name])
        for frame in range(1, frames + 1):
            np.testing.assert_allclose(flat(stream[name]), w, atol=1e-10, err_msg=f"before frame {frame}")
            stream.step()
            states.append((stream["data.x"], stream["a"]))
            x = states[frame - edge.delay][0] if frame >= edge.delay else np.zeros_like(states[0][0])
            x = BEFORE[edge.before](x)
            seen = list(samples(x, states[-1][1], states[-2][1], edge))
            if due(frame):
                square = np.mean([y**2 for _, y, _ in seen], axis=0)
                t, new = (square, square) if t is None else (t, t + (square - t) / tau)
                w = w + lr * changed(w, BEFORE[edge.weight_act](w), law, seen, t)
                w, t = w if bounds == (None, None) else w.clip(*bounds), new
        assert (flat(stream[name]) != start).any()


@pytest.mark.parametrize("law", LAWS)
def test_every_law_on_a_dense_edge(law):
    follow(streaming(law=law), 12, law)


@pytest.mark.parametrize("law", LAWS)
def test_every_law_on_a_convolution(law):
    follow(streaming(IMAGES, "conv", law=law), 4, law)


@pytest.mark.parametrize(
    ("shapes", "edge"),
    [
        (((2, 5, 4), (2, 5, 4)), {"kernel": 3}),
        (((1, 9, 8), (2, 5, 2)), {"kernel": 4}),
        (((2, 9, 9), (1, 9, 3)), {"kernel": 3, "dilation": 2}),
        (((2, 3, 6), (2, 6, 3)), {"kernel": (3, 2), "padding": "same"}),
        (((1, 2, 1), (2, 6, 1)), {"kernel": (3, 1)}),
    ],
)
def test_any_stride_padding_and_dilation(shapes, edge):
    follow(streaming(shapes, "conv", law="oja", edge=edge), 2, "oja")


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("edge", [{"before": "tanh"}, {"before": "x - mean(x)"}, {"weight_act": "exp"}])
@pytest.mark.parametrize("kind", ["dense", "conv"])
def test_what_counts_is_what_the_edge_computes_with(law, edge, kind):
    shapes = DENSE if kind == "dense" else ((2, 3, 3), (2, 3, 3))
    follow(streaming(shapes, kind, law=law, edge=edge), 4, law)


@pytest.mark.parametrize("edge", [{"before": "tanh"}, {"weight_act": "tanh"}])
def test_oja_finds_the_first_principal_component_of_what_the_edge_reads_by_the_weights_that_it_uses(edge):
    rng = np.random.default_rng(1)
    x = (rng.normal(size=(2000, 3)) @ rng.normal(size=(3, 3))).astype(np.float32)
    g = lpnb.Graph()
    g.add("data", "arrays", data={"x": x}, hold=1, split="all")
    g.add("a", "pool", shape=1, bias="none")
    g.connect("data.x", "a", "dense", **edge)
    g.add("learn", "hebbian", edges=["data.x->a"], law="oja", lr=0.004)
    with lpnb.Stream(g, batch=100, device="cpu") as stream:
        stream.step(2000)
        w = BEFORE[edge.get("weight_act", "identity")](stream["data.x->a.weight"][:, 0])
    read = BEFORE[edge.get("before", "identity")](x)
    first = np.linalg.eigh(read.T @ read)[1][:, -1]
    assert np.linalg.norm(w) == pytest.approx(1, abs=0.02)
    assert abs(w @ first) > 0.98


@pytest.mark.parametrize("act", ["abs", "softmax", "x * tanh(x)"])
def test_weights_that_count_for_less_when_they_grow_are_warned_of(act):
    graph = streaming(edge={"weight_act": act})
    words = [str(problem) for problem in graph.check().problems if problem.severity == "warning"]
    assert words == [
        "node 'learn' (hebbian): expected edges of which each weight counts for more when it grows as 'edges', "
        f"found 'data.x->a' with weight_act={act!r}. "
        "Set weight_act to 'identity', 'exp' or 'tanh' there, or leave 'data.x->a' out."
    ]
    graph.set("data.x->a", weight_act="softplus")
    assert not [problem for problem in graph.check().problems if problem.severity == "warning"]


@pytest.mark.parametrize("delay", [0, 1, 3])
@pytest.mark.parametrize("shapes", [DENSE, ((2, 2, 2), (3, 1, 2)), ((), (2,))])
def test_what_an_edge_reads_is_as_old_as_it_says(delay, shapes):
    follow(streaming(shapes, delay=delay, law="hebb"), 6, "hebb")


def test_it_learns_in_frames_that_are_due():
    follow(streaming(law="bcm", period=3, offset=1, tau=4.0), 12, "bcm", tau=4.0, due=lambda frame: frame % 3 == 1)


def test_weights_stay_within_their_bounds():
    follow(streaming(law="hebb", low=-0.1, high=0.2), 9, "hebb", bounds=(-0.1, 0.2))


def test_oja_finds_the_first_principal_component():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 3)) * (2.0, 1.0, 0.5)
    g = lpnb.Graph()
    g.add("data", "arrays", data={"x": x.astype(np.float32)}, hold=1, split="all")
    g.add("a", "pool", shape=1, bias="none")
    g.connect("data.x", "a", "dense")
    g.add("learn", "hebbian", edges=["data.x->a"], law="oja", lr=0.01)
    with lpnb.Stream(g, batch=20, device="cpu") as stream:
        stream.step(1200)
        w = stream["data.x->a.weight"][:, 0]
        assert stream["learn"] == pytest.approx(1, abs=0.1)
    first = np.linalg.eigh(np.cov(x.T))[1][:, -1]
    assert abs(w @ first) / np.linalg.norm(w) > 0.98


def test_its_rate_is_live_and_a_tag_means_its_edges():
    graph = streaming(law="hebb", edges=["changed"])
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream["learn.lr"] = 0
        start = stream["data.x->a.weight"]
        stream.step(3)
        assert (stream["data.x->a.weight"] == start).all()
        stream["learn.lr"] = 0.5
        stream.step(3)
        assert (stream["data.x->a.weight"] != start).any()
        graph.set("learn", on=False)
        stream.step()
        rest = stream["data.x->a.weight"]
        stream.step(3)
        assert (stream["data.x->a.weight"] == rest).all()


def test_beside_a_loss_both_change_the_weights():
    graph = streaming(law="hebb")
    graph.add("loss", "loss", loss="maximize", optimizer="sgd", lr=0.1, window=2)
    graph.connect("a", "loss.prediction")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(20)
        late = stream.weights()
        stream.seek(7)
        stream.step(13)
        assert all((value == late[name]).all() for name, value in stream.weights().items())
        assert (stream["a.bias"] != 0).any()


def test_thresholds_go_into_a_file_and_come_back(tmp_path):
    graph = streaming(law="bcm")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(9)
        graph.save(tmp_path / "net.lpnb")
        (wanted,) = stream._thread.engine.rules[0].memory().values()
    file = tmp_path / "net.moments.safetensors"
    assert list(load_file(file)) == ["learn: threshold of data.x->a.weight"]
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=1, device="cpu") as stream:
        (found,) = stream._thread.engine.rules[0].memory().values()
        assert (found == wanted).all()
        assert not stream.messages
    save_file({"learn: threshold of data.x->a.weight": np.zeros(7, np.float32)}, file)
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=1, device="cpu") as stream:
        assert list(stream.messages) == [
            "node 'learn': what it remembers in the file does not fit; that much begins anew"
        ]


def test_weights_that_would_explode_stop_the_stream_and_keep_what_was():
    graph = streaming(law="oja", lr=1000.0)
    graph.set("a", act="identity")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        with pytest.raises(FrameError) as caught:
            stream.step(100)
        frame = stream.frame + 1
        assert str(caught.value) == (
            f"node 'learn': the weights of 'data.x->a' would become infinite or not a number in frame {frame}; "
            f"no parameter was changed. The states are those of frame {frame - 1}. "
            "Lower lr, or set bounds with 'low' and 'high', then go on."
        )
        assert np.isfinite(stream["data.x->a.weight"]).all()
        stream["learn.lr"] = 0
        stream.step()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"edges": []}, "expected the edges that it changes as 'edges', found none. "
         "Name dense or conv edges or a tag of theirs, e.g. edges=['image->hidden']."),
        ({"edges": ["data.x->b"]}, "expected nodes, edges or tags of the graph as 'edges', found 'data.x->b'. "
         "Did you mean 'data.x->a'?"),
        ({"edges": ["a->a"]}, "expected conv or dense edges as 'edges', found 'a->a' (identity). "
         "Name others, or leave it out."),
        ({"edges": ["a"]}, "expected conv or dense edges as 'edges', found 'a', no edge. Name others, or leave it out."),
        ({"low": 2, "high": 1}, "expected bounds with 'low' below 'high', found low=2.0, high=1.0."),
    ],
)  # fmt: skip
def test_what_it_cannot_change_is_said(fields, words):
    assert str(streaming(**fields).check().errors[0]) == f"node 'learn' (hebbian): {words}"


def test_an_edge_whose_result_nobody_holds_is_said():
    graph = streaming()
    graph.add("loss", "loss", loss="minimize")
    graph.connect("a", "loss.prediction", "dense", features=3)
    graph.set("learn", edges=["a->loss.prediction"])
    assert "expected edges into nodes that hold what they sum as 'edges'" in str(graph.check())


def test_the_edges_follow_a_rename():
    graph = streaming()
    graph.rename("a", "b")
    assert graph["learn"].edges == ("data.x->b",)
    assert graph.check().ok


@pytest.mark.parametrize("form", ["target_spatial", "target_feature", "feature"])
def test_a_weight_that_is_shared_moves_by_the_mean_of_what_it_would_for_each(form):
    edge = {"init": "zeros", "kernel": 1 if "feature" in form else 3}
    full, shared = streaming(IMAGES, "conv", edge=edge, law="hebb"), streaming(IMAGES, "conv", edge=edge, law="hebb")
    shared.set("data.x->a", weight_shape=form)
    with lpnb.Stream(full, batch=2, device="cpu") as one, lpnb.Stream(shared, batch=2, device="cpu") as other:
        for stream in (one, other):
            stream["a.bias"] = 0.5
            stream.step()
        expected = one["data.x->a.weight"]
        expected = expected.mean(1, keepdims=True) if form.startswith("target") else expected
        assert np.allclose(other["data.x->a.weight"], expected, atol=1e-7)
        assert expected.any()


def test_one_value_for_all_places_moves_by_their_mean():
    graph = streaming(((3,), (2, 2, 2)), edge={"spread": True, "init": "zeros"}, law="hebb")
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream["a.bias"] = 0.5
        x = stream["data.x"]
        stream.step()
        y = stream["a"].mean((2, 3))
        assert np.allclose(stream["data.x->a.weight"], 0.1 * np.einsum("bi,bj->ij", x, y) / 2, atol=1e-7)


def test_weights_stay_within_the_bounds_of_their_edge_and_of_the_node():
    graph = streaming(law="hebb", edge={"low": -0.1, "init": "zeros"}, lr=1.0, high=0.2)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream["a.bias"] = [0.5, -0.5]
        stream.step(20)
        weight = stream["data.x->a.weight"]
        assert (weight.min(), weight.max()) == pytest.approx((-0.1, 0.2))


def test_weights_that_no_target_has_of_its_own_are_refused():
    graph = streaming(IMAGES, "conv", edge={"weight_shape": "spatial"})
    (found,) = graph.check().errors
    assert str(found) == (
        "node 'learn' (hebbian): expected edges with weights for each feature of the target as 'edges', "
        "found 'data.x->a'. Set weight_shape='full', or leave 'data.x->a' out."
    )
