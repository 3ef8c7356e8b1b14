"""The time budget of a frame: what each node and edge costs, and what more workers would gain.

    node        ms                        one worker, one after the other      1 / sum       (sequential)
    image       0.1  #                    a worker for each node               1 / longest   (streaming)
    hidden      0.8  ########             k workers                            1 / the fullest of k
    answer      0.3  ###

In a streaming rollout all nodes of a frame can be computed at once, so the slowest one alone sets the pace. Edges of
delay 0 make a node wait for another one within the frame; then the longest chain sets it.
"""

from __future__ import annotations

import itertools
import math
import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import attrs
import torch
from torch import Tensor

from lpnb.compile import emit
from lpnb.compile.build import Built, State
from lpnb.compile.program import Program
from lpnb.errors import MeasureError, Problem, brief
from lpnb.graph import Graph
from lpnb.graph.flow import computed
from lpnb.graph.make import plain_fields
from lpnb.graph.wire import Wire
from lpnb.measure.schedule import makespan
from lpnb.measure.twin import between_frames, fed_values, frozen_weights, twin
from lpnb.run import Stream
from lpnb.shapes.infer import infer

Clock = Callable[[], float]
"""Returns seconds."""

WARM_UP = 3
MOST_FRAMES = 16
"""Frame numbers that are timed, at most: nodes with a period cost nothing where they are not due."""


@attrs.frozen(eq=False)
class Budget:
    """What one frame costs. Sources are not part of it: they deliver from outside.

    Attributes:
        nodes: Milliseconds of each node, with all edges that end there; a mean over frames where it is due and others.
        edges: Milliseconds of each edge by itself. It is not fused with the sum here (a bias, an addition), so that the
            edges of a node can come to more than the node. Edges from or to single numbers cost little: left out.
        ends: The node that each of these edges ends at.
        whole: Milliseconds of a whole frame, measured without looking into it.
        waits: For each node, those whose value of the same frame it needs (edges of delay 0).
        cost: Seconds that the stream stood still for the measurement.
    """

    nodes: dict[str, float]
    edges: dict[str, float]
    ends: dict[str, str]
    whole: float
    waits: dict[str, tuple[str, ...]]
    cost: float

    @property
    def total(self) -> float:
        """The sum of all nodes, in milliseconds. It exceeds `whole` by what looking at the clock costs."""
        return sum(self.nodes.values())

    @property
    def shares(self) -> dict[str, float]:
        """The share of each node, 0 to 1."""
        return {name: cost / self.total if self.total else 0.0 for name, cost in self.nodes.items()}

    @property
    def measured_rate(self) -> float:
        """Frames per second of one worker, as measured, sources and learning apart."""
        return _rate(self.whole)

    @property
    def sequential_rate(self) -> float:
        """Frames per second when one node is computed after the other: 1 / sum."""
        return _rate(self.total)

    @property
    def streaming_rate(self) -> float:
        """Frames per second with a worker for each node: 1 / the slowest, or the longest chain of edges of delay 0."""
        return self.rate(max(1, len(self.nodes)))

    def rate(self, workers: int) -> float:
        """Return the frames per second that so many workers would give, if they cost nothing themselves.

        Each node is one piece of work, the longest goes first, to the worker that is free first (LPT). Real workers
        share memory and caches, so this is the most there is to gain.

        Raises:
            MeasureError: When there is less than one worker.
        """
        if workers < 1:
            raise MeasureError(Problem("time budget", "1 worker or more", brief(workers)))
        return _rate(makespan(self.nodes, workers, self.waits))

    def own(self, node: str) -> float:
        """Return the milliseconds of a node without its edges (sum, noise, activation), 0 or more."""
        return max(0.0, self.nodes[node] - sum(self.edges[edge] for edge, end in self.ends.items() if end == node))


def _rate(milliseconds: float) -> float:
    return 1000 / milliseconds if milliseconds > 0 else float("inf")


def budget(stream: Stream, *, rounds: int = 15, clock: Clock = time.perf_counter) -> Budget:
    """Measure what each node and edge of a stream costs.

    A copy of the program computes the frame after the newest one again and again, in the stream's own thread, between
    two of its frames. Nothing is measured unless somebody asks: this costs ``3 * (rounds + 3)`` frames at once, while
    the stream stands still (54 of them: 0.1 s at 2 ms a frame), and nothing before and after. Where nodes have periods,
    so many successive frames are timed, up to 16, as it takes until all have been due.

    Args:
        stream: The stream; playing or not.
        rounds: How often everything is timed, 1 or more; the median counts.
        clock: What tells seconds.

    Raises:
        MeasureError: When there is nothing to run, the graph has errors, or there is no round.
    """
    built, state = between_frames(stream, lambda: (stream.built, stream.state))  # behind edits that are on their way
    if not built.program.slots or not stream.problems.ok or rounds < 1:
        errors = len(tuple(stream.problems.errors))
        found = f"{len(built.program.slots)} states, {errors} errors and rounds={rounds!r}"
        raise MeasureError(Problem("time budget", "a network that runs without errors, and 1 round or more", found))
    weights = frozen_weights(stream, built)
    job = _Job(built, state, weights, stream.device, rounds, clock)
    edges = _EdgesApart(stream.graph, built.program, state, weights)
    return between_frames(stream, lambda: job.run(edges))


@attrs.frozen
class _Job:
    """Everything that is needed to time a program, in whatever thread."""

    built: Built
    state: Any
    weights: dict[str, Tensor]
    device: torch.device
    rounds: int
    clock: Clock

    def run(self, edges: _EdgesApart) -> Budget:
        start = self.clock()
        program = self.built.program
        inputs = self.built.inputs(*fed_values(program, self.state))
        frames = min(MOST_FRAMES, math.lcm(*edges.periods))
        pasts = [self.state._replace(frame=self.state.frame + number) for number in range(frames)]
        with torch.no_grad():
            nodes = self._parts(program, self.weights, pasts, inputs)
            whole = self._whole(pasts, inputs)
            apart = self._parts(edges.program, edges.weights, [edges.state], ()) if edges.wires else {}
        by_edge = {wire.name: apart[node] for node, wire in edges.wires.items()}
        ends = {wire.name: wire.target for wire in edges.wires.values()}
        return Budget(nodes, by_edge, ends, whole, edges.waits, self.clock() - start)

    def _whole(self, pasts: list[Any], inputs: Any) -> float:
        """Return the milliseconds of a frame."""
        step = twin(self.built.program, self.weights, device=self.device).network.step
        times: list[list[float]] = [[] for _ in pasts]
        for turn in range(-WARM_UP, self.rounds):
            for place, past in enumerate(pasts):
                before = self._now()
                step(past, inputs)
                if turn >= 0:
                    times[place].append(self._now() - before)
        return 1000 * statistics.fmean(map(statistics.median, times))

    def _parts(self, program: Program, weights: dict[str, Tensor], pasts: list[Any], inputs: Any) -> dict[str, float]:
        """Return the milliseconds of each node that a program computes."""
        marks: list[tuple[str, float]] = []

        def probe(place: int, value: Tensor) -> Tensor:
            marks.append((program.slots[place - 1].node, self._now()))
            return value

        step = twin(program, weights, device=self.device, probe=probe).network.step
        times: dict[str, list[list[float]]] = {}
        for turn in range(-WARM_UP, self.rounds):
            for number, past in enumerate(pasts):
                marks[:] = [("", self._now())]
                step(past, inputs)
                spent: dict[str, float] = {}
                for (_, before), (node, after) in itertools.pairwise(marks):
                    spent[node] = spent.get(node, 0.0) + after - before  # a node has a mark for each output
                for node, seconds in spent.items() if turn >= 0 else ():
                    times.setdefault(node, [[] for _ in pasts])[number].append(seconds)
        return {node: 1000 * statistics.fmean(map(statistics.median, every)) for node, every in times.items()}

    def _now(self) -> float:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)  # a GPU is only told to compute; the clock has to wait for it
        return self.clock()


def _waits(graph: Graph, program: Program) -> dict[str, tuple[str, ...]]:
    """Return for each node those that it needs within the same frame; what sources deliver is there already."""
    fed = {slot.node for slot in program.slots if slot.fed}
    waits: dict[str, tuple[str, ...]] = {}
    for name, wire in computed(graph).items():
        if program.delays.get(name) == 0 and wire.source not in fed:
            waits[wire.target] = (*waits.get(wire.target, ()), wire.source)
    return waits


class _EdgesApart:
    """The edges of a network, each between two nodes of its own that compute nothing: so that each can be timed alone.

    Attributes:
        waits: For each node of the network, those that it needs within the same frame.
        periods: Of all of its nodes that hold a state.
        wires: Each edge, by the node that it ends at here.
        program: The program.
        state: What its edges read: the values that the network's read.
        weights: Those of the network.
    """

    def __init__(self, graph: Graph, program: Program, state: State, weights: dict[str, Tensor]) -> None:
        self.waits, self.wires = _waits(graph, program), dict[str, Wire]()
        self.periods = [node.period for name, node in graph.nodes().items() if name in program.newest]
        apart, types, values, owners = Graph("edges"), infer(graph), dict[str, Tensor](), dict[str, str]()
        for number, wire in enumerate(computed(graph).values()):
            source, target = types.source(wire), types.target(wire)
            if source is None or target is None or not (source.shape and target.shape):
                continue
            begin, end = f"from_{number}", f"to_{number}"
            apart.add(begin, "pool", shape=source.shape, bias="none")
            apart.add(end, "pool", shape=target.shape, mode="bypass")
            fields = {name: value for name, value in plain_fields(wire.spec).items() if name not in ("delay", "share")}
            apart.connect(begin, end, wire.spec.kind, **fields)
            owners[f"{begin}->{end}"] = wire.spec.share or wire.name
            values[begin], self.wires[end] = state[program.newest[f"{wire.source}.{wire.out}"]], wire
        self.program = emit(apart)
        self.state = SimpleNamespace(frame=0, **values)
        names = (weight.name.rpartition(".") for weight in self.program.weights)
        self.weights = {f"{owner}.{field}": weights[f"{owners[owner]}.{field}"] for owner, _, field in names}
