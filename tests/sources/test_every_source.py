"""What is true of every source: it is a function of the frame, and delivers what its types say."""

import attrs
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.graph.kinds import BUILT_IN, NODES, node_kind
from lpnb.sources import Source
from tests.sources.opening import opened, setting
from tests.sources.painted import scenes

IMAGES = {"image": np.random.default_rng(0).integers(0, 256, (9, 1, 6, 5), np.uint8), "label": np.arange(9) % 3}
SHAKY = {"hold": 2, "longest": 5, "fading": 1, "noise": 0.1}
FIELDS = {
    "input": [{"shape": 3}],
    "digits": [{}, SHAKY, {"together": True, "replace": True}],
    "arrays": [{"data": {"x": np.arange(10.0).reshape(5, 2), "k": np.arange(5)}, **more} for more in ({}, SHAKY)],
    "images": [
        {"data": IMAGES},
        {"data": IMAGES, "colours": True, "flip": True, "crop": 0.5, "transpose": True, "everywhere": True, **SHAKY},
        {"file": "digits", "split": "test", "shuffle": False, "most": 7},
    ],
    "digit_board": [{"data": IMAGES, "rows": 3}, {"data": IMAGES, "hide": 0.5, "columns": 1, **SHAKY}],
    "transformed_images": [{"data": IMAGES, "window": 3}, {"data": IMAGES, "jitter": 0.2, **SHAKY}],
    "roman_numerals": [{}, {"shape": (3, 9, 12), "everywhere": True, **SHAKY}, {"together": True}],
    "letters": [{"text": "hello"}, {"text": "hello", "length": 7, "ahead": -3, **SHAKY}],
    "moving_edges": [{"shape": (1, 5, 8)}, {"shape": (1, 5, 8), **SHAKY}],
    "oscillator": [{}, {"shape": (2, 3)}],
    "random": [{}, *({"shape": (2, 3), "distribution": d} for d in ("normal", "uniform", "bernoulli"))],
    "python": [
        {"function": lambda frame: frame, "sizes": {"out": []}},
        {"function": lambda _, batch, random: random.normal(size=(batch, 3)), "sizes": {"out": [3]}},
        {"function": lambda: iter(range(1000)), "sizes": {"out": []}, "classes": {"out": 1000}},
    ],
    "world": [{"homes": homes, "inside": {"wall": [1, 2, 3, 4]}} for homes in ("random", "grid", "middle")],
}
SOURCES = sorted(name for name in BUILT_IN & set(NODES) if issubclass(node_kind(name), Source))
CASES = [(kind, fields) for kind, every in FIELDS.items() for fields in every]


def same(one, other):
    return all(map(torch.equal, one, other))


@pytest.fixture
def streets(tmp_path):
    return {"shape": (3, 4, 6), **scenes(tmp_path), "flip": True, "hold": 2, "longest": 3}


def test_every_source_is_tested_here():
    assert sorted([*FIELDS, "scenes"]) == SOURCES


@pytest.mark.parametrize(("kind", "fields"), CASES)
@settings(max_examples=8, deadline=None)
@given(order=st.lists(st.integers(0, 40), min_size=2, max_size=8), seed=st.integers(0, 2**62))
def test_a_frame_is_the_same_whatever_was_asked_before(kind, fields, order, seed):
    feed = opened(kind, seed=seed, batch=3, **fields)
    for number in order:
        assert same(feed.frame(number), opened(kind, seed=seed, batch=3, **fields).frame(number))


@pytest.mark.parametrize(("kind", "fields"), CASES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_what_is_delivered_is_what_the_types_say(kind, fields, dtype):
    delivers_as_said(node_kind(kind)(**fields), dtype)


def delivers_as_said(spec, dtype):
    assert [finding for finding in spec.check({}) if finding.severity == "error"] == []
    values = spec.open(setting(batch=3, dtype=dtype)).frame(5)
    types = spec.infer({})
    assert tuple(types) == spec.outputs()
    for value, known in zip(values, types.values(), strict=True):
        assert value.shape == (3, *known.shape)
        assert value.dtype == (torch.int64 if known.classes else dtype)
        assert torch.isfinite(value).all()
        assert not known.classes or 0 <= value.min() <= value.max() < known.classes
        assert not known.simplex or torch.allclose(value.sum(1), torch.ones((), dtype=dtype))


def test_scenes_are_what_their_types_say_and_the_same_again(streets):
    spec = node_kind("scenes")(**streets)
    delivers_as_said(spec, torch.float32)
    feed = spec.open(setting(batch=3))
    for number in (9, 2, 9, 30, 0):
        assert same(feed.frame(number), spec.open(setting(batch=3)).frame(number))


@pytest.mark.parametrize(("kind", "fields"), CASES)
def test_what_was_delivered_is_never_changed(kind, fields):
    feed = opened(kind, batch=3, **fields)
    before = feed.frame(3)
    kept = [value.clone() for value in before]
    for number in (4, 20, 3, 0):
        feed.frame(number)
    assert same(before, kept)


@pytest.mark.parametrize("kind", [kind for kind in SOURCES if kind != "python"])
def test_a_source_tells_its_type_before_its_data_are_there(kind):
    fields = {"data": FIELDS["arrays"][0]["data"]} if kind == "arrays" else {}
    spec = node_kind(kind)(**fields)
    assert set(spec.infer({})) == set(spec.outputs())
    if "shape" in attrs.fields_dict(type(spec)):
        shaped = node_kind(kind)(**fields, shape=(3, 8, 8))
        assert any(known is not None for known in shaped.infer({}).values())
