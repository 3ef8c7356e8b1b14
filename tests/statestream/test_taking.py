"""Parameters of the original are taken over by the names and in the layout that they had there."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.statestream.opening import translate
from lpnb.statestream.taking import fitted
from tests.statestream.files import net_of

KERNELS = ("sp", "image_hidden", "W_0_0")
MATRIX = ("sp", "hidden_answer", "W_0_0")


@pytest.fixture
def opened():
    """The small network without its data, so that it can run."""
    whole = translate(net_of())
    whole.graph.replace("data", lpnb.from_arrays(image=np.zeros((2, 1, 8, 8)), one_hot=np.zeros((2, 10))))
    return whole


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def test_a_stream_begins_with_the_parameters_that_were_taken(opened):
    kernels, bias = normal(4, 1, 3, 3), normal(4)
    opened.take({KERNELS: kernels, ("np", "hidden", "b"): bias})
    with lpnb.Stream(opened.graph) as stream:
        assert np.array_equal(stream["image->hidden.weight"], kernels)
        assert np.array_equal(stream["hidden.bias"], bias)


def test_dense_weights_are_turned_into_source_by_target(opened):
    matrix = normal(10, 4, 4, 4)
    opened.take({MATRIX: matrix})
    assert np.array_equal(opened.graph.weights["hidden->answer.weight"], matrix.reshape(10, 64).T)


def test_each_sample_may_have_a_matrix_of_its_own():
    matrices = normal(2, 10, 4, 1, 1)
    assert np.array_equal(fitted(matrices, (2, 4, 10)), matrices[..., 0, 0].swapaxes(1, 2))


def test_biases_of_each_sample_are_not_taken_for_a_matrix():
    biases = normal(2, 5, 1, 1)
    assert np.array_equal(fitted(biases, (2, 5), "np"), biases[..., 0, 0])


def test_what_was_taken_before_stays(opened):
    opened.take({KERNELS: normal(4, 1, 3, 3)})
    opened.take({MATRIX: normal(10, 4, 4, 4)})
    assert {"image->hidden.weight", "hidden->answer.weight"} <= set(opened.graph.weights)


def test_a_parameter_that_is_not_there_is_refused_with_the_nearest_one(opened):
    with pytest.raises(EditError) as refused:
        opened.take({("sp", "image_hiden", "W_0_0"): normal(4, 1, 3, 3)})
    assert str(refused.value) == (
        "parameter 'sp image_hiden W_0_0': expected a parameter that the network has, found none of that name. "
        "Did you mean 'sp image_hidden W_0_0'?"
    )


def test_a_parameter_of_another_size_is_refused(opened):
    with pytest.raises(EditError) as refused:
        opened.take({KERNELS: normal(4, 1, 5, 5)})
    words = "parameter 'sp image_hidden W_0_0': expected 36 numbers, for image->hidden.weight, found 100."
    assert str(refused.value) == words
    assert "image->hidden.weight" not in opened.graph.weights
