"""Where a stream computes, and whether its states fit there."""

from __future__ import annotations

import os

import torch

from lpnb.compile.program import Program
from lpnb.errors import DeviceError, OutOfMemory, Problem, brief, nearest

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}
FRAMES_AT_ONCE = 3
"""Frames that exist at the same time at least: the past one, the new one, and the one that is published."""


def choose_device(name: str | torch.device) -> torch.device:
    """Return the device called `name`; ``'auto'`` is the first GPU, or the CPU where there is none.

    Raises:
        DeviceError: When there is no such device here.
    """
    if str(name) == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, TypeError, ImportError) as error:  # the last: a backend that is a package
        here = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]
        expected = f"one of 'auto', {', '.join(map(repr, here))}, all that PyTorch {torch.__version__} has here"
        found = _why_not(str(name), here, error)
        problem = Problem(f"device {brief(str(name))}", expected, found, mend="Use device='auto'.")
        raise DeviceError(str(problem)) from None
    return device


def _why_not(name: str, here: list[str], error: Exception) -> str:
    """Return in a few words why a device cannot be used: torch's are a list of all that it was ever written for."""
    if name in here or (name == "cuda" and len(here) > 1):  # it is there, and torch says how it is doing
        return (str(error).splitlines() or [type(error).__name__])[0].removesuffix(".")
    if name.startswith("cuda") and not torch.backends.cuda.is_built():  # type: ignore[no-untyped-call] # torch has no types there
        return "no GPU, for this PyTorch is built without CUDA"
    return "no such GPU" if name.startswith("cuda") or name.isdecimal() else "no such device"


def choose_dtype(name: str | torch.dtype) -> torch.dtype:
    """Return the dtype called `name`, or raise `DeviceError` with those that can be used."""
    word = str(name).removeprefix("torch.")
    if word not in DTYPES:
        message = f"dtype {brief(word)}: expected one of {', '.join(map(repr, DTYPES))}. {nearest(word, DTYPES)}"
        raise DeviceError(message)
    return DTYPES[word]


def frame_bytes(program: Program, batch: int, dtype: torch.dtype) -> int:
    """Return how many bytes the new tensors of one frame take."""
    newest = (slot for slot in program.slots if slot.age == 1)
    return sum(batch * slot.type.size * (8 if slot.type.classes else dtype.itemsize) for slot in newest)


def check_memory(program: Program, batch: int, device: torch.device, dtype: torch.dtype) -> None:
    """Raise `OutOfMemory` when the frames that exist at the same time cannot fit."""
    need, free = FRAMES_AT_ONCE * frame_bytes(program, batch, dtype), free_bytes(device)
    if need > free:
        most = max(1, int(batch * free / need))
        message = (
            f"batch {batch}: the states of {FRAMES_AT_ONCE} frames need {need / 2**30:.1f} GiB on {device}, "
            f"{free / 2**30:.1f} GiB are free. Take a batch of at most {most}."
        )
        raise OutOfMemory(message)


def free_bytes(device: torch.device) -> int:
    """Return how much memory is free on a device."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 - no path to build
            lines = dict(line.split(":") for line in file)
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):  # not Linux: all memory is the best guess
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
