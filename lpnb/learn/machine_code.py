"""The compiled form of a window: ordered, made in the background, loaded and run."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import attrs
from torch import Tensor
from torch.nn import Module

from lpnb.compile.build import State
from lpnb.learn.blueprint import Blueprint, laid_out
from lpnb.learn.compiling import BLUEPRINT, CODE, COMMAND, RESULTS, Results
from lpnb.learn.descent import Descent
from lpnb.learn.library import Library


@attrs.frozen(eq=False)
class Passed:
    """A window that was computed.

    Attributes:
        states: The state of each of its frames.
        descent: Its loss and gradient.
    """

    states: list[State]
    descent: Descent


class MachineCode:
    """A compiled window that can run. Parameters are arguments: they may change from window to window."""

    def __init__(self, blueprint: Blueprint, results: Results, code: Callable[[list[Tensor]], list[Tensor]]) -> None:
        """Take code for a window.

        Args:
            blueprint: The window.
            results: What the code returns.
            code: Takes the tensors that `lpnb.learn.compiling.Window` takes.
        """
        self._layouts = (*blueprint.start, *blueprint.inputs * blueprint.length, *blueprint.weights)
        self._trained, self._results, self._code = len(blueprint.trained), results, code

    @classmethod
    def load(cls, blueprint: Blueprint, folder: Path) -> Self:
        """Return what `lpnb.learn.compiling` left in a folder."""
        results = Results.from_json((folder / RESULTS).read_text(encoding="utf-8"))
        return cls(blueprint, results, Library(folder / CODE))

    def run(self, module: Module, start: State, inputs: Sequence[Sequence[Tensor]]) -> Passed:
        """Compute a window.

        Args:
            module: What runs: its parameters are those of the blueprint, and it draws random numbers by its seed.
            start: The state before its first frame.
            inputs: What sources deliver in each of its frames.

        To be called without gradients.
        """
        every = [*start[1:], *(tensor for values in inputs for tensor in values)]
        given = zip((*every, *module.parameters()), self._layouts, strict=True)
        tensors = [laid_out(tensor, like) for tensor, like in given]
        loss, norm, *outs = self._code([*tensors, *self._drawn(vars(module), start[0])])
        gradients: list[Tensor | None] = [None] * self._trained
        for place, gradient in zip(self._results.reached, outs, strict=False):
            gradients[place] = gradient
        every += outs[len(self._results.reached) :]
        kind: Any = type(start)
        states = [
            kind(start[0] + number, *[every[place] for place in places])
            for number, places in enumerate(self._results.states, 1)
        ]
        return Passed(states, Descent(loss, tuple(gradients), norm))

    def _drawn(self, of: Mapping[str, Any], start: int) -> Iterator[Tensor]:
        """Draw the random numbers of the frames of a window; see the first line of a `step` that needs some."""
        for number in range(1, 1 + len(self._results.states) * bool(self._results.draws)):
            generator = of["random"].manual_seed(of["seed"] + start + number)
            yield from (draw(generator) for draw in self._results.draws)


class Order:
    """Machine code that is being made by another process.

    Attributes:
        code: The code, None until it is there.
        failure: Why there will be none, in words; empty so far.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        """Begin; it takes some 10 to 60 seconds."""
        self.code: MachineCode | None = None
        self.failure = ""
        self._end: Callable[[], object] | None = None
        folder = Path(tempfile.mkdtemp(prefix="lpnb-window-"))
        (folder / BLUEPRINT).write_text(blueprint.to_json(), encoding="utf-8")
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        try:
            process = subprocess.Popen([*COMMAND, str(folder)], text=True, **quiet)  # noqa: S603 - ours
        except OSError as error:  # a place where no process may be started
            self.failure = str(error)
            shutil.rmtree(folder, ignore_errors=True)
            return
        self._end = weakref.finalize(self, _end, process, folder)
        threading.Thread(target=_wait, args=(weakref.proxy(self), process, blueprint, folder), daemon=True).start()

    def cancel(self) -> None:
        """End it: nobody needs more of it."""
        if self._end is not None:
            self._end()


def _wait(order: Order, process: subprocess.Popen[str], blueprint: Blueprint, folder: Path) -> None:
    """Wait until the process ends, and load what it made."""
    words = process.communicate()[1].strip()
    with contextlib.suppress(ReferenceError):  # nobody waits for it any more
        try:
            if process.returncode:
                order.failure = (words.splitlines() or [f"the compiler ended with {process.returncode}"])[-1]
            else:
                order.code = MachineCode.load(blueprint, folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on without
            order.failure = f"{type(error).__name__}: {error}"
        order.cancel()


def _end(process: subprocess.Popen[str], folder: Path) -> None:
    """End a process, and remove its folder; what is loaded from there stays."""
    process.kill()
    shutil.rmtree(folder, ignore_errors=True)
