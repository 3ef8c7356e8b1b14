"""The sampler of a spatial transformer: Statestream's numbers, gradients, and what it cannot look at."""

import numpy as np
import pytest
import torch

import lpnb
from lpnb.compile import build, emit
from tests.statestream.files import ORACLE, needs_files


def sampling(image=(3, 32, 32), shape=None, **where):
    """image -> seen.image, and an input for each other port."""
    graph = lpnb.Graph()
    graph.add("image", "input", shape=image)
    graph.add("seen", "sampler", shape=shape, **{key: where.pop(key) for key in ("order", "travel") if key in where})
    graph.connect("image", "seen.image")
    for port, size in where.items():
        graph.add(port, "input", shape=size)
        graph.connect(port, f"seen.{port}")
    return graph


def seen(graph, *values):
    """What it sees of the image and of what stands at the other ports."""
    built = build(emit(graph))
    first = built.network.initial_state(len(values[0]), built.inputs(*values))
    return built.network.step(first, built.inputs(*values)).seen


@needs_files
@pytest.mark.parametrize(
    ("target", "positions"), [("img_transformed", "tcf10_transform"), ("img_cropped", "tcf10_crop")]
)
def test_it_computes_what_statestream_computed(target, positions):
    recorded = np.load(ORACLE / "test_interface_transform_cifar10.npz")
    images, places, wanted = (torch.tensor(recorded[f"state/{n}"]) for n in ("tcf10_image", positions, target))
    bias = torch.tensor(recorded[f"param/np/{target}/b"])[0, :, None, None]
    graph = sampling(positions=tuple(places.shape[2:]), order="transposed")
    for frame in range(4):
        assert torch.equal(seen(graph, images[frame], places[frame]) + bias, wanted[frame + 1])


def test_the_places_of_all_pixels_show_the_image_as_it_is():
    image = torch.rand(2, 3, 4, 5)
    down, across = torch.meshgrid(torch.arange(4) / 4, torch.arange(5) / 5, indexing="ij")
    places = torch.stack([across, down]).expand(2, -1, -1, -1)
    found = seen(sampling((3, 4, 5), positions=(2, 4, 5)), image, places)
    assert torch.allclose(found[..., :3, :4], image[..., :3, :4], atol=1e-5)
    assert not found[..., 3, :].any()  # from the last row and column on it is 0, as outside
    turned = seen(sampling((3, 4, 5), positions=(2, 4, 5), order="transposed"), image, places)
    assert torch.equal(turned, found.transpose(2, 3))


def test_in_between_pixels_it_is_linear():
    image = torch.arange(4.0).expand(1, 1, 4, 4)
    places = torch.tensor([[[[0.3125]], [[0.6]]]])
    assert seen(sampling((1, 4, 4), positions=(2, 1, 1)), image, places).item() == pytest.approx(1.25)


def test_a_window_lies_where_its_middle_is_and_is_as_wide_as_its_scale_says():
    image = torch.arange(64.0).reshape(1, 1, 8, 8)
    graph = sampling((1, 8, 8), (1, 2, 2), scale=1, centre=2)
    middle = seen(graph, image, torch.ones(1, 1), torch.zeros(1, 2))
    assert middle.tolist() == [[[[27.0, 29.0], [43.0, 45.0]]]]  # from 3 to 5 both ways
    right = seen(graph, image, torch.ones(1, 1) / 2, torch.tensor([[0.5, 0.0]]))
    assert right.tolist() == [[[[33.5, 34.5], [41.5, 42.5]]]]
    graph.set("seen", travel=0.5)
    nearer = seen(graph, image, torch.ones(1, 1) / 2, torch.tensor([[1.0, 0.0]]))
    assert torch.equal(nearer, right)


def test_outside_of_the_image_there_is_nothing():
    image = torch.ones(1, 1, 4, 4)
    for far in (-3.0, -0.1, 0.75, 1.0, 40.0):
        places = torch.full((1, 2, 1, 1), far)
        assert seen(sampling((1, 4, 4), positions=(2, 1, 1)), image, places).item() == 0


def test_places_that_are_no_numbers_show_none():
    places = torch.full((1, 2, 1, 1), float("nan"))
    assert seen(sampling((1, 4, 4), positions=(2, 1, 1)), torch.ones(1, 1, 4, 4), places).isnan().all()


def test_gradients_reach_the_image_and_the_places():
    image = torch.arange(16.0, dtype=torch.float64).reshape(1, 1, 4, 4).requires_grad_()
    places = torch.full((1, 2, 1, 1), 0.4, dtype=torch.float64, requires_grad=True)
    seen(sampling((1, 4, 4), positions=(2, 1, 1)), image, places).sum().backward()
    assert places.grad.flatten().tolist() == pytest.approx([4.0, 16.0])  # a pixel further right: 1, down: 4
    assert image.grad.sum().item() == pytest.approx(1)


WRONG = [
    ({"image": (9,), "positions": (2, 3, 3)}, ["an image (channels, height, width) at 'image', found shape (9,)."]),
    ({"positions": (3, 3, 3)}, ["positions (2, height, width) at 'positions', found shape (3, 3, 3)."]),
    ({"positions": (2, 3, 3), "shape": (3, 4, 4)},
     ["a shape (3, 3, 3), found (3, 4, 4). Leave 'shape' out: the positions tell it."]),
    ({"shape": (2, 4, 4), "scale": 1, "centre": 2}, ["a shape (3, 4, 4), found (2, 4, 4)."]),
    ({"shape": (3, 4, 4), "scale": 2, "centre": 2}, ["one number at 'scale', found shape (2,)."]),
    ({"shape": (3, 4, 4), "scale": 1},
     ["either 'positions', or 'scale' and 'centre', found 'scale'. "
      "Connect 'positions' for a map, or 'scale' and 'centre' for a window."]),
    ({"shape": (3, 4, 4)},
     ["either 'positions', or 'scale' and 'centre', found none. "
      "Connect 'positions' for a map, or 'scale' and 'centre' for a window."]),
    ({"positions": (2, 3, 3), "scale": 1, "centre": 2},
     ["either 'positions', or 'scale' and 'centre', found 'positions' and 'scale' and 'centre'. "
      "Connect 'positions' for a map, or 'scale' and 'centre' for a window."]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "words"), WRONG)
def test_what_it_cannot_look_at_or_with_is_found(case, words):
    found = [
        str(problem) for problem in sampling(**case).check().errors if "a shape, given or told" not in str(problem)
    ]
    assert found == [f"node 'seen' (sampler): expected {word}" for word in words]


def test_it_goes_into_a_file_and_comes_back(tmp_path):
    graph = sampling((1, 8, 8), (1, 2, 2), scale=1, centre=2, order="transposed", travel=0.5)
    again = lpnb.Graph.load(graph.save(tmp_path / "net.lpnb"))
    assert again["seen"] == graph["seen"]
    assert again.code() == graph.code()
