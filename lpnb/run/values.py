"""Names of a stream: ``hidden`` is a state, ``hidden.bias`` a weight, ``data.noise`` a field. Read and set them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from lpnb.compile.build import Built
from lpnb.errors import Problem, StreamError, UnknownName, brief, nearest
from lpnb.graph.edge import Edge
from lpnb.graph.make import field_values
from lpnb.graph.node import Node
from lpnb.sources.input import Held

if TYPE_CHECKING:
    from lpnb.run.follow import Follower
    from lpnb.run.stream import Stream


class Values:
    """Reads and sets what a stream holds, by name."""

    def __init__(self, stream: Stream) -> None:
        """Serve one stream."""
        self._stream = stream

    def names(self) -> list[str]:
        """Return all names: states, then weights, then fields."""
        then = self._stream.in_past
        nodes: dict[str, Any] = self._then() if then else self._stream.graph.nodes()
        fields = [f"{node}.{f}" for node, spec in nodes.items() if "->" not in node for f in field_values(spec)]
        weights = [weight.name for weight in self._stream.program.weights if not weight.knob]
        return [*self._stream.program.newest, *weights, *fields]

    def get(self, name: str) -> Any:
        """Return a copy of a state or weight as numpy array, or the value of a field."""
        stream = self._stream
        stream._catch_up()  # noqa: SLF001 - a stream's own half
        built, state = stream.built, stream.state
        if type(state) is not built.state:  # read in the very moment in which an edit or a way in time swaps programs
            built, state = stream._thread.call(lambda: (stream.built, stream.state))  # noqa: SLF001 - as above
        if name in built.program.newest:
            return to_numpy(state[built.program.newest[name]])
        node, field = self._field(name)
        if field:
            return getattr(self._spec(node), field)
        if name in built.weights():
            return to_numpy(built.weights()[name])
        raise self._unknown(name)

    def delivered(self, output: str, frame: int) -> np.ndarray[Any, Any]:
        """Return what an output of a source delivers for any frame: sources are functions of the frame."""
        thread = self._stream._thread  # noqa: SLF001 - a stream's own half

        def deliver() -> np.ndarray[Any, Any] | None:
            program = thread.engine.built.program
            place = program.newest.get(output)
            if place is None or not program.slots[place - 1].fed:
                return None
            return to_numpy(thread.engine.deliver(frame)[program.inputs.index(program.slots[place - 1])])

        found = thread.call(deliver)
        if found is None:
            raise self._unknown(output)
        return found

    def set(self, name: str, value: Any) -> None:
        """Set a state, weight or field."""
        stream = self._stream
        stream._alive()  # noqa: SLF001 - before the graph is changed, not behind it
        stream._thread.call(lambda: None)  # noqa: SLF001 - until edits of just now have been taken over
        node, field = self._field(name)
        if field or name in stream.built.program.newest or name in stream.built.weights():
            stream._continue_here()  # noqa: SLF001 - the graph is what it was then, before a field of it is set
        if field:
            stream.graph.set(node, **{field: value})
            stream._thread.call(lambda: None)  # noqa: SLF001 - until the frame thread has taken it over
        elif name in stream.built.program.newest:
            stream._thread.call(lambda: self._set_state(name, value))  # noqa: SLF001 - a stream's own half
        elif name in stream.built.weights():
            stream._thread.call(lambda: self._set_weight(name, value))  # noqa: SLF001 - a stream's own half
        else:
            raise self._unknown(name)

    def _field(self, name: str) -> tuple[str, str]:
        """Split the name of a field into node or edge, and field; the field is empty when it is none."""
        owner, _, field = str(name).rpartition(".")
        spec = self._spec(owner)
        if spec is not None and field in field_values(spec):
            is_weight = any(w.name == name and not w.knob for w in self._stream.built.program.weights)
            return (owner, "") if is_weight else (owner, field)
        return owner, ""

    def _spec(self, owner: str) -> Node | Edge | None:
        """Return the fields of a node or an edge: as drawn, or in the past as they were then."""
        graph = self._stream.graph
        if self._stream.in_past:
            return self._then().get(owner)
        return graph[owner] if owner in graph else None  # noqa: SIM401 - a graph is no dict

    def _then(self) -> dict[str, Node | Edge]:
        content = self._stream._follower.content  # noqa: SLF001 - a stream's own half
        return {v.name: v.spec for v in content.nodes} | {w.name: w.spec for w in content.wires}

    def _set_state(self, name: str, value: Any) -> None:
        engine = self._stream._thread.engine  # noqa: SLF001 - runs in the frame thread
        place = engine.built.program.newest[name]
        old = engine.state[place]
        slot = engine.built.program.slots[place - 1]
        tensor = fitting(value, old, name)
        engine.cut()
        self._stream._timeline.mark("state", f"{name} set by hand")  # noqa: SLF001 - a stream's own half
        feed = engine.feeds.get(slot.node)
        if isinstance(feed, Held):
            feed.value = tensor
        values = list(engine.state)
        values[place] = tensor
        kind: Any = type(engine.state)
        engine.enter(kind(*values))

    def _set_weight(self, name: str, value: Any) -> None:
        engine = self._stream._thread.engine  # noqa: SLF001 - runs in the frame thread
        parameter = engine.built.weights()[name]
        tensor, timeline = fitting(value, parameter, name), self._stream._timeline  # noqa: SLF001 - as above
        timeline.keep_weights()
        engine.cut()
        timeline.mark("parameter", f"{name} set by hand")
        with torch.no_grad():
            parameter.copy_(tensor)
        engine.built.confine()

    def weights(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of all parameters, taken between two frames."""
        stream = self._stream

        def take() -> dict[str, np.ndarray[Any, Any]]:
            return {name: to_numpy(parameter) for name, parameter in stream.built.trainable().items()}

        return stream._thread.call(take)  # noqa: SLF001 - a stream's own half

    def of_drawing(self, follower: Follower, head: Built, owners: Mapping[int, str]) -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of the parameters of all that is drawn, by its names; in the frame thread.

        Args:
            follower: It has those of what is muted, bypassed or off.
            head: What runs at the head. In the past some of it may not be there yet; that is as it was last.
            owners: The names of all nodes and edges that are drawn, by uid.
        """
        found = {name: to_numpy(parameter) for name, parameter in follower.resting(owners).items()}
        for built in (head, self._stream.built):
            for weight in built.program.weights:
                name = f"{owners.get(weight.key[0])}.{weight.key[1]}"
                if weight.knob or weight.key[0] not in owners:
                    continue
                value = to_numpy(getattr(built.module, weight.identifier))
                if built is head or name not in found or found[name].shape == value.shape:
                    found[name] = value
        return found

    @staticmethod
    def redraw(built: Built, fresh: Built) -> None:
        """Give all parameters of a module the values of a freshly built one."""
        with torch.no_grad():
            for name, parameter in built.trainable().items():
                parameter.copy_(fresh.trainable()[name])

    def _unknown(self, name: str) -> UnknownName:
        mend = nearest(str(name), self.names())
        spec = self._spec(name)
        if isinstance(spec, Node) and not spec.outputs():
            members = ", ".join(map(repr, self._stream.graph.members(name, deep=True))) if spec.encloses else ""
            mend = f"It is a {spec.kind}, and holds no state{f'; inside of it are {members}' if members else ''}."
        elif name in self._stream.graph:
            mend = "The graph has it, but it does not run yet: print(stream.problems) says why."
        expected = "a state, weight or field of the stream"
        return UnknownName(Problem(f"stream[{brief(name)}]", expected, brief(name), mend=mend))


def load_weights(built: Built, weights: dict[str, np.ndarray[Any, Any]]) -> list[str]:
    """Give a module the weights of a graph; return in words which of them do not fit, and so begin anew."""
    misfits = []
    for name, parameter in built.trainable().items():
        stored = weights.get(name)
        if stored is not None and tuple(stored.shape) == tuple(parameter.shape):
            parameter.data.copy_(torch.as_tensor(np.array(stored)))
        elif stored is not None:
            shapes = f"{tuple(stored.shape)} is stored, {tuple(parameter.shape)} is needed"
            misfits.append(f"re-initialised {name}: {shapes}")
    built.confine()
    return misfits


def to_numpy(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    """Return a copy of a tensor as numpy array (bfloat16, which numpy lacks, as float32)."""
    tensor = tensor.detach()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    array: np.ndarray[Any, Any] = tensor.cpu().numpy().copy()
    return array


def fitting(value: Any, like: torch.Tensor, name: str) -> torch.Tensor:
    """Return `value` as a tensor of the shape, dtype and device of `like`; smaller shapes are repeated.

    Raises:
        StreamError: When it does not fit or is not finite.
    """
    expected = f"numbers that fit shape {tuple(like.shape)}"
    try:
        array = value.detach().cpu() if isinstance(value, torch.Tensor) else torch.as_tensor(np.array(value))
        tensor = array.to(like.device, like.dtype).expand(like.shape).clone()
    except (TypeError, ValueError, RuntimeError):
        found = f"shape {np.shape(value)}" if np.ndim(value) else brief(value)
        raise StreamError(str(Problem(f"stream[{name!r}]", expected, found))) from None
    if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
        raise StreamError(str(Problem(f"stream[{name!r}]", "finite numbers", "infinity or not a number")))
    return tensor
