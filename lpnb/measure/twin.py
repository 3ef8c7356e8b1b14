"""A copy of a running program that can be looked into between its lines, while the program itself streams on.

The copy has the very text of the program, with a line behind each node that hands its new value to a *probe*:

        hidden = relu_(conv2d(past.image, p.image_to_hidden_weight, p.hidden_bias, 1, 1))
        hidden = self.probe(3, hidden)

It has its own random generator, set as the program's is, so that it draws the same numbers and disturbs nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, TypeVar

import attrs
import torch
from torch import Tensor

from lpnb.compile.build import Built, build
from lpnb.compile.program import Program
from lpnb.run import Stream

Result = TypeVar("Result")

Probe = Callable[[int, Tensor], Tensor]
"""Is given a place in the state (see `Program.newest`) and the new value; returns what the program goes on with."""


def twin(
    program: Program,
    weights: Mapping[str, Tensor],
    *,
    device: torch.device | str = "cpu",
    seed: int = 0,
    probe: Probe | None = None,
) -> Built:
    """Return a program anew, with given weights.

    Args:
        program: The program.
        weights: Parameters and knobs by the name that people use, as of `frozen_weights`. They are not copied.
        device: Where its noise is drawn: that of states and weights.
        seed: The seed of its noise: ``seed`` of the module whose frames it is to repeat.
        probe: What is given each node's new value; None leaves the text as it is.
    """
    built = build(_rewritten(program, probed=probe is not None))
    own = {weight.identifier: weights[weight.name] for weight in program.weights}
    vars(built.module).update(p=SimpleNamespace(**own), probe=probe)
    if program.random:
        vars(built.module).update(random=torch.Generator(device=device), seed=seed)
    return built


def noise_seed(built: Built) -> int:
    """Return the seed of a module's noise."""
    return int(vars(built.module).get("seed", 0))


def frozen_weights(stream: Stream, built: Built) -> dict[str, Tensor]:
    """Return copies of all parameters and knobs of a stream's program by name, taken between two frames."""
    return between_frames(stream, lambda: {name: one.detach().clone() for name, one in built.weights().items()})


def between_frames(stream: Stream, command: Callable[[], Result]) -> Result:
    """Run something in the stream's own thread while no frame is computed, and return its result."""
    thread = stream._thread  # noqa: SLF001 - only the frame thread knows when no frame is computed
    return thread.call(command) if thread.alive else command()


def _rewritten(program: Program, *, probed: bool) -> Program:
    lines, owners = [], []
    places: dict[str, list[str]] = {}
    for place, slot in enumerate(program.slots, 1):
        if probed and slot.age == 1 and not slot.fed:
            line = f"        {slot.identifier} = self.probe({place}, {slot.identifier})"
            places.setdefault(slot.node, []).append(line)
    following = [*program.owners[1:], ""]
    for line, owner, after in zip(program.text.splitlines(), program.owners, following, strict=True):
        more = places.get(owner, []) if owner != after else []
        lines += [line, *more]
        owners += [owner] * (1 + len(more))
    text = "\n".join(lines) + "\n"
    return attrs.evolve(program, text=_without_first_values(text, program), owners=tuple(owners))


def _without_first_values(text: str, program: Program) -> str:
    """Spare drawing weights that are replaced at once: an orthogonal one takes seconds."""
    for weight in program.weights:
        text = text.replace(f"self.{weight.identifier} = Parameter({weight.init}", _nothing(weight.identifier), 1)
    return text


def _nothing(identifier: str) -> str:
    return f"self.{identifier} = Parameter(torch.empty(0)"


def fed_values(program: Program, state: tuple[Any, ...]) -> Iterable[Tensor]:
    """Yield what the sources delivered for a frame, out of the state that it led to."""
    return (state[place] for place, slot in enumerate(program.slots, 1) if slot.fed and slot.age == 1)
