"""Python's garbage waits while a person does."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Collect no garbage inside a ``with`` block, which has to be short; whoever had switched that off keeps it so.

    To look through all objects of a kernel takes 0.1 to 0.3 s. It comes by itself where many objects are made, as
    for an answer, and holds up all threads.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
