"""Interfaces become sources, and what differs is said item by item."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import FileError
from lpnb.graph.names import propose
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.keys import INTERFACES as KEYS
from lpnb.statestream.reading import read
from tests.statestream.files import GRAPHS, needs_files

FILES = sorted(GRAPHS.glob("*.st_graph"))
WITHOUT_DATA = {
    "mnist",
    "cifar10",
    "gtsrb",
    "transform_cifar10",
    "mnist_segmentation",
    "cityscapes",
    "cityscapes_sequence",
}


def wire(kind, sizes=None, **spec):
    """A graph with pools of these sizes by topic, and an interface wired to them."""
    graph, sizes = lpnb.Graph("net"), sizes or {}
    for topic, size in sizes.items():
        graph.add(topic, "pool", shape=size[:1] if size[1:] == (1, 1) else size)
    spec = {"type": kind, "in": [], "out": list(sizes), **spec}
    wired = INTERFACES[kind](graph, "world_of_it", spec, sizes)
    ends = {**wired.outputs, **{topic: port for topic, port in wired.inputs.items() if port}}
    for topic, end in ends.items():
        if topic in graph:
            graph.connect(*((end, topic) if topic in wired.outputs else (topic, end)))
    return graph, wired


def notes(wired):
    return [problem.found for problem in wired.notes]


def interfaces():
    """Every interface of every file: file, name, keys, and the sizes of its topics."""
    for file in FILES:
        try:
            net = read(file)
        except FileError:
            continue
        for name, spec in net.interfaces.items():
            remap = spec.get("remap") or {}
            pools = {topic: remap.get(topic, topic) for topic in (*spec["in"], *spec["out"])}
            sizes = {topic: tuple(net.pools[pool]["shape"]) for topic, pool in pools.items() if pool in net.pools}
            yield pytest.param(name, spec, sizes, id=f"{file.stem}-{name}")


def test_every_interface_of_the_vocabulary_is_there():
    assert set(INTERFACES) == set(KEYS)


@pytest.mark.parametrize(("name", "spec", "sizes"), list(interfaces()))
@needs_files
def test_the_interfaces_of_every_file_become_sources_that_fit_their_pools(name, spec, sizes):
    known = {topic: propose(topic) for topic in sizes}
    graph = lpnb.Graph()
    for topic, size in sizes.items():
        graph.add(known[topic], "pool", shape=size[:1] if size[1:] == (1, 1) else size)
    wired = INTERFACES[spec["type"]](graph, name, spec, sizes)
    for topic, output in wired.outputs.items():
        graph.connect(output, known[topic])
    for topic, port in wired.inputs.items():
        if port:
            graph.connect(known[topic], port)
    assert set(wired.inputs) == set(spec["in"])
    assert {problem.severity for problem in wired.notes} <= {"note"}
    errors = [problem for problem in graph.check().errors if problem.subject != name]
    assert errors == []
    if spec["type"] in WITHOUT_DATA:
        assert [problem.subject for problem in graph.check().errors] == [name]
    else:
        with lpnb.Stream(graph, batch=3) as stream:
            stream.step(4)


def test_the_demo_shows_roman_numerals():
    sizes = {"rn_image": (1, 32, 32), "rn_label": (10, 1, 1), "rn_pred": (10, 1, 1)}
    spec = {"in": ["rn_pred"], "out": ["rn_image", "rn_label"], "min_duration": 6, "max_duration": 6, "fading": 0}
    graph, wired = wire("roman_numerals", sizes, **spec)
    node = graph["world_of_it"]
    assert (node.kind, node.hold, node.longest, node.fading, node.shape) == ("roman_numerals", 6, None, 0, (1, 32, 32))
    assert wired.outputs == {"rn_image": "world_of_it.image", "rn_label": "world_of_it.one_hot"}
    assert wired.inputs == {"rn_pred": None}
    assert notes(wired) == [
        "images stand upright, (channels, height, width); the original lays them on their side, (channels, x, y)",
        "a showing lasts as many frames as the file says; the original shows one more",
        "the first numeral is drawn; the original begins with a blank image",
    ]
    assert str(wired.notes[1]) == f"interface 'world_of_it': {notes(wired)[1]}"


@pytest.mark.parametrize(
    ("kind", "topic", "hold", "longest", "fading"),
    [
        ("mnist", "mnist_image", 16, 24, 4),
        ("cifar10", "cf10_image", 12, 16, 4),
        ("roman_numerals", "rn_image", 16, 24, 4),
        ("moving_edges", "medge_board", 8, 16, 0),
        ("lettersequence", "ls_seq_0", 16, 24, 0),
        ("mnist_segmentation", "seg_mnist_image", 8, 16, 0),
        ("cityscapes", "cs_image", 4, 6, 0),
        ("cityscapes_sequence", "css_image", 2, 4, 0),
    ],
)
def test_durations_that_a_file_leaves_out_are_those_of_the_original(kind, topic, hold, longest, fading):
    node = wire(kind, out=[topic])[0]["world_of_it"]
    assert (node.hold, node.longest, node.fading) == (hold, longest, fading)


@pytest.mark.parametrize(
    ("mode", "fields"),
    [
        (0, {"replace": True, "together": False, "split": "train"}),
        (1, {"replace": True, "together": True, "split": "train"}),
        (2, {"replace": False, "together": False, "split": "train", "shuffle": True}),
        (3, {"replace": False, "together": False, "split": "test", "shuffle": False}),
    ],
)
def test_modes_are_how_samples_are_drawn(mode, fields):
    node = wire("mnist", mode=mode)[0]["world_of_it"]
    assert {name: getattr(node, name) for name in fields} == fields


def test_coloured_and_spatial_mnist():
    sizes = {"mnist_image": (3, 28, 28), "mnist_label": (10, 28, 28)}
    graph, _ = wire("mnist", sizes, source_file="/no/mnist.pkl.gz", **{"train samples": 500})
    node = graph["world_of_it"]
    assert (node.colours, node.everywhere, node.most, node.file) == (True, True, 500, "/no/mnist.pkl.gz")
    assert [problem.subject for problem in graph.check().errors] == ["world_of_it"]


def test_cifar_is_mirrored_and_cropped_where_the_file_says_so():
    node = wire("cifar10", augmentation={"flipX": True, "crop": 0.8})[0]["world_of_it"]
    assert (node.flip, node.crop) == (True, 0.8)
    assert not wire("cifar10")[0]["world_of_it"].flip


def test_small_numbers_are_no_longer_raised_to_one():
    numbers = {"amplitude": 0.3, "frequency": 0.1, "phase": 0.0}
    node = wire("oscillator", {"osci": (4, 3, 3)}, **numbers)[0]["world_of_it"]
    assert (node.shape, node.amplitude, node.frequency, node.phase) == ((4, 3, 3), 0.3, 0.1, 0)
    node = wire("random", {"random": (2, 1, 1)}, distribution="uniform", min=-2, max=4)[0]["world_of_it"]
    assert (node.shape, node.distribution, node.low, node.high) == ((2,), "uniform", -2, 4)
    assert wire("moving_edges", minmax_velocity=0.2)[0]["world_of_it"].fastest == 0.2


def test_a_board_has_as_many_digits_as_fit_into_its_pool():
    sizes = {f"seg_mnist_{part}": (features, 112, 56) for part, features in (("image", 1), ("label", 10), ("mask", 1))}
    graph, wired = wire("mnist_segmentation", sizes, hide=0.25)
    node = graph["world_of_it"]
    assert (node.rows, node.columns, node.hide) == (4, 2, 0.25)
    assert wired.outputs["seg_mnist_label"] == "world_of_it.map"
    assert [problem.subject for problem in graph.check().errors] == ["world_of_it"]


def test_letters_are_read_from_the_folder(tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    graph, wired = wire(
        "lettersequence", {"ls_seq_0": (128, 8, 1), "ls_seq_1": (128, 8, 1)}, source_path=str(tmp_path), offset=3
    )
    node = graph["world_of_it"]
    assert (node.length, node.ahead) == (8, 3)
    assert wired.outputs == {"ls_seq_0": "world_of_it.now", "ls_seq_1": "world_of_it.later"}
    assert graph.check().ok


def test_what_is_never_delivered_is_said():
    _, wired = wire("cityscapes", out=["cs_image", "cs_pclass"])
    assert wired.outputs == {"cs_image": "world_of_it.image"}
    assert "the colours of the predicted classes are not delivered: a view of the prediction shows them" in notes(wired)


def test_an_unknown_topic_is_a_warning():
    _, wired = wire("mnist", out=["mnist_image", "mnist_depth"])
    assert str(wired.notes[-1]) == (
        "interface 'world_of_it': expected one of the topics mnist_image, mnist_label, "
        "found 'mnist_depth': nothing is delivered to it."
    )


SIM = {
    "ret_fov": (3, 16, 1),
    "dist_per": (1, 9, 1),
    "haptic": (8, 1, 1),
    "acc_x": (64, 1, 1),
    "Fx": (1, 1, 1),
    "Fa": (1, 1, 1),
}


def test_the_simulator_becomes_an_agent_and_its_senses():
    lines = [[0, 0, 100, 100], [[500, 360], [510, 360]], "rubbish"]
    curve = {"acc_x": {"func_x_min": -10, "func_x_max": 10, "func_y_sigma": 0.2}}
    spec = {"in": ["Fx", "Fa"], "out": [topic for topic in SIM if topic not in ("Fx", "Fa")], "out_par": curve}
    graph, wired = wire("sim", SIM, line_segments=lines, repulsion_dist=20, **spec)
    assert wired.inputs == {"Fx": "world_of_it_agent.force_x", "Fa": "world_of_it_agent.torque"}
    assert graph["world_of_it"].inside.plain() == {"wall_1": [-500, -360, -400, -260], "wall_2": [0, 0, 10, 0]}
    assert [problem.found for problem in wired.notes if problem.severity == "warning"] == ["rubbish"]
    assert (graph["world_of_it_haptic"].reach, graph["world_of_it_ret_fov"].receptors) == (40, 16)
    with lpnb.Stream(graph, batch=2) as stream:
        stream.step(3)
        assert stream["acc_x"].max() == pytest.approx(0.73, abs=0.001)  # as the original: no unit prefers 0 itself


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**9),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(INTERFACES)), st.data())
def test_whatever_the_values_are_there_is_a_source_and_never_a_traceback(kind, data):
    topics, own = KEYS[kind]
    spec = {key: data.draw(VALUES) for key in data.draw(st.lists(st.sampled_from(sorted({*own, "mode"})), max_size=5))}
    size = st.tuples(*[st.integers(1, 40)] * 3)
    sizes = {topic: data.draw(size) for topic in topics if data.draw(st.booleans())}
    graph = lpnb.Graph()
    spec = {"type": kind, "in": data.draw(VALUES), "out": list(sizes), **spec}
    wired = INTERFACES[kind](graph, "it", spec, sizes)
    assert graph.nodes()
    assert all(output.partition(".")[0] in graph for output in wired.outputs.values())
    graph.check()
