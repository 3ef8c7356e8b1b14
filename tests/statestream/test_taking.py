"""Parameters of the original are taken over by the names and in the layout that they had there."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.statestream.opening import translate
from lpnb.statestream.reading import read
from lpnb.statestream.taking import fitted
from tests.statestream.files import changed, net_of

KERNELS = ("sp", "image_hidden", "W_0_0")
MATRIX = ("sp", "hidden_answer", "W_0_0")


@pytest.fixture
def opened():
    """The small network without its data, so that it can run."""
    whole = translate(net_of())
    whole.graph.replace("data", lpnb.from_arrays(np.zeros((20, 1, 8, 8)), np.arange(20) % 10))
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


def test_of_a_shared_parameter_that_of_its_owner_counts():
    text = changed(
        (
            "  hidden_answer:",
            "  again: {source: [[image]], target: hidden, rf: 3, share params: {W_0_0: [image_hidden, W_0_0]}}\n  hidden_answer:",
        )
    )
    whole = translate(read("small.st_graph", text))
    whole.graph.replace("data", lpnb.from_arrays(np.zeros((20, 1, 8, 8)), np.arange(20) % 10))
    own = normal(4, 1, 3, 3)
    whole.take({KERNELS: own, ("sp", "again", "W_0_0"): -own})
    assert np.array_equal(whole.graph.weights["image->hidden.weight"], own)


def test_parameters_have_the_names_of_the_file_even_where_items_are_renamed():
    text = changed(("  hidden: {shape", "  lambda: {shape: [10, 1, 1]}\n  hidden: {shape"))
    whole = translate(read("small.st_graph", text))
    assert whole.parameters["np", "lambda", "b"] == "lambda_node.bias"
