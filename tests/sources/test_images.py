"""Labelled images: of your own, out of files and folders, and what is said where there are none."""

import gzip
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, SourceError
from lpnb.graph.kinds import node_kind
from lpnb.sources.pictures import NoPictures, album
from tests.sources.opening import opened
from tests.sources.painted import classes, save

FORMATS = "an .npz file with the arrays 'images' and 'labels', an idx file, or a folder with a folder for each class"
ALL = {"split": "all", "hold": 1, "shuffle": False}


def numbered(count=6, shape=(4, 3), whole=True):
    """Images whose first pixel tells which they are."""
    images = np.zeros((count, *shape), np.uint8 if whole else np.float32)
    images.reshape(count, -1)[:, 0] = np.arange(count)
    return images, np.arange(count) % 3


def problems(**fields):
    graph = lpnb.Graph()
    graph.add("digits", "images", **fields)
    return [str(problem) for problem in graph.check().problems]


def shown(file, **fields):
    """What all of a file is shown as: first pixels (0 to 255), and labels."""
    feed = opened("images", batch=len(album(str(file)).labels), file=str(file), **{**ALL, **fields})
    image, label, _ = feed.frame(0)
    return (image[:, 0, 0, 0] * 255).round().int().tolist(), label.tolist()


def write_idx(path, array, opener=open):
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    with opener(path, "wb") as file:
        file.write(head + array.astype(np.uint8).tobytes())


# -- of your own ------------------------------------------------------------------------------------------------------


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


# -- files and folders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("images", "labels"), ("x", "y"), ("data", "target")])
def test_an_npz_file_is_read(tmp_path, names):
    images, labels = numbered()
    np.savez(tmp_path / "a.npz", **dict(zip(names, (images, labels), strict=True)))
    assert shown(tmp_path / "a.npz") == ([0, 1, 2, 3, 4, 5], [0, 1, 2, 0, 1, 2])
    assert album(str(tmp_path / "a.npz")).shape == (1, 4, 3)


def test_what_a_file_calls_test_is_held_out_whatever_the_share(tmp_path):
    images, labels = numbered(10)
    parts = {"x_train": images[:7], "y_train": labels[:7], "x_test": images[7:], "y_test": labels[7:]}
    np.savez_compressed(tmp_path / "a.npz", **parts)
    kind = node_kind("images")
    chosen = {
        s: kind(file=str(tmp_path / "a.npz"), split=s, valid_share=0.2).chosen(10) for s in ("train", "valid", "test")
    }
    assert chosen["test"].tolist() == [7, 8, 9]
    assert len(chosen["valid"]) == 2
    assert sorted([*chosen["train"], *chosen["valid"]]) == list(range(7))
    assert shown(tmp_path / "a.npz")[0] == list(range(10))


def test_labels_may_be_one_hot_in_a_file(tmp_path):
    images, labels = numbered()
    np.savez(tmp_path / "a.npz", images=images, labels=np.eye(3)[labels])
    assert shown(tmp_path / "a.npz")[1] == [0, 1, 2, 0, 1, 2]


def test_npy_files_are_read_with_their_labels(tmp_path):
    images, labels = numbered()
    np.save(tmp_path / "images.npy", images)
    with pytest.raises(NoPictures, match=r"without its labels\. Call the files images\.npy and labels\.npy"):
        album(str(tmp_path / "images.npy"))
    np.save(tmp_path / "labels.npy", labels)
    assert shown(tmp_path / "images.npy") == ([0, 1, 2, 3, 4, 5], [0, 1, 2, 0, 1, 2])
    np.save(tmp_path / "labels.npy", np.array([Bomb()] * 6, object))
    with pytest.raises(NoPictures, match="cannot be read"):
        album(str(tmp_path / "images.npy"))


MNIST = Path(__file__).parents[2].parent / "shared" / "data" / "mnist10k.npz"


@pytest.mark.skipif(not MNIST.exists(), reason=f"{MNIST} is not here")
def test_mnist_is_known_before_it_is_loaded():
    spec = node_kind("images")(file=str(MNIST), split="test", test_share=0.15)
    assert spec.infer({})["image"].shape == (1, 28, 28)
    assert (spec.infer({})["label"].classes, spec.count, len(spec.chosen(10_000))) == (10, 10_000, 1500)
    image, label, _ = spec.open(opened("digits", batch=100).setting).frame(0)
    assert (image.min(), image.max(), len(set(label.tolist()))) == (0, 1, 10)


@pytest.mark.parametrize(("ending", "opener"), [("", open), (".gz", gzip.open)])
def test_idx_files_are_read_with_their_labels(tmp_path, ending, opener):
    images, labels = numbered(8)
    for part, some in (("train", slice(0, 5)), ("t10k", slice(5, 8))):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte{ending}", images[some], opener)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte{ending}", labels[some], opener)
    assert shown(tmp_path / f"train-images-idx3-ubyte{ending}") == ([0, 1, 2, 3, 4], [0, 1, 2, 0, 1])
    assert shown(tmp_path, split="test", test_share=0.0)[0][:3] == [5, 6, 7]
    assert album(str(tmp_path)).tests == 3


def test_the_binary_version_of_cifar_10_is_read(tmp_path):
    for number, name in enumerate(("data_batch_1", "data_batch_2", "test_batch")):
        records = np.zeros((2, 3073), np.uint8)
        records[:, 0], records[:, 1] = (number, number + 1), (10 * number, 10 * number + 1)
        (tmp_path / f"{name}.bin").write_bytes(records.tobytes())
    found = album(str(tmp_path))
    assert (found.shape, found.classes, found.tests) == ((3, 32, 32), 10, 2)
    assert shown(tmp_path) == ([0, 1, 10, 11, 20, 21], [0, 1, 1, 2, 2, 3])


def test_a_folder_with_a_folder_for_each_class_is_read(tmp_path):
    folder = classes(tmp_path / "birds")
    assert shown(folder) == ([0, 1, 2, 10, 11, 12], [0, 0, 0, 1, 1, 1])
    assert album(str(folder)).shape == (3, 6, 5)


def test_a_folder_may_say_what_is_for_the_test(tmp_path):
    classes(tmp_path / "train", count=2)
    classes(tmp_path / "test", count=1)
    found = album(str(tmp_path))
    assert (found.tests, found.labels.tolist()) == (2, [0, 0, 1, 1, 0, 1])


def test_pictures_of_a_folder_are_brought_to_the_size_that_is_asked_for(tmp_path):
    folder = classes(tmp_path, size=(6, 5))
    save(folder / "owl" / "9.png", np.zeros((20, 30)))
    spec = node_kind("images")(file=str(folder), shape=(1, 8, 4), **ALL)
    assert list(spec.check({})) == []
    assert spec.open(opened("digits", batch=7).setting).frame(0)[0].shape == (7, 1, 8, 4)


def test_a_file_that_changed_is_read_anew(tmp_path):
    images, labels = numbered()
    np.savez(tmp_path / "a.npz", images=images, labels=labels)
    before = album(str(tmp_path / "a.npz")).classes
    np.savez(tmp_path / "a.npz", images=images, labels=labels + 1)
    os.utime(tmp_path / "a.npz", ns=(1, 1))
    assert (before, album(str(tmp_path / "a.npz")).classes) == (3, 4)


# -- what cannot be read ----------------------------------------------------------------------------------------------


class Bomb:
    def __reduce__(self):
        return (print, ("it ran",))


@pytest.mark.parametrize("name", ["mnist.pkl.gz", "mnist.pkl", "net.pt"])
def test_a_pickle_is_never_opened(tmp_path, name, capsys):
    content = pickle.dumps(Bomb())
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(NoPictures, match=r"a pickle, which can run code\. Pickles are not opened: where you trust it"):
        album(str(tmp_path / name))
    assert capsys.readouterr().out == ""


def test_arrays_of_python_objects_are_refused(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", images=np.array([Bomb()] * 3, object), labels=np.arange(3))
    with pytest.raises(NoPictures, match="Pictures are numbers"):
        album(str(tmp_path / "a.npz"))
    np.savez(tmp_path / "b.npz", images=np.zeros((3, 2, 2)), labels=np.array([Bomb()] * 3, object))
    with pytest.raises(NoPictures, match="cannot be read"):
        album(str(tmp_path / "b.npz"))
    assert "it ran" not in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"\x93NUMPY" * 9, bytes(range(256))])
@pytest.mark.parametrize("name", ["a.npz", "a-images-idx3-ubyte", "a-images-idx3-ubyte.gz", "a.png"])
def test_rubbish_is_refused_in_words(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NoPictures):
        album(str(tmp_path / name))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"a": np.zeros(3)}, "with the arrays a"),
        ({"images": np.zeros((3, 2, 2)), "labels": np.arange(4)}, "with 3 pictures of shape (2, 2) and 4 labels"),
        (
            {"images": np.zeros((3, 2, 2)), "labels": np.array([0, -1, 2])},
            "labels of type int64. Labels are whole numbers",
        ),
        ({"images": np.zeros((3, 2)), "labels": np.arange(3)}, "an array of shape (3, 2). Pictures have the shape"),
    ],
)
def test_arrays_that_are_no_labelled_pictures_are_refused_in_words(tmp_path, arrays, words):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(NoPictures) as caught:
        album(str(tmp_path / "a.npz"))
    assert words in str(caught.value)


def test_missing_data_are_said_with_the_lines_that_bring_others():
    mend = (
        "Give it arrays: graph.replace('digits', lpnb.from_arrays(images, labels)); or a file: "
        f"graph.set('digits', file=...) with {FORMATS}."
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
