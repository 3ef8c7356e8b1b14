"""Labelled pictures in files and folders. Nothing in them is ever run: files that can hold code are refused.

pictures.npz             images [n, h, w] or [n, c, h, w] or [n, h, w, c], labels [n]; or x_train, y_train, x_test, ...
train-images-idx3-ubyte  with train-labels-idx1-ubyte beside it, each also as .gz; or a folder with both
cifar-10-batches-bin/    data_batch_1.bin to data_batch_5.bin, test_batch.bin
birds/owl/1.png          a folder with a folder for each class
"""

from __future__ import annotations

import functools
import gzip
import math
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import attrs
import numpy as np

Array = np.ndarray[Any, Any]

FORMATS = "an .npz file with the arrays 'images' and 'labels', an idx file, or a folder with a folder for each class"
PICKLES = (".pkl", ".pickle", ".pkl.gz", ".pickle.gz", ".pt", ".pth")
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm", ".pgm")
LABELS = "Labels are whole numbers from 0, or one-hot: [n, classes]."
LARGEST = 2**36
"""Bytes of all pictures of a file, at most."""
CIFAR = 3 * 32 * 32 + 1
"""Bytes of one picture in CIFAR-10's binary files: its class, then red, green and blue (A. Krizhevsky, 2009)."""


class NoPictures(ValueError):
    """There are no pictures that can be read.

    Attributes:
        found: What there is instead.
        mend: What to do about it; may be empty.
    """

    def __init__(self, found: str, mend: str = "") -> None:
        """Say what was found, and what to do about it."""
        super().__init__(f"{found}. {mend}".strip())
        self.found, self.mend = found, mend


@attrs.frozen(eq=False)
class Album:
    """Pictures that can be looked at without being loaded.

    Attributes:
        shape: (channels, height, width) of one.
        labels: The class of each, int64 [n].
        classes: How many classes there are.
        tests: How many of them, the last ones, are for the test; None where nothing says so.
        load: Returns the pictures, [n, channels, height, width]: uint8 0 to 255, or numbers 0 to 1.
    """

    shape: tuple[int, ...]
    labels: Array
    classes: int
    tests: int | None
    load: Callable[[], Array]


def album(place: str, size: tuple[int, int] | None = None) -> Album:
    """Return the pictures in a file or folder.

    Args:
        place: The file or folder.
        size: (height, width) that pictures of a folder are brought to; None for that of the first one.

    Raises:
        NoPictures: When there is none that can be read, in words.
    """
    path = Path(place).expanduser()
    try:
        stamp = max(file.stat().st_mtime_ns for file in (path, _beside(path)) if file == path or file.exists())
        return _known(path, size, stamp)
    except NoPictures:
        raise
    except FileNotFoundError:
        raise NoPictures(f"no file or folder {place!r}", _converting(path) if _pickled(path) else "") from None
    except Exception as error:  # whatever a damaged file makes of the libraries that read it
        words = str(error).partition("\n")[0][:200] or type(error).__name__
        raise NoPictures(f"{place!r}, which cannot be read: {words}") from error


def of_arrays(arrays: Mapping[str, Array]) -> Album:
    """Return the pictures in the arrays ``image`` and ``label``.

    Raises:
        NoPictures: When these are none, in words.
    """
    if not {"image", "label"} <= set(arrays):
        raise NoPictures(f"the arrays {', '.join(arrays)}", "Call them 'image' and 'label'.")
    (shape, turn), labels = _layout(arrays["image"].shape), class_indices(arrays["label"])
    return Album(shape, labels, int(labels.max()) + 1, None, lambda: turn(np.asarray(arrays["image"])))


@functools.lru_cache(maxsize=4)
def _known(path: Path, size: tuple[int, int] | None, stamp: int) -> Album:  # noqa: ARG001 - what changed is another file
    """Return an album whose pictures are kept once they are loaded: a stream opens a source anew for each knob."""
    found = _album(path, size)
    return attrs.evolve(found, load=functools.cache(found.load))


def _album(path: Path, size: tuple[int, int] | None) -> Album:
    name = path.name.lower()
    if _pickled(path):
        raise NoPictures(f"{str(path)!r}, a pickle, which can run code", _converting(path))
    if path.is_dir():
        return _folder(path, size)
    if name.endswith(".npz"):
        return _npz(path)
    if name.endswith(".npy"):
        return _npy(path)
    if "idx" in name:
        return _idx([path])
    raise NoPictures(f"{str(path)!r}", f"Give it {FORMATS}.")


def _pickled(path: Path) -> bool:
    return path.name.lower().endswith(PICKLES) or path.name == "cifar-10-batches-py"


def _converting(path: Path) -> str:
    """Return how to make arrays of the pickles that these data sets come as."""
    if "cifar" in path.name:
        return "Pickles are not opened: take the binary version of the data set (cifar-10-batches-bin), or an .npz."
    return (
        "Pickles are not opened: where you trust it, convert it once, import gzip, pickle, numpy as np; "
        f'(x, y), _, (u, v) = pickle.load(gzip.open("{path.name}"), encoding="latin1"); '
        'np.savez("mnist.npz", x_train=x.reshape(-1, 28, 28), y_train=y, x_test=u.reshape(-1, 28, 28), y_test=v).'
    )


def _beside(path: Path) -> Path:
    """Return the file of the labels that belong to a file of images, by its name."""
    return path.with_name(path.name.replace("images", "labels").replace("idx3", "idx1"))


def _layout(shape: tuple[int, ...]) -> tuple[tuple[int, ...], Callable[[Array], Array]]:
    """Return (channels, height, width), and what brings an array into this form."""
    if len(shape) == 3:
        return (1, *shape[1:]), lambda array: array[:, None]
    if len(shape) == 4 and shape[-1] in (1, 3, 4) and shape[1] not in (1, 3):
        return (min(shape[3], 3), *shape[1:3]), lambda array: np.moveaxis(array[..., :3], -1, 1)
    if len(shape) == 4:
        return shape[1:], lambda array: array
    raise NoPictures(
        f"an array of shape {shape}", "Pictures have the shape [n, height, width] or [n, channels, height, width]."
    )


# -- .npz ------------------------------------------------------------------------------------------------------

NAMES = (("images", "labels"), ("image", "label"), ("x", "y"), ("X", "y"), ("data", "labels"), ("data", "target"))


def _npz(path: Path) -> Album:
    if not zipfile.is_zipfile(path):
        raise NoPictures(f"{str(path)!r}, which is no .npz file", f"Give it {FORMATS}.")
    with np.load(path, allow_pickle=False) as file:
        known = set(file.files)
        pairs = [pair for pair in NAMES if set(pair) <= known][:1]
        if {"x_train", "y_train", "x_test", "y_test"} <= known:
            pairs = [("x_train", "y_train"), ("x_test", "y_test")]
        if not pairs:
            raise NoPictures(f"{str(path)!r} with the arrays {', '.join(sorted(known))[:200]}", f"Give it {FORMATS}.")
        parts = [class_indices(file[label]) for _, label in pairs]
    with zipfile.ZipFile(path) as archive:
        shapes = [_npy_shape(archive, f"{image}.npy") for image, _ in pairs]
    for shape, part in zip(shapes, parts, strict=True):
        if shape[1:] != shapes[0][1:] or shape[0] != len(part):
            raise NoPictures(f"{str(path)!r} with {shape[0]} pictures of shape {shape[1:]} and {len(part)} labels")
    shape, turn = _layout(shapes[0])
    labels = np.concatenate(parts)

    def load() -> Array:
        with np.load(path, allow_pickle=False) as file:
            every = np.concatenate([file[image] for image, _ in pairs])
        found: Array = turn(every)
        return found

    return Album(shape, labels, int(labels.max()) + 1, len(parts[1]) if len(parts) > 1 else None, load)


def _npy(path: Path) -> Album:
    """Return the pictures of ``images.npy``, with the labels of ``labels.npy`` beside it."""
    beside = _beside(path)
    if beside == path or not beside.exists():
        raise NoPictures(f"{str(path)!r} without its labels", "Call the files images.npy and labels.npy.")
    images, labels = (np.load(file, mmap_mode="r", allow_pickle=False) for file in (path, beside))
    shape, turn = _layout(images.shape)
    classes = class_indices(np.array(labels))
    if len(images) != len(classes) or images.dtype.kind not in "fiub":
        raise NoPictures(f"{len(images)} pictures of {images.dtype} and {len(classes)} labels")
    return Album(shape, classes, int(classes.max()) + 1, None, lambda: turn(np.array(images)))


def _npy_shape(archive: zipfile.ZipFile, name: str) -> tuple[int, ...]:
    """Return the shape of an array in an .npz file without reading it."""
    with archive.open(name) as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file)
    if dtype.kind not in "fiub":
        raise NoPictures(f"an array {name!r} of {dtype}", "Pictures are numbers.")
    return tuple(map(int, shape))


def class_indices(labels: Array) -> Array:
    """Return class indices, int64 [n]: of whole numbers from 0, of any type, or [n, classes] with a 1 at the right one.

    Raises:
        NoPictures: When they are neither, in words.
    """
    if labels.ndim == 2 and labels.shape[1] > 1:
        if not (np.isin(labels, (0, 1)).all() and (labels.sum(1) == 1).all()):
            raise NoPictures(f"labels of shape {labels.shape}", f"{LABELS} Of scores take the largest: .argmax(1).")
        labels = labels.argmax(1)
    labels = labels.reshape(-1) if math.prod(labels.shape) == len(labels) else labels
    if labels.ndim != 1:
        raise NoPictures(f"labels of shape {labels.shape}", LABELS)
    if labels.dtype.kind not in "fiub" or not len(labels):
        raise NoPictures(f"labels of type {labels.dtype}", LABELS)
    odd = labels[(labels < 0) | (labels != np.floor(labels))]
    if len(odd):
        raise NoPictures(f"a label {odd[0]}", LABELS)
    classes: Array = labels.astype(np.int64)
    return classes


# -- idx (Y. LeCun) --------------------------------------------------------------------------------------------


def _idx(paths: Iterable[Path], tests: Path | None = None) -> Album:
    every = [*paths, *([tests] if tests else [])]
    shapes = [_idx_header(path) for path in every]
    parts = [class_indices(_idx_array(_beside(path))) for path in every]
    for path, shape, part in zip(every, shapes, parts, strict=True):
        if shape[0] != len(part) or shape[1:] != shapes[0][1:]:
            raise NoPictures(f"{str(path)!r} with {shape[0]} pictures and {len(part)} labels")
    labels = np.concatenate(parts)
    shape, turn = _layout(shapes[0])
    load = lambda: turn(np.concatenate([_idx_array(path) for path in every]))  # noqa: E731 - as short as it is
    return Album(shape, labels, int(labels.max()) + 1, len(parts[-1]) if tests else None, load)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _idx_header(path: Path) -> tuple[int, ...]:
    with _open(path) as file:
        return _idx_sizes(file, path)


def _idx_sizes(file: IO[bytes], path: Path) -> tuple[int, ...]:
    magic = file.read(4)
    if len(magic) != 4 or magic[:3] != b"\0\0\x08" or not 1 <= magic[3] <= 4:
        raise NoPictures(f"{str(path)!r}, which is no idx file of bytes")
    sizes = tuple(map(int, np.frombuffer(file.read(4 * magic[3]), ">i4")))
    if len(sizes) != magic[3] or min(sizes) < 1 or math.prod(sizes) > LARGEST:
        raise NoPictures(f"{str(path)!r} of sizes {sizes}")
    return sizes


def _idx_array(path: Path) -> Array:
    with _open(path) as file:
        shape = _idx_sizes(file, path)
        content = file.read(math.prod(shape) + 1)
    found: Array = np.frombuffer(content, np.uint8).reshape(shape)
    return found


# -- folders ---------------------------------------------------------------------------------------------------


def _folder(path: Path, size: tuple[int, int] | None) -> Album:
    batches = sorted(path.glob("data_batch_*.bin"))
    if batches:
        return _cifar(batches, path / "test_batch.bin")
    idx = {part: sorted(path.glob(f"{part}*images*idx3*")) for part in ("train", "t10k")}
    if idx["train"]:
        return _idx(idx["train"][:1], next(iter(idx["t10k"]), None))
    parts = [path / part for part in ("train", "test")] if (path / "train").is_dir() else [path]
    parts = [part for part in parts if part.is_dir()]
    names = sorted({entry.name for part in parts for entry in part.iterdir() if entry.is_dir()})
    found = [
        [(file, label) for label, name in enumerate(names) for file in _pictures_in(part / name)] for part in parts
    ]
    files = [file for part in found for file, _ in part]
    if not files:
        raise NoPictures(f"{str(path)!r} without pictures in folders named as their classes", f"Give it {FORMATS}.")
    labels = np.array([label for part in found for _, label in part], np.int64)
    first = picture(files[0], None, None)
    size, channels = size or (first.shape[1], first.shape[2]), first.shape[0]

    def load() -> Array:
        return np.stack([picture(file, size, channels) for file in files])

    return Album((channels, *size), labels, len(names), len(found[1]) if len(found) > 1 else None, load)


def _pictures_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix.lower() in PICTURES)


def picture(file: Path, size: tuple[int, int] | None, channels: int | None, *, smooth: bool = True) -> Array:
    """Return a picture, uint8 [channels, height, width]: grey where it is grey, else red, green, blue.

    Args:
        file: Where it is.
        size: (height, width) that it is brought to, None for its own.
        channels: 1 or 3, None for what it has.
        smooth: Whether new pixels are means of old ones; else each is the nearest one.
    """
    try:
        from PIL import Image
    except ImportError:
        raise NoPictures("no Pillow, which reads pictures", "Install it: pip install Pillow.") from None
    with Image.open(file) as opened:
        grey = channels == 1 or (channels is None and opened.mode in ("1", "L", "LA", "I;16"))
        shown = opened.convert("L" if grey else "RGB")
        if size is not None and shown.size != (size[1], size[0]):
            shown = shown.resize((size[1], size[0]), Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST)
    array = np.asarray(shown)
    return array[None] if array.ndim == 2 else np.moveaxis(array, -1, 0)


def _cifar(batches: list[Path], tests: Path) -> Album:
    every = [*batches, *([tests] if tests.exists() else [])]
    records = [np.memmap(file, np.uint8, "r").reshape(-1, CIFAR) for file in every]
    labels = np.concatenate([class_indices(np.array(part[:, 0])) for part in records])

    def load() -> Array:
        found: Array = np.concatenate([part[:, 1:] for part in records]).reshape(-1, 3, 32, 32)
        return found

    return Album((3, 32, 32), labels, 10, len(records[-1]) if tests.exists() else None, load)
