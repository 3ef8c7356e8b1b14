"""Projections equal scikit-learn's PCA, and do not flip from one frame to the next."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from lpnb.errors import MeasureError
from lpnb.measure.projection import project

FRAMES = np.random.default_rng(0).normal(size=(30, 4, 3)) * np.arange(1, 4)


@pytest.mark.parametrize("shape", [(30, 4, 3), (5, 72)])
def test_it_is_the_pca_of_scikit_learn(shape):
    frames = FRAMES.reshape(-1)[: np.prod(shape)].reshape(shape)
    pca = PCA(3, svd_solver="full").fit(frames.reshape(len(frames), -1))
    found = project(frames, 3)
    np.testing.assert_allclose(found.scores, pca.transform(frames.reshape(len(frames), -1)), atol=1e-10)
    np.testing.assert_allclose(found.axes, pca.components_, atol=1e-10)
    np.testing.assert_allclose(found.explained, pca.explained_variance_ratio_)
    np.testing.assert_allclose(found.centre, frames.reshape(len(frames), -1).mean(0))


def test_the_picture_does_not_flip_while_frames_go_by():
    turn = np.linspace(0, 12, 400)
    path = np.stack((3 * np.cos(turn), np.sin(turn), 0.1 * np.cos(3 * turn)), 1) @ np.linalg.qr(FRAMES[0][:3])[0]
    before = project(path[:100])
    for start in range(1, 300):
        now = project(path[start : start + 100], like=before)
        assert ((now.axes * before.axes).sum(1) > 0).all()
        before = now


def test_without_the_one_before_it_can_flip():
    first = project(FRAMES)
    turned = project(FRAMES, like=type(first)(first.scores, -first.axes, first.centre, first.explained))
    np.testing.assert_allclose(turned.scores, -first.scores)


@pytest.mark.parametrize("frames", [FRAMES[:1], np.ones((9, 5)), np.arange(4.0)[:, None], FRAMES[:2]])
def test_where_there_is_little_to_see_the_rest_is_0(frames):
    found = project(frames, 2)
    assert found.scores.shape == (len(frames), 2)
    assert found.axes.shape == (2, frames[0].size)
    np.testing.assert_allclose(found.scores[:, 1], 0, atol=1e-12)
    assert np.isfinite(found.explained).all()


def test_another_state_than_before_begins_anew():
    assert np.array_equal(project(FRAMES, like=project(FRAMES[:, :2])).axes, project(FRAMES).axes)


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (
            np.zeros((0, 3)),
            "projection: expected frames [frames, ...] with at least one value, and 1 component or more, found shape (0, 3) and 2.",
        ),
        (np.full((2, 2), np.nan), "projection: expected finite numbers, found infinity or not a number."),
    ],
)
def test_what_cannot_be_projected_is_said(frames, words):
    with pytest.raises(MeasureError) as caught:
        project(frames)
    assert str(caught.value) == words
