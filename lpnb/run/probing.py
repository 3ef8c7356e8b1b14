"""What learning holds: parameters, their last gradients, the moments of an optimizer; copied between two frames.

Nobody waits: a probe asks, the frame thread answers before its next frame, and whoever asked finds the answer later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from torch import Tensor

from lpnb.run.values import to_numpy

if TYPE_CHECKING:
    from lpnb.run.stream import Stream

GRADIENT = "gradient of "
MOMENTS = ("first moment of ", "second moment of ")
"""What comes before the name of a parameter: of an average of its gradients, or of their squares."""
TRACES = (GRADIENT, *MOMENTS)

Array = np.ndarray[Any, Any]


@runtime_checkable
class Traced(Protocol):
    """A rule that tells what it holds for each parameter."""

    def trace(self, kind: str, parameter: Tensor) -> Tensor | None:
        """Return what is held for a parameter, None for nothing.

        Args:
            kind: One of `TRACES`.
            parameter: The parameter itself.
        """


class Probe:
    """Reads parameters and what rules hold for them, by name: ``hidden.bias``, ``gradient of hidden.bias``."""

    def __init__(self, stream: Stream) -> None:
        """Read one stream."""
        self._stream = stream
        self._waiting = False
        self._answer: tuple[int, dict[str, Array]] = (0, {})

    def ask(self, names: tuple[str, ...]) -> None:
        """Have `names` copied before the next frame, unless an earlier question still waits."""
        thread = self._stream._thread  # noqa: SLF001 - a stream's own half
        if self._waiting or not thread.alive:
            return
        self._waiting = True
        thread.tell(lambda: self._take(names))

    def fetch(self, names: tuple[str, ...]) -> None:
        """Have `names` copied between two frames, and wait for that."""
        thread = self._stream._thread  # noqa: SLF001 - a stream's own half
        if thread.alive:
            thread.call(lambda: self._take(names))
        else:
            self._take(names)

    def answer(self) -> tuple[int, dict[str, Array]]:
        """Return the frame before which the last copies were taken, and the copies; what is not there is left out."""
        return self._answer

    def _take(self, names: tuple[str, ...]) -> None:
        """Copy; runs in the frame thread."""
        try:
            self._answer = (self._stream.frame, dict(self._found(names)))
        finally:
            self._waiting = False

    def _found(self, names: tuple[str, ...]) -> Iterator[tuple[str, Array]]:
        engine = self._stream._thread.engine  # noqa: SLF001 - runs in the frame thread
        weights: Mapping[str, Tensor] = engine.built.weights()
        for name in names:
            kind, parameter = split(name)
            tensor: Tensor | None = weights.get(parameter)
            if kind and tensor is not None:
                rules = (rule.trace(kind, tensor) for rule in engine.rules if isinstance(rule, Traced))
                tensor = next((held for held in rules if held is not None), None)
            if tensor is not None:
                yield name, to_numpy(tensor)


def split(name: str) -> tuple[str, str]:
    """Return (what of it, parameter) of a name: ``("gradient of ", "hidden.bias")``, or ``("", "hidden.bias")``."""
    kind = next((kind for kind in TRACES if name.startswith(kind)), "")
    return kind, name.removeprefix(kind)
