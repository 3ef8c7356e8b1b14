"""A library that torch's inductor has made: called through its C interface, so that Python's lock is free meanwhile.

torch's own way to call one holds the lock until it returns, and with it everybody who uses the notebook.
"""

from __future__ import annotations

import ctypes
import weakref
from pathlib import Path

import torch
from torch import Tensor

_pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
_pointer_of.argtypes, _pointer_of.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_void_p
_capsule_of = ctypes.pythonapi.PyCapsule_New
_capsule_of.argtypes, _capsule_of.restype = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p], ctypes.py_object


class Library:
    """A compiled function of tensors on the CPU; see ``torch/csrc/inductor/aoti_runtime/interface.h``."""

    def __init__(self, path: Path) -> None:
        """Load it.

        Raises:
            OSError: When it cannot be loaded.
        """
        self._library, self._model, count = ctypes.CDLL(str(path)), ctypes.c_void_p(), ctypes.c_size_t()
        must(self._library.AOTInductorModelContainerCreateWithDevice(ctypes.byref(self._model), 1, b"cpu", None))
        weakref.finalize(self, self._library.AOTInductorModelContainerDelete, self._model)
        must(self._library.AOTInductorModelContainerGetNumOutputs(self._model, ctypes.byref(count)))
        self._count = count.value
        self._run = self._library.AOTInductorModelContainerRunSingleThreaded
        size, array = ctypes.c_size_t, ctypes.POINTER(ctypes.c_void_p)
        self._run.argtypes = [ctypes.c_void_p, array, size, array, size, ctypes.c_void_p, ctypes.c_void_p]

    def __call__(self, tensors: list[Tensor]) -> list[Tensor]:
        """Compute.

        Raises:
            OSError: When that fails.
        """
        capsules = torch._C._aoti.unsafe_alloc_void_ptrs_from_tensors(tensors)  # noqa: SLF001 - there is no other way
        given = (ctypes.c_void_p * len(capsules))(*[_pointer_of(capsule, None) for capsule in capsules])
        found = (ctypes.c_void_p * self._count)()
        must(self._run(self._model, given, len(given), found, len(found), None, None))
        capsules = [_capsule_of(pointer, None, None) for pointer in found]
        outs: list[Tensor] = torch._C._aoti.alloc_tensors_by_stealing_from_void_ptrs(capsules)  # noqa: SLF001 - as above
        return outs


def must(error: int) -> None:
    """Raise when a call has failed."""
    if error:
        raise OSError("the library has failed; what it says of that is on the standard error output")
