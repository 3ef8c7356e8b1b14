"""Compiles a window, in a process of its own, which is given a folder.

It reads ``window.json`` there, a `Blueprint`, and writes ``window.so`` (machine code, by torch's inductor and the C++
compiler of the machine) and ``results.json`` (what comes out of it where). What keeps it from that goes to stderr in
one line. No stream is here that could be kept waiting: it takes some 10 to 60 seconds, with Python's lock mostly held.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import torch
from torch import Tensor

from lpnb.compile.build import execute
from lpnb.learn.blueprint import Blueprint, blank
from lpnb.learn.draws import Draw, Drawing

BLUEPRINT, CODE, RESULTS = "window.json", "window.so", "results.json"
LIBRARIES = (".so", ".dylib", ".pyd", ".dll")
"""What libraries are called, here and there."""
COMMAND = (sys.executable, "-c", "import sys; from lpnb.learn.compiling import main; sys.exit(main(sys.argv[1]))")
"""How to begin that process; the folder comes behind."""
NICE = 5
"""How much less urgent than the stream it is."""


@attrs.frozen
class Results:
    """What compiled code returns: the loss, the norm of the gradient, gradients, then states.

    Attributes:
        reached: Of the trained parameters, those that have a gradient, by position.
        states: For each frame the tensors of its state, as positions among all that there are: those of the state at
            the start, what sources delivered, then what the code returns behind the gradients.
        draws: The random numbers of each frame: the code takes them behind the parameters.
    """

    reached: tuple[int, ...]
    states: tuple[tuple[int, ...], ...]
    draws: tuple[Draw, ...]

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps(attrs.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Results:
        """Return what `to_json` wrote."""
        data = json.loads(text)
        draws = tuple(map(Draw.from_data, data["draws"]))
        return cls(tuple(data["reached"]), tuple(map(tuple, data["states"])), draws)


class Window:
    """The frames of a window, its loss and the gradient, as one function of tensors.

    Attributes:
        results: What the last call returned where.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        """Take the program from a blueprint."""
        self.blueprint = blueprint
        space = execute(blueprint.text, blueprint.class_name, "<window>")
        self._step = space[blueprint.class_name].step
        self._state, self._inputs = space["State"], space["Inputs"]
        self.results = Results((), (), ())

    def examples(self) -> tuple[Tensor, ...]:
        """Return arguments: the state at the start, what sources deliver in each frame, parameters, random numbers."""
        given = self._given()
        self(*given)
        drawn = (blank(draw.like) for draw in self.results.draws * self.blueprint.length)
        return (*given, *drawn)

    def _given(self) -> tuple[Tensor, ...]:
        """Return arguments without random numbers."""
        plan = self.blueprint
        weights = [blank(like) for like in plan.weights]
        for place in plan.trained:
            weights[place].requires_grad_()
        return (*map(blank, plan.start), *map(blank, plan.inputs * plan.length), *weights)

    def __call__(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Return the loss, the norm of the gradient, the gradients that there are, and the states that are new.

        Raises:
            ValueError: When there is no gradient.
        """
        plan, width = self.blueprint, len(self.blueprint.inputs)
        begin = len(plan.start)
        end = begin + width * plan.length
        weights, drawn = tensors[end : end + len(plan.weights)], tensors[end + len(plan.weights) :]
        network = SimpleNamespace(
            p=SimpleNamespace(**dict(zip(plan.names, weights, strict=True))),
            training=True, seed=0, random=torch.Generator(),
        )  # fmt: skip
        state = self._state(0, *tensors[:begin])
        every, losses, states = list(tensors[:end]), [], []
        places = {id(tensor): place for place, tensor in enumerate(every)}
        for number in range(plan.length):
            arriving = tensors[begin + width * number : begin + width * (number + 1)]
            with Drawing(drawn[number * len(drawn) // plan.length :]) as drawing:
                state = self._step(network, state, self._inputs(*arriving))
            for tensor in state[1:]:
                if places.setdefault(id(tensor), len(every)) == len(every):
                    every.append(tensor)  # and so it lives, and nothing else gets its id
            states.append(tuple(places[id(tensor)] for tensor in state[1:]))
            losses.append(state[plan.loss])
        total = torch.stack(losses)[:, : plan.split].mean()
        if not total.requires_grad:
            raise ValueError("no parameter is upstream within the window")
        gradients = torch.autograd.grad(total, [weights[place] for place in plan.trained], allow_unused=True)
        reached = [(place, gradient) for place, gradient in enumerate(gradients) if gradient is not None]
        self.results = Results(tuple(place for place, _ in reached), tuple(states), tuple(drawing.noted))
        norm = torch.stack([gradient.norm() for _, gradient in reached]).norm()
        return (total, norm, *(gradient for _, gradient in reached), *every[end:])


def compile_window(folder: Path) -> None:
    """Compile the window that a folder tells of, into that folder."""
    from torch._inductor import aoti_compile_and_package
    from torch.fx.experimental.proxy_tensor import make_fx

    blueprint = Blueprint.from_json((folder / BLUEPRINT).read_text(encoding="utf-8"))
    torch.set_num_threads(blueprint.threads)
    window = Window(blueprint)
    examples = window.examples()
    traced: Any = make_fx(window)(*examples)
    plain = tuple(tensor.detach() for tensor in examples)
    with torch.no_grad():
        exported = torch.export.export(traced, plain)
        package = aoti_compile_and_package(exported, package_path=str(folder / "window.pt2"))
    (folder / CODE).write_bytes(_library(Path(package)))
    (folder / RESULTS).write_text(window.results.to_json(), encoding="utf-8")


def _library(package: Path) -> bytes:
    """Return the library in a package.

    Raises:
        ValueError: When it is not all that is needed.
    """
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        if any(name.endswith("wrapper.json") for name in names):
            raise ValueError("some operation of it has to be computed by Python")
        return archive.read(next(name for name in names if name.endswith(LIBRARIES)))


def main(folder: str) -> str | None:
    """Compile the window that a folder tells of; return in one line what keeps it from that."""
    getattr(os, "nice", int)(NICE)  # Windows has none
    warnings.simplefilter("ignore")
    try:
        compile_window(Path(folder))
    except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on without
        return (str(error).splitlines() or [type(error).__name__])[0]
    return None
