"""Pictures in files and folders are read without being loaded, and nothing in them is ever run."""

import contextlib
import gzip
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.graph.kinds import node_kind
from lpnb.sources.pictures import NoPictures, _known, album
from tests.sources.numbered import ALL, numbered
from tests.sources.opening import opened
from tests.sources.painted import classes, save


def shown(file, **fields):
    """What all of a file is shown as: first pixels (0 to 255), and labels."""
    feed = opened("images", batch=len(album(str(file)).labels), file=str(file), **{**ALL, **fields})
    image, label, _ = feed.frame(0)
    return (image[:, 0, 0, 0] * 255).round().int().tolist(), label.tolist()


def write_idx(path, array, opener=open):
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    with opener(path, "wb") as file:
        file.write(head + array.astype(np.uint8).tobytes())


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
    os.utime(tmp_path / "labels.npy", ns=(2**62, 2**62))
    with pytest.raises(NoPictures, match="cannot be read"):
        album(str(tmp_path / "images.npy"))


MNIST = Path(__file__).parents[2].parent / "shared" / "data" / "mnist10k.npz"


@pytest.mark.skipif(not MNIST.exists() and "CI" not in os.environ, reason=f"{MNIST} is not here")
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Files of each format, as bytes by name."""
    folder = tmp_path_factory.mktemp("whole")
    images, labels = numbered()
    np.savez(folder / "a.npz", images=images, labels=labels)
    write_idx(folder / "b-images-idx3-ubyte", images)
    write_idx(folder / "b-labels-idx1-ubyte", labels)
    write_idx(folder / "c-images-idx3-ubyte.gz", images, gzip.open)
    write_idx(folder / "c-labels-idx1-ubyte.gz", labels, gzip.open)
    np.save(folder / "images.npy", images)
    np.save(folder / "labels.npy", labels)
    return folder, {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_words(whole, data):
    folder, files = whole
    damaged = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[damaged])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (folder / damaged).write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]) or b" ")
    name = damaged.replace("labels", "images").replace("idx1", "idx3")
    _known.cache_clear()
    with contextlib.suppress(NoPictures):
        assert len(album(str(folder / name)).labels)
    (folder / damaged).write_bytes(files[damaged])


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"a": np.zeros(3)}, "with the arrays a"),
        ({"images": np.zeros((3, 2, 2)), "labels": np.arange(4)}, "with 3 pictures of shape (2, 2) and 4 labels"),
        (
            {"images": np.zeros((3, 2, 2)), "labels": np.array([0, -1, 2])},
            "a label -1. Labels are whole numbers from 0, or one-hot: [n, classes].",
        ),
        ({"images": np.zeros((2, 2, 2)), "labels": np.array([0, 0.5])}, "a label 0.5. Labels are whole numbers"),
        ({"images": np.zeros((1, 2, 2)), "labels": np.array([[0.4, 0.6]])}, "Of scores take the largest: .argmax(1)."),
        ({"images": np.zeros((2, 2, 2)), "labels": np.zeros((2, 2, 2))}, "labels of shape (2, 2, 2). Labels are whole"),
        ({"images": np.zeros((3, 2)), "labels": np.arange(3)}, "an array of shape (3, 2). Pictures have the shape"),
    ],
)
def test_arrays_that_are_no_labelled_pictures_are_refused_in_words(tmp_path, arrays, words):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(NoPictures) as caught:
        album(str(tmp_path / "a.npz"))
    assert words in str(caught.value)
