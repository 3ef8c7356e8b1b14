"""Devices that are not there, in exact words: none of PyTorch's list of all that it was ever written for."""

import pytest
import torch

from lpnb.errors import DeviceError
from lpnb.run.device import choose_device


@pytest.fixture
def alone(monkeypatch):
    """A machine without a GPU, and a PyTorch without CUDA, wherever this runs."""
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: False)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gpu", "no such device"),
        ("hpu", "no such device"),
        ("", "no such device"),
        ("cuda:x", "no GPU, for this PyTorch is built without CUDA"),
        ("cuda:99", "no GPU, for this PyTorch is built without CUDA"),
    ],
)
def test_a_device_that_there_is_not_is_said_with_those_there_are(name, found):
    with pytest.raises(DeviceError) as caught:
        choose_device(name)
    here = f"one of 'auto', 'cpu', all that PyTorch {torch.__version__} has here"
    assert str(caught.value) == f"device {name!r}: expected {here}, found {found}. Use device='auto'."


def test_a_number_that_no_gpu_has_is_said(monkeypatch):
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    with pytest.raises(DeviceError, match=r", found no such GPU\. Use device='auto'\.$"):
        choose_device("cuda:99")


def test_a_gpu_that_is_there_but_busy_is_said_as_torch_says_it(monkeypatch):
    def full(*_, **__):
        raise RuntimeError("CUDA out of memory.\nAnd so on.")

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch, "zeros", full)
    with pytest.raises(DeviceError, match=r"'cuda:0', all .*, found CUDA out of memory\. Use device='auto'\.$"):
        choose_device("cuda:0")
