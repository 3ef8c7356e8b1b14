"""Open the sources of a graph for a stream, and keep those open that did not change."""

from __future__ import annotations

import torch

from lpnb.compile.build import mix
from lpnb.compile.program import Program
from lpnb.errors import SourceError
from lpnb.graph import Graph
from lpnb.graph.make import field_values
from lpnb.graph.node import Node
from lpnb.sources import Feed, Setting, Source


class Feeds:
    """The open sources of a stream.

    Attributes:
        opened: Fields and feed of each, by uid; replaced and never changed, so that it can be remembered.
    """

    def __init__(self, batch: int, device: torch.device, dtype: torch.dtype, seed: int) -> None:
        """Open nothing yet; the arguments are those of `Setting`."""
        self.batch, self.device, self.dtype, self.seed = batch, device, dtype, seed
        self.opened: dict[int, tuple[Node, Feed]] = {}

    def open(self, graph: Graph, program: Program) -> dict[str, Feed]:
        """Return the sources of a program by node, in the order of its inputs. Unchanged ones are the same as before.

        Raises:
            SourceError: When a source cannot be opened.
        """
        nodes = dict.fromkeys(slot.node for slot in program.inputs)
        now = {graph.uid(name): (name, graph.nodes()[name]) for name in nodes}
        # A muted source stays open beside: what was set by hand is there when it is on again.
        uids = {graph.uid(name) for name in graph}
        muted = {uid: kept for uid, kept in self.opened.items() if uid in uids and uid not in now}
        self.opened = muted | {uid: self._same_or_new(uid, *named) for uid, named in now.items()}
        return {name: self.opened[uid][1] for uid, (name, _) in now.items()}

    def _same_or_new(self, uid: int, name: str, spec: Node) -> tuple[Node, Feed]:
        old = self.opened.get(uid)
        if old is not None and _same(old[0], spec):
            return old
        setting = Setting(self.batch, self.device, self.dtype, mix(self.seed, name))
        assert isinstance(spec, Source)
        try:
            return spec, spec.open(setting)
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            raise SourceError(f"source {name!r} could not be opened: {words}", name) from error


def _same(one: Node, other: Node) -> bool:
    """Return whether two specs are the same, arrays by identity (they may be large)."""
    mine, theirs = field_values(one), field_values(other)
    return (
        type(one) is type(other)
        and one == other
        and all(mine[name] is theirs[name] for name in mine if isinstance(mine[name], dict))
    )
