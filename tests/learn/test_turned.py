"""What is stored column by column moves as everything else does."""

import pytest
import torch
from torch.nn import Parameter

from lpnb.learn.optimizer import FUSED, make
from lpnb.learn.turned import in_order_of_memory, turned

OPTIONS = {"sgd": {"momentum": 0.9}}


def pair():
    """Return a turned matrix and a vector, the same ones each time."""
    generator = torch.Generator().manual_seed(0)
    return [Parameter(torch.randn(5, 70, generator=generator).t()), Parameter(torch.randn(3, generator=generator))]


def stepping(name, parameters, seen):
    """Return what the parameters are after three steps, and the optimizer; `seen` are seen turned."""
    optimizer = make(name, parameters, 0.1, OPTIONS.get(name, {}))
    for step in range(3):
        generator = torch.Generator().manual_seed(step)
        for parameter in parameters:
            parameter.grad = torch.empty_like(parameter).copy_(torch.randn(parameter.shape, generator=generator))
        with in_order_of_memory(optimizer, seen):
            optimizer.step()
    return [parameter.detach().clone() for parameter in parameters], optimizer


def test_only_a_matrix_stored_by_columns_is_turned():
    matrix, vector = pair()
    assert turned(matrix)
    assert not any(map(turned, (vector, matrix.t(), torch.zeros(4, 6)[:, ::2].t(), torch.zeros(1, 5).t())))


@pytest.mark.parametrize("name", FUSED)
def test_it_moves_to_the_same_numbers_bit_for_bit(name):
    with_views, plain = pair(), pair()
    mine, _ = stepping(name, with_views, with_views[:1])
    theirs, _ = stepping(name, plain, [])
    assert all(map(torch.equal, mine, theirs))
    assert not torch.equal(mine[0], pair()[0])


@pytest.mark.parametrize("name", FUSED)
def test_between_two_steps_the_optimizer_holds_the_parameters_themselves(name):
    parameters = pair()
    _, optimizer = stepping(name, parameters, parameters[:1])
    held = [tensor for group in optimizer.param_groups for tensor in group["params"]]
    assert [id(tensor) for tensor in held] == [id(tensor) for tensor in parameters]
    assert set(optimizer.state) == set(parameters)
    kept = [value for value in optimizer.state[parameters[0]].values() if value.dim()]
    assert kept
    assert all((value.shape, value.stride()) == ((70, 5), (1, 70)) for value in kept)


def test_they_are_the_parameters_again_after_a_step_that_failed():
    parameters = pair()
    optimizer = make("adam", parameters, 0.1, {})
    with pytest.raises(RuntimeError, match="midway"), in_order_of_memory(optimizer, parameters[:1]):
        raise RuntimeError("midway")
    assert optimizer.param_groups[0]["params"][0] is parameters[0]
    assert not optimizer.state
