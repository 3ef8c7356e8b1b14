"""A network of the statestream toolbox: read, expanded, and with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from lpnb.errors import Problem
from lpnb.statestream.draft import Instance

Items = dict[str, dict[str, Any]]
"""Items by name, in the order of the file: keys and values as the file has them."""


@attrs.frozen
class Net:
    """A network as the original had it after reading: imports, modules, tags and globals worked out.

    Items that modules made come after those that the file has itself. Values are numbers, texts, truth values, lists
    and maps; what could be read in one way only is written as the original wants it (`source` is a list of lists).

    Attributes:
        name: Its name.
        agents: Samples in a batch, 1 or more.
        backend: ``tensorflow`` or ``theano``: whose conventions the file was made for.
        pools: The neuron pools.
        synapses: The synapse pools.
        plasticities: The rules that learn.
        interfaces: Where data come from.
        clients: What acts on all of it.
        instances: The instances of modules, by name.
        problems: Errors, warnings and notes, in the order in which they were found.
        path: The file; None for a text.
        head: Other keys of the file: rollout_factor, external_models ...
        lines: File and line of each key, by section, item and key.
    """

    name: str
    agents: int
    backend: str
    pools: Items
    synapses: Items
    plasticities: Items
    interfaces: Items
    clients: Items
    instances: dict[str, Instance]
    problems: tuple[Problem, ...]
    path: Path | None = None
    head: dict[str, Any] = attrs.field(factory=dict)
    lines: dict[tuple[str, ...], str] = attrs.field(factory=dict, repr=False)

    def origin(self, *path: str) -> str:
        """Return file and line of a section, an item or a key, e.g. ``demo.st_graph, line 12``; empty if unknown."""
        return next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), "")
