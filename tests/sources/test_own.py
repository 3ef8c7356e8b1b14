"""A user's own arrays and functions as a source, in two lines."""

import itertools

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, SourceError
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
        "lpnb.from_arrays(): expected images and labels, and fields of the source, found masks."
    )
    assert "field 'data': expected a dict of arrays" in refused(lambda: lpnb.from_arrays(x=[1, 2], y=[1]))
    assert refused(lambda: lpnb.from_arrays(x=[1, 2], hold=0)).endswith(
        "expected a whole number, 1 to 1000000 frames, found 0."
    )


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
        (lambda frame: "text", "lpnb.source(): expected numbers for the output 'out', found <U4."),
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
    again = lpnb.Graph.load(graph.save(tmp_path / "mine.lpnb"))
    assert again["mine"].infer({}) == graph["mine"].infer({})
    assert [str(problem) for problem in again.check().errors] == [
        "node 'mine' (python): expected a Python function that returns the frames, found none: a file keeps no code. "
        "Give it one: graph.replace('mine', lpnb.source(function))."
    ]
    again.replace("mine", graph["mine"])
    assert again.check().ok
    assert list(again.wires()) == ["mine.x->a"]


def test_code_in_a_file_is_no_function(tmp_path):
    graph = graph_of(lpnb.source(lambda frame: frame))
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
