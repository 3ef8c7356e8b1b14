"""Real handwritten digits, as a stream: a function of the frame number."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.graph.kinds import node_kind
from lpnb.sources import Setting

Digits = node_kind("digits")


def opened(*, batch=4, seed=3, dtype=torch.float32, **fields):
    return Digits(**fields).open(Setting(batch, torch.device("cpu"), dtype, seed))


def same(one, two):
    return all(map(torch.equal, one, two))


def test_a_frame_is_images_and_labels():
    image, label = opened(batch=5).frame(0)
    assert (image.shape, image.dtype) == ((5, 1, 8, 8), torch.float32)
    assert (label.shape, label.dtype) == ((5,), torch.int64)
    assert image.min() >= 0
    assert image.max() <= 1
    assert Digits().outputs() == ("image", "label")


def test_images_and_labels_belong_together():
    from sklearn.datasets import load_digits

    scans = load_digits()
    known = {
        (image / 16).astype(np.float32).tobytes(): label
        for image, label in zip(scans.images, scans.target, strict=True)
    }
    image, label = opened(batch=300).frame(0)
    assert [known[i.numpy().tobytes()] for i in image] == label.tolist()


def test_clipped_noise_stays_between_0_and_1():
    (noisy, _), (clipped, _) = opened(noise=2).frame(7), opened(noise=2, clip=True).frame(7)
    assert noisy.min() < 0
    assert noisy.max() > 1
    assert torch.equal(clipped, noisy.clamp(0, 1))


@settings(max_examples=30)
@given(st.permutations(range(30)), st.booleans())
def test_any_order_of_the_frames_gives_the_same_frames(order, noisy):
    fields = {"noise": 0.5 * noisy, "hold": 4}
    forwards = opened(**fields)
    frames = [[value.clone() for value in forwards.frame(number)] for number in range(30)]
    feed = opened(**fields)
    assert all(same(feed.frame(number), frames[number]) for number in order)


@pytest.mark.parametrize("hold", [1, 3, 12])
def test_a_sample_is_held_for_some_frames_then_another_comes(hold):
    feed = opened(hold=hold)
    images = [feed.frame(number)[0] for number in range(4 * hold)]
    for number in range(1, 4 * hold):
        assert torch.equal(images[number], images[number - 1]) == (number % hold != 0)


def test_noise_is_fresh_in_each_frame_and_as_strong_as_asked_for():
    clean, noisy = opened(batch=64, hold=100), opened(batch=64, hold=100, noise=0.5)
    noises = [noisy.frame(number)[0] - clean.frame(number)[0] for number in range(5)]
    assert not any(torch.equal(a, b) for i, a in enumerate(noises) for b in noises[:i])
    for noise in noises:
        assert noise.std().item() == pytest.approx(0.5, rel=0.05)
        assert noise.mean().item() == pytest.approx(0.0, abs=0.03)
    assert torch.corrcoef(torch.stack([noise.flatten() for noise in noises])).fill_diagonal_(0).abs().max() < 0.06


def test_noise_leaves_labels_and_the_data_itself_alone():
    clean, noisy = opened(), opened(noise=0.5)
    before = clean.frame(0)
    for number in range(3):
        assert torch.equal(noisy.frame(number)[1], before[1])
    assert same(opened().frame(0), before)


def test_the_seed_decides_order_and_noise():
    assert same(opened(noise=0.1).frame(5), opened(noise=0.1).frame(5))
    assert not same(opened().frame(5), opened(seed=4).frame(5))
    quiet = {"shuffle": False, "noise": 0.1}
    assert not same(opened(**quiet).frame(5), opened(seed=4, **quiet).frame(5))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
def test_train_and_test_are_disjoint_and_together_all(share):
    chosen = {s: set(Digits(split=s, test_share=share).chosen(1797).tolist()) for s in ("train", "test", "all")}
    assert chosen["train"] & chosen["test"] == set()
    assert chosen["train"] | chosen["test"] == chosen["all"] == set(range(1797))
    assert len(chosen["test"]) == round(1797 * share)


def test_what_is_held_out_does_not_depend_on_the_seed():
    def shown(seed):
        feed = opened(batch=359, seed=seed, split="test", shuffle=True)
        return {image.numpy().tobytes() for image in feed.frame(0)[0]}

    assert shown(1) == shown(2)


def test_every_sample_is_shown_once_each_time_round_in_a_new_order():
    feed = opened(batch=359, split="test", hold=1)
    rounds = [[image.numpy().tobytes() for image in feed.frame(turn)[0]] for turn in range(3)]
    assert len(set(rounds[0])) == 359
    assert sorted(rounds[0]) == sorted(rounds[1]) == sorted(rounds[2])
    assert rounds[0] != rounds[1] != rounds[2]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16])
def test_numbers_have_the_type_that_is_asked_for_and_labels_are_indices(dtype):
    image, label = opened(dtype=dtype, noise=0.1).frame(0)
    assert (image.dtype, label.dtype) == (dtype, torch.int64)


def test_all_ten_digits_are_learned_and_tested():
    for split in ("train", "test"):
        assert set(opened(batch=359, split=split).frame(0)[1].tolist()) == set(range(10))
