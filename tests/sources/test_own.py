"""A user's own arrays and functions as a source, in two lines."""

import itertools
import re

import numpy as np
import pytest
import torch
from torch.utils.data import TensorDataset

import lpnb
from lpnb.errors import EditError, LeftBehind, SourceError
from lpnb.graph.kinds import node_kind
from lpnb.graph.script import script


def graph_of(node):
    graph = lpnb.Graph()
    graph.add("mine", node)
    return graph


def streamed(node, frames, out="mine", **more):
    """What is delivered in frames 1 to `frames`."""
    with lpnb.Stream(graph_of(node), **more) as stream:
        found = []
        for _ in range(frames):
            stream.step()
            found.append(stream[out])
    return found


def refused(act):
    with pytest.raises(EditError) as caught:
        act()
    return str(caught.value)


def test_arrays_by_name_become_outputs_of_their_names():
    graph = graph_of(lpnb.from_arrays(sound=np.zeros((9, 4)), pitch=np.arange(9), hold=8))
    assert (graph["mine"].kind, graph["mine"].outputs(), graph["mine"].hold) == ("arrays", ("sound", "pitch"), 8)
    assert graph.check().ok


def test_images_and_labels_become_an_images_node():
    node = lpnb.from_arrays(np.zeros((9, 4, 4)), np.arange(9), hold=8)
    assert (node.kind, node.outputs(), node.hold) == ("images", ("image", "label", "one_hot"), 8)


def test_what_is_no_data_is_refused_in_words():
    images = np.zeros((3, 2, 2))
    assert refused(lpnb.from_arrays) == "lpnb.from_arrays(): expected arrays, found none."
    assert refused(lambda: lpnb.from_arrays(images, [0, 1])) == (
        "lpnb.from_arrays(): expected one label for each of 3 images, found 2."
    )
    assert refused(lambda: lpnb.from_arrays(images)) == (
        "lpnb.from_arrays(): expected labels that are whole numbers from 0, one for each image, found None."
    )
    assert refused(lambda: lpnb.from_arrays(np.zeros(3), [0, 1, 2])) == (
        "lpnb.from_arrays(): expected images [n, height, width] or [n, channels, height, width], "
        "found an array of shape (3,)."
    )
    assert refused(lambda: lpnb.from_arrays(images, [0, 1, 2], masks=images)) == (
        "lpnb.from_arrays(): expected images and labels, and fields of the source, found masks. "
        "Give all arrays by names: lpnb.from_arrays(image=images, label=labels, masks=...)."
    )
    assert refused(lambda: lpnb.from_arrays(x=[1, 2], y=[1])).endswith(
        "'label': labels}, found x has 2 samples, y has 1. Give as many of each."
    )
    assert refused(lambda: lpnb.from_arrays(x=[1, 2], hold=0)).endswith(
        "expected a whole number, 1 to 1000000 frames, found 0."
    )


PAIRS = "Make one array of each: images = [image for image, label in data], labels = [label for image, label in data]."


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.full((2, 2, 2), np.nan), [0, 1], "not a number (NaN) in 'images', first in sample 0."),
        (np.zeros((0, 2, 2)), [], "nothing in 'images': an array of shape (0, 2, 2)."),
        (TensorDataset(torch.zeros(2, 2, 2), torch.arange(2)), None, f"a TensorDataset in 'images'. {PAIRS}"),
        ([(np.zeros((2, 2)), 0), (np.zeros((2, 2)), 1)], None, f"samples of different shapes in 'images'. {PAIRS}"),
        ({"x": [1.0]}, None, "found a dict. Give its arrays by their names: lpnb.from_arrays(**data)."),
        (np.zeros((2, 2, 2)), ["cat", "dog"], "names, labels = numpy.unique(labels, return_inverse=True)."),
        (
            np.zeros((2, 2, 2)),
            [0.5, 1],
            "found a label 0.5. Labels are whole numbers from 0, or one-hot: [n, classes].",
        ),
    ],
)
def test_images_and_labels_that_are_none_are_told_by_their_names(images, labels, words):
    assert words in refused(lambda: lpnb.from_arrays(images, labels))


def test_what_makes_arrays_of_a_data_set_works_as_it_is_written():
    data = TensorDataset(torch.zeros(4, 1, 2, 2), torch.arange(4))
    names = {"data": data}
    exec(re.sub(r"], labels", "]; labels", PAIRS.removeprefix("Make one array of each: ").rstrip(".")), names)
    assert lpnb.from_arrays(names["images"], names["labels"]).infer({})["image"].shape == (1, 2, 2)


def test_a_field_that_is_not_known_is_told_with_a_proposal():
    words = "lpnb.from_arrays(): expected arrays, and fields of the source, found hodl=8. Did you mean 'hold'?"
    assert refused(lambda: lpnb.from_arrays(x=np.zeros(3), hodl=8)) == words
    assert refused(lambda: lpnb.from_arrays(np.zeros((3, 2, 2)), [0, 1, 2], hodl=8)) == words


def test_a_function_of_the_frame_is_delivered_to_all_samples():
    values = streamed(lpnb.source(lambda frame: np.array([frame, 10.0 * frame])), 3, batch=2)
    assert [value.tolist() for value in values] == [[[n, 10 * n]] * 2 for n in (1, 2, 3)]


def test_a_function_that_takes_the_batch_returns_all_samples():
    node = lpnb.source(lambda frame, batch: frame + np.arange(batch)[:, None] * np.ones((1, 3)))
    assert node.infer({})["out"].shape == (3,)
    assert streamed(node, 1, batch=4)[0][:, 0].tolist() == [1, 2, 3, 4]


def test_random_numbers_of_a_function_depend_on_seed_and_frame_alone():
    node = lpnb.source(lambda frame, batch, random: random.normal(size=(batch, 2)))
    one, other = (np.stack(streamed(node, 4, batch=3, seed=seed)) for seed in (1, 2))
    assert np.array_equal(one, np.stack(streamed(node, 4, batch=3, seed=1)))
    assert not np.array_equal(one, other)
    assert len(np.unique(one)) == 24


def test_a_dict_becomes_outputs_and_classes_are_indices():
    node = lpnb.source(lambda frame: {"x": torch.ones(2), "kind": frame % 3}, classes={"kind": 3})
    assert node.infer({})["kind"].classes == 3
    with lpnb.Stream(graph_of(node), batch=2) as stream:
        stream.step(4)
        assert stream["mine.kind"].tolist() == [1, 1]
        assert stream["mine.x"].tolist() == [[1, 1], [1, 1]]


def test_a_stream_goes_back_over_a_function_and_finds_the_same():
    node = lpnb.source(lambda frame: frame**2)
    with lpnb.Stream(graph_of(node)) as stream:
        stream.step(50)
        stream.back(30)
        assert stream["mine"].tolist() == [400]
        stream.step(5)
        assert stream["mine"].tolist() == [625]


def test_an_iterator_is_read_once_and_remembered():
    read = []

    def numbers():
        for number in itertools.count():
            read.append(number)
            yield number

    with lpnb.Stream(graph_of(lpnb.source(numbers()))) as stream:
        stream.step(20)
        stream.back(10)
        assert stream["mine"].tolist() == [10]
        stream.step(12)
        assert stream["mine"].tolist() == [22]
    assert read == list(range(len(read)))


def test_a_function_that_returns_an_iterator_begins_anew_with_each_stream():
    node = lpnb.source(lambda: iter(range(100)))
    assert [value.tolist() for value in streamed(node, 2)] == [value.tolist() for value in streamed(node, 2)]


def test_going_back_farther_than_an_iterator_is_remembered_is_said():
    feed = lpnb.source(itertools.count(), memory=5).open(graph_setting())
    feed.frame(20)
    assert feed.frame(16)[0].tolist() == [16, 16]
    with pytest.raises(
        Exception, match=r"^frame 15 of its iterator is forgotten, 16 is the first one kept; a function"
    ):
        feed.frame(15)


def graph_setting():
    from tests.sources.opening import setting

    return setting(batch=2)


def test_the_end_of_an_iterator_is_the_end_of_the_stream_in_words():
    with lpnb.Stream(graph_of(lpnb.source(iter([1.0, 2.0, 3.0])))) as stream:
        with pytest.raises(SourceError, match="its iterator ended after 3 frames"):
            stream.step(5)
        assert stream.frame == 2


def test_what_a_function_raises_is_told_with_its_node():
    with lpnb.Stream(graph_of(lpnb.source(lambda frame: 1 / (3 - frame)))) as stream:
        with pytest.raises(SourceError, match="'mine'.*ZeroDivisionError: division by zero"):
            stream.step(5)
        assert stream.frame == 2


def test_a_function_that_changes_its_mind_about_the_shape_is_told():
    with (
        lpnb.Stream(graph_of(lpnb.source(lambda frame: np.zeros(3 if frame < 2 else 4)))) as stream,
        pytest.raises(SourceError, match=r"'out' has the shape \(4,\) where \(3,\) or \(1, 3\) was expected"),
    ):
        stream.step(5)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (7, "lpnb.source(): expected a function or an iterator, found 7."),
        (
            lambda frame: 1 / frame,
            "lpnb.source(): expected what belongs to the first frame, from the function called with frame 0, "
            "found ZeroDivisionError: division by zero.",
        ),
        (lambda frame: "text", "lpnb.source(): expected numbers for the output 'out', found the text 'text'."),
        (
            lambda frame: {"x": np.array(["text"])},
            "lpnb.source(): expected numbers for the output 'x', found an array of <U4, shape (1,).",
        ),
        (
            lambda frame: None,
            "lpnb.source(): expected a number, an array, or a dict of these, found None. "
            "End the function with a 'return'.",
        ),
        (
            lambda frame: {},
            "lpnb.source(): expected a value for each output by its name, e.g. {'x': 1.0}, found an empty dict.",
        ),
        (
            lambda: 3.5,
            "lpnb.source(): expected an iterator, from a function without arguments, found 3.5. A function that is "
            "asked for each frame takes the frame's number: lpnb.source(lambda frame: ...).",
        ),
        (
            lambda frame: {"a b": 1},
            "lpnb.source(): expected outputs named by letters, digits and underscores, found 'a b'.",
        ),
        (
            iter([]),
            "lpnb.source(): expected what belongs to the first frame, from the function, "
            "found EndOfData: its iterator ended after 0 frames.",
        ),
    ],
)
def test_what_is_no_source_is_refused_in_words(function, words):
    assert refused(lambda: lpnb.source(function)) == words


def test_a_function_that_returns_nothing_later_on_is_told():
    with (
        lpnb.Stream(graph_of(lpnb.source(lambda frame: 1.0 if frame < 2 else None))) as stream,
        pytest.raises(SourceError, match="expected a number, an array, or a dict of these, found None"),
    ):
        stream.step(5)


def test_a_label_without_classes_is_told_where_it_is_compared():
    graph = graph_of(lpnb.source(lambda frame: {"x": np.zeros(3), "label": frame % 3}))
    graph.add("answer", "pool", shape=3)
    graph.connect("mine.x", "answer")
    for kind in ("accuracy", "loss"):
        graph.add(kind, kind)
        graph.connect("answer", f"{kind}.prediction")
        graph.connect("mine.label", f"{kind}.target")
    mend = (
        "Connect the label output of a source, and say how many classes a source of your own has: "
        "lpnb.source(f, classes={'label': 10})."
    )
    assert [problem.mend for problem in graph.check().errors] == [mend, mend]


def test_classes_have_to_belong_to_an_output_of_one_number():
    assert refused(lambda: lpnb.source(lambda frame: frame, classes={"label": 3})) == (
        "lpnb.source(): expected classes of the outputs out, found label."
    )
    assert refused(lambda: lpnb.source(lambda frame: np.zeros(2), classes=3)) == (
        "lpnb.source(): expected one number for each sample, for the class 'out', found shape (2,)."
    )


def test_a_graph_with_a_function_is_saved_without_it_and_says_what_is_missing(tmp_path):
    graph = graph_of(lpnb.source(lambda frame: {"x": np.zeros((2, 3)), "k": frame % 4}, classes={"k": 4}))
    graph.add("a", "pool", shape=5)
    graph.connect("mine.x", "a", "dense")
    with pytest.warns(LeftBehind) as told:
        file = graph.save(tmp_path / "mine.lpnb")
    assert [(str(one.message), one.filename) for one in told] == [
        (
            "mine.lpnb: the function of node 'mine' (python) stays behind, a file keeps no code. "
            "Give it again to a graph that is opened: graph.set('mine', function=function).",
            __file__,
        )
    ]
    again = lpnb.Graph.load(file)
    assert again["mine"].infer({}) == graph["mine"].infer({})
    assert [str(problem) for problem in again.check().errors] == [
        "node 'mine' (python): expected a Python function that returns the frames, found none: a file keeps no code. "
        "Give it one: graph.set('mine', function=function)."
    ]
    again.set("mine", function=graph["mine"].function)
    assert again.check().ok
    assert again["mine"].infer({})["k"].classes == 4
    assert list(again.wires()) == ["mine.x->a"]


def test_an_iterator_is_no_function_and_a_new_node_has_no_outputs_yet():
    graph = graph_of(node_kind("python")())
    assert "Give it one: graph.replace('mine', lpnb.source(function))." in [p.mend for p in graph.check().errors]
    assert refused(lambda: graph.set("mine", function=iter([1]))).endswith(
        "Make a node of an iterator: graph.replace(name, lpnb.source(iterator))."
    )


def test_code_in_a_file_is_no_function(tmp_path):
    graph = graph_of(lpnb.source(lambda frame: frame))
    with pytest.warns(LeftBehind, match="stays behind"):
        file = graph.save(tmp_path / "mine.lpnb")
    text = file.read_text()
    file.write_text(text.replace('"kind": "python"', '"kind": "python", "function": "print"'))
    with pytest.raises(ValueError, match="field 'function': expected a function, found 'print'"):
        lpnb.Graph.load(file)


def test_the_lines_that_make_a_graph_leave_a_function_out():
    graph = graph_of(lpnb.source(lambda frame: frame))
    lines = script(lpnb.Graph(), graph)
    again = lpnb.Graph()
    exec(lines, {"g": again})
    assert again["mine"].function is None
    assert again["mine"].outputs() == ("out",)


def test_two_lines_are_enough():
    graph = lpnb.Graph()
    graph.add("data", lpnb.from_arrays(x=np.zeros((4, 2)), hold=8, split="all"))
    graph.add("mine", lpnb.source(lambda frame: np.sin(frame / 10)))
    with lpnb.Stream(graph) as stream:
        stream.step(10)
        assert stream["mine"][0] == pytest.approx(np.sin(1))
