"""From program to module: the only place where generated text becomes code."""

from __future__ import annotations

import hashlib
import itertools
import linecache
import traceback
import weakref
from types import TracebackType
from typing import Any, Protocol, cast

import torch
from torch import Tensor

from lpnb.compile.program import Program

State = tuple[Any, ...]
"""A state: the frame number (int), then one tensor for each slot of the program."""

_count = itertools.count(1)


class Network(Protocol):
    """What the generated module offers."""

    def initial_state(self, batch: int, inputs: tuple[Tensor, ...], **like: object) -> State:
        """Return frame 0."""

    def step(self, past: State, inputs: tuple[Tensor, ...]) -> State:
        """Return the frame after `past`."""


class Built:
    """A program that can run.

    Attributes:
        program: The program.
        module: The instance of its class.
        inputs: The class of what sources deliver, `Inputs`.
    """

    def __init__(self, program: Program, module: torch.nn.Module, inputs: Any, filename: str) -> None:
        """Take what `build` made."""
        self.program, self.module, self.inputs, self.filename = program, module, inputs, filename
        self.network = cast("Network", module)

    def renamed(self, program: Program) -> Built:
        """Return the same module under a program with the same text but other names or values of knobs."""
        same = Built(program, self.module, self.inputs, self.filename)
        turn_knobs(same, program)
        return same

    @property
    def state(self) -> Any:
        """The class of its states, `State`."""
        return type(self.module).step.__globals__["State"]  # type: ignore[attr-defined]  # generated

    def weights(self) -> dict[str, torch.nn.Parameter]:
        """Return parameters and knobs by the name that people use."""
        return {weight.name: getattr(self.module, weight.identifier) for weight in self.program.weights}

    def trainable(self) -> dict[str, torch.nn.Parameter]:
        """Return the parameters that learning may change."""
        return {w.name: getattr(self.module, w.identifier) for w in self.program.weights if not w.knob}

    def confine(self) -> None:
        """Move parameters that somebody has set back within their bounds."""
        with torch.no_grad():
            for weight in self.program.weights:
                if weight.bounded:
                    getattr(self.module, weight.identifier).clamp_(weight.low, weight.high)

    def failed_node(self, trace: TracebackType | None) -> str:
        """Return the node whose line an exception came from, or an empty string."""
        lines = [entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == self.filename]
        return self.program.owner(lines[-1] or 0) if lines else ""


def build(
    program: Program,
    *,
    seed: int = 0,
    batch: int = 1,
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
) -> Built:
    """Run the text of a program and return its module on `device`, with weights drawn from `seed`.

    `batch` is the number of samples, for parameters of which each has its own.
    """
    filename = f"<lpnb {program.class_name} {next(_count)}>"
    linecache.cache[filename] = (len(program.text), None, program.text.splitlines(keepends=True), filename)
    space = execute(program.text, program.class_name, filename)
    generator = torch.Generator().manual_seed(mix(seed, "weights"))
    more = {"batch": batch} if program.per_sample else {}
    module: torch.nn.Module = space[program.class_name](generator, **more)
    weakref.finalize(module, linecache.cache.pop, filename, None)  # live edits make many
    module = module.to(device=device, dtype=dtype).eval()  # who learns says so with `train()`
    if program.random:
        vars(module).update(random=torch.Generator(device=device), seed=mix(seed, "noise") % 2**62)
    built = Built(program, module, space["Inputs"], filename)
    turn_knobs(built, program)
    return built


def execute(text: str, class_name: str, filename: str) -> dict[str, Any]:
    """Run the text of a program and return what it defines.

    Only text of our own emitter is ever run here: names in it are checked identifiers, values are numbers.
    """
    space: dict[str, Any] = {"__name__": f"lpnb_generated_{class_name}"}
    # Without this file's __future__: annotations as strings would each be compiled once more by NamedTuple.
    exec(compile(text, filename, "exec", dont_inherit=True), space)  # noqa: S102 - see above
    return space


def turn_knobs(built: Built, program: Program) -> None:
    """Give the knobs of a module the values of a program with the same text."""
    with torch.no_grad():
        for weight in program.weights:
            if weight.knob:
                getattr(built.module, weight.identifier).fill_(weight.value)


def mix(seed: int, *salt: object) -> int:
    """Return a number of 63 bits made of a seed and what it is for: unrelated for each pair."""
    digest = hashlib.blake2b(repr((seed, *salt)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
