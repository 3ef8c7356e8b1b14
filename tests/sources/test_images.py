"""Labelled images: how they are shown, and what is said where there are none."""

import re

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, SourceError
from lpnb.graph.kinds import node_kind
from lpnb.graph.make import differing
from tests.sources.numbered import ALL, numbered
from tests.sources.opening import opened

FORMATS = "an .npz file with the arrays 'images' and 'labels', an idx file, or a folder with a folder for each class"


def problems(**fields):
    graph = lpnb.Graph()
    graph.add("digits", "images", **fields)
    return [str(problem) for problem in graph.check().problems]


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((4, 3), (1, 4, 3)),
        ((1, 4, 3), (1, 4, 3)),
        ((3, 8, 8), (3, 8, 8)),
        ((8, 9, 3), (3, 8, 9)),
        ((8, 9, 4), (3, 8, 9)),
    ],
)
def test_images_of_any_layout_become_channels_height_width(shape, wanted):
    images, labels = numbered(shape=shape)
    source = lpnb.from_arrays(images, labels)
    assert source.infer({})["image"].shape == wanted
    assert source.album().load().shape == (6, *wanted)


def test_images_labels_and_what_is_one_hot_belong_together():
    feed = opened("images", batch=6, data=dict(zip(("image", "label"), numbered(), strict=True)), **ALL)
    image, label, one_hot = feed.frame(0)
    assert (image[:, 0, 0, 0] * 255).tolist() == pytest.approx([0, 1, 2, 3, 4, 5])
    assert label.tolist() == [0, 1, 2, 0, 1, 2]
    assert one_hot.tolist() == torch.eye(3)[label].tolist()


def test_whole_numbers_are_brought_to_0_to_1_and_others_stay():
    for whole, most in ((True, 5 / 255), (False, 5.0)):
        images, labels = numbered(whole=whole)
        feed = lpnb.from_arrays(images, labels, **ALL).open(opened("digits", batch=6).setting)
        assert feed.frame(0)[0].max().item() == pytest.approx(most)


def test_everywhere_says_the_class_at_each_pixel():
    images, labels = numbered()
    spec = lpnb.from_arrays(images, labels, everywhere=True, **ALL)
    assert spec.infer({})["one_hot"].shape == (3, 4, 3)
    _, label, one_hot = spec.open(opened("digits", batch=6).setting).frame(0)
    assert torch.equal(one_hot.argmax(1), label[:, None, None].expand(-1, 4, 3))


def test_grey_images_get_two_random_colours_for_each_showing():
    images = np.full((2, 2, 2), [[0, 255], [255, 0]], np.uint8)
    feed = lpnb.from_arrays(images, [0, 1], colours=True, **ALL).open(opened("digits", batch=50).setting)
    image = feed.frame(0)[0]
    assert image.shape == (50, 3, 2, 2)
    assert torch.equal(image[:, :, 0, 0], image[:, :, 1, 1])
    assert torch.equal(image[:, :, 0, 1], image[:, :, 1, 0])
    colours = torch.cat([image[:, :, 0, 0], image[:, :, 0, 1]])
    assert colours.min() >= 0
    assert (colours.mean().item(), colours.std().item()) == pytest.approx((0.5, 12**-0.5), abs=0.06)
    assert len(torch.unique(colours)) > 290


def test_half_of_the_showings_are_mirrored():
    images = np.tile(np.array([[0.0, 1.0, 0.5]]), (2, 2, 1)).reshape(2, 2, 3)
    feed = lpnb.from_arrays(images, [0, 1], flip=True, **ALL).open(opened("digits", batch=400).setting)
    rows = [tuple(row) for row in feed.frame(0)[0][:, 0, 0].tolist()]
    assert set(rows) == {(0.0, 1.0, 0.5), (0.5, 1.0, 0.0)}
    assert rows.count((0.0, 1.0, 0.5)) == pytest.approx(200, abs=40)


def test_a_crop_is_a_window_at_a_random_place_enlarged():
    ramp = np.tile(np.linspace(0, 1, 16), (16, 1))[None].repeat(2, 0)
    feed = lpnb.from_arrays(ramp, [0, 1], crop=0.5, **ALL).open(opened("digits", batch=64).setting)
    image = feed.frame(0)[0][:, 0]
    steps = image[:, 4, 8] - image[:, 4, 7]
    assert torch.allclose(steps, torch.tensor(0.5 / 15), atol=1e-5)
    assert torch.allclose(image, image[:, :1].expand_as(image), atol=1e-6)
    assert image[:, 0, 0].min() < 0.1
    assert image[:, 0, 15].max() > 0.9


def test_transposed_images_lie_on_their_side():
    images, labels = numbered(shape=(4, 6))
    upright, lying = (
        lpnb.from_arrays(images, labels, transpose=turned, **ALL).open(opened("digits", batch=6).setting).frame(0)[0]
        for turned in (False, True)
    )
    assert torch.equal(lying, upright.transpose(2, 3))
    assert lpnb.from_arrays(images, labels, transpose=True).infer({})["image"].shape == (1, 6, 4)


def test_only_so_many_samples_of_the_split_are_used():
    images, labels = numbered(60)
    chosen = lpnb.from_arrays(images, labels, most=7).chosen(60)
    assert len(chosen) == 7
    assert set(chosen) <= set(lpnb.from_arrays(images, labels).chosen(60))


def test_missing_data_are_said_with_the_lines_that_bring_others():
    mend = (
        "Give it arrays: graph.set('digits', data={'image': images, 'label': labels}); or a file: "
        f"graph.set('digits', file='mnist.npz'), {FORMATS}."
    )
    assert problems(file="/no/such.npz", shape=(1, 28, 28), classes=10) == [
        "node 'digits' (images): expected images of shape (1, 28, 28) of 10 classes, "
        f"found no file or folder '/no/such.npz'. {mend}"
    ]
    assert problems(shape=(3, 8, 8), classes=2)[0] == (
        f"node 'digits' (images): expected images of shape (3, 8, 8) of 2 classes, found none. {mend}"
    )
    (pickled,) = problems(file="/no/mnist.pkl.gz", shape=(1, 28, 28), classes=10)
    assert "found no file or folder '/no/mnist.pkl.gz'. Pickles are not opened: where you trust it, convert" in pickled
    (cifar,) = problems(file="/no/cifar-10-batches-py/", shape=(3, 32, 32), classes=10)
    assert "take the binary version of the data set (cifar-10-batches-bin)" in cifar


@pytest.mark.parametrize("kind", ["images", "digit_board", "transformed_images"])
@pytest.mark.parametrize("ways", [0, 1])
def test_the_lines_that_bring_data_work_as_they_are_written_and_keep_all_else(kind, ways, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    images, labels = numbered(20)
    np.savez("mnist.npz", images=images, labels=labels)
    graph = lpnb.Graph()
    graph.add("mnist", kind, shape=(1, 4, 3), classes=3, hold=5, longest=9, fading=2, noise=0.1)
    before, (problem,) = graph["mnist"], graph.check().errors
    line = re.findall(r"graph\.set\(.*?\)(?=[;,])", problem.mend)[ways]
    exec(line, {"graph": graph, "images": images, "labels": labels})
    assert graph.check().ok
    assert differing(before, graph["mnist"]) == (("data",), ("file",))[ways]


def test_own_data_that_are_no_labelled_images_say_what_they_lack():
    images, labels = numbered()
    line = "Give it arrays: graph.set('digits', data={'image': images, 'label': labels})."
    known = {"shape": (1, 4, 3), "classes": 3}
    assert problems(data={"x": images, "y": labels}, **known) == [
        "node 'digits' (images): expected images of shape (1, 4, 3) of 3 classes, found the arrays x, y. "
        f"Call them 'image' and 'label'. {line}"
    ]
    assert problems(data={"image": images, "label": labels + 0.5}, **known) == [
        "node 'digits' (images): expected images of shape (1, 4, 3) of 3 classes, found a label 0.5. "
        f"Labels are whole numbers from 0, or one-hot: [n, classes]. {line}"
    ]


def test_labels_may_be_one_hot_or_whole_floats():
    images, labels = numbered()
    for given in (labels.astype(float), np.eye(3)[labels], np.eye(3)[labels].astype(bool), labels[:, None]):
        for node in (lpnb.from_arrays(images, given), node_kind("images")(data={"image": images, "label": given})):
            assert node.arrays()["label"].tolist() == labels.tolist()
            assert node.infer({})["label"].classes == 3


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("images", ", or give grey images random colours: graph.set('digits', colours=True)"),
        ("digit_board", ", or give each grey image three times: numpy.repeat(images[:, None], 3, 1)"),
    ],
)
def test_grey_images_where_coloured_ones_are_asked_for_say_how_to_colour_them(kind, more):
    images, labels = numbered(20)
    graph = lpnb.Graph()
    graph.add("digits", kind, shape=(3, 4, 3), data={"image": images, "label": labels})
    assert [str(problem) for problem in graph.check().errors] == [
        f"node 'digits' ({kind}): expected images of shape (3, 4, 3), found shape (1, 4, 3). Leave 'shape' empty{more}."
    ]
    colour = (
        {"colours": True} if kind == "images" else {"data": {"image": images[:, None].repeat(3, 1), "label": labels}}
    )
    graph.set("digits", **colour)
    assert graph.check().ok


def test_a_node_with_data_is_shown_in_short():
    assert "data={'image': uint8 (20, 4, 3), 'label': int64 (20,)}, shape=" in repr(lpnb.from_arrays(*numbered(20)))
    assert "data=None" in repr(node_kind("images")())


def test_a_graph_without_its_data_is_whole_and_runs_once_they_are_there():
    graph = lpnb.Graph()
    graph.add("mnist", "images", file="/no/such.npz", shape=(1, 4, 3), classes=3)
    graph.add("answer", "pool", shape=3)
    graph.connect("mnist.image", "answer", "dense")
    assert len(graph.check().errors) == 1
    graph.set("mnist", mode="mute")
    assert graph.check().ok
    graph.set("mnist", mode="on")
    graph.replace("mnist", lpnb.from_arrays(*numbered(20)))
    assert graph.check().ok
    assert list(graph.wires()) == ["mnist.image->answer"]


def test_a_shape_or_number_of_classes_that_the_data_do_not_have_is_a_problem():
    images, labels = numbered()
    data = {"image": images, "label": labels}
    assert problems(data=data, shape=(1, 5, 5), split="all") == [
        "node 'digits' (images): expected images of shape (1, 5, 5), found shape (1, 4, 3). Leave 'shape' empty."
    ]
    assert problems(data=data, classes=2, split="all") == [
        "node 'digits' (images): expected labels below 2, found a label 2. Set 'classes' to 3, or empty."
    ]


def test_images_are_saved_with_the_graph_and_come_back(tmp_path):
    graph = lpnb.Graph()
    graph.add("data", lpnb.from_arrays(*numbered(20), hold=3))
    again = lpnb.Graph.load(graph.save(tmp_path / "a.lpnb"))
    assert np.array_equal(again["data"].data["image"], numbered(20)[0])
    assert again["data"].hold == 3
    with lpnb.Stream(again, batch=2) as stream:
        stream.step()
        assert stream["data.image"].shape == (2, 1, 4, 3)


def test_a_file_that_went_away_is_an_error_of_the_stream(tmp_path):
    images, labels = numbered(20)
    np.savez(tmp_path / "a.npz", images=images, labels=labels)
    graph = lpnb.Graph()
    graph.add("data", "images", file=str(tmp_path / "a.npz"))
    assert graph.check().ok
    (tmp_path / "a.npz").unlink()
    with pytest.raises((SourceError, EditError, ValueError), match="no file or folder"):
        lpnb.Stream(graph)


def test_a_graph_learns_from_images_and_is_tested_on_those_held_out():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 200)
    images = (rng.normal(0.5, 0.1, (200, 4, 4)) + 0.3 * labels[:, None, None]).clip(0, 1)
    graph = lpnb.Graph()
    graph.add("data", lpnb.from_arrays(images, labels, hold=3, longest=5, replace=True))
    graph.add("answer", "pool", shape=2, act="softmax")
    graph.add("learn", "loss", lr=0.3)
    graph.connect("data.image", "answer", "dense")
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    with lpnb.Stream(graph, batch=16) as stream:
        stream.step(300)
    assert lpnb.evaluate(graph).accuracy > 0.9
