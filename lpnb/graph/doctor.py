"""The delay doctor: which frames are compared and which mix, in words, and what would mend it.

    learn compares the answer to frame t-4 with the label of frame t-1: 3 frames too new.

An answer takes its time through the network; it is the answer to a frame that is gone. A loss has to compare it with
the label of that frame. Ages that mix where ways of several lengths meet are no error, for that is how a network
streams; whoever wants an answer to one frame alone can have the shorter ways delayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph.ages import Ages
from lpnb.graph.edits import Many
from lpnb.graph.light_cone import Comparison, as_drawn
from lpnb.graph.mending import equalising, frames, in_words, matching, settled
from lpnb.graph.mixing import ways
from lpnb.graph.names import split_endpoint
from lpnb.graph.one_moment import in_one_moment

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

TOLD = 4
"""Ages that are told one by one, at most."""


def frame(age: int) -> str:
    """Return the frame of `age` frames ago, as people write it."""
    return f"t-{age}" if age else "t"


def off(found: Comparison) -> str:
    """Return what is wrong with a comparison, e.g. ``3 frames too new``; empty when it is right or cannot be told."""
    if found.age is None or found.matched:
        return ""
    return f"{frames(abs(found.age - found.target_age))} too {'new' if found.target_age < found.age else 'old'}"


def compares(found: Comparison) -> str:
    """Return what is compared with what, and whether that belongs together."""
    node, port = split_endpoint(found.target.name.partition("->")[0])
    target = f"the {port or node} of frame {frame(found.target_age)}"
    if found.age is None:
        return f"{found.node} compares an answer that nothing reaches with {target}"
    return f"{found.node} compares the answer to frame {frame(found.age)} with {target}: {off(found) or 'matched'}"


@attrs.frozen
class Finding:
    """What the doctor found.

    Attributes:
        graph: The graph.
        revision: Of which revision of it this is true.
    """

    graph: Graph = attrs.field(repr=False, eq=False)
    revision: int = attrs.field(repr=False, eq=False)

    @property
    def fix(self) -> Many | None:
        """The edits that mend it, and what they do in words; None when there is nothing to mend, or no way to."""
        return None

    def mend(self) -> bool:
        """Mend it, in one step that can be undone; return whether there was something to mend.

        Raises:
            EditError: When the graph is another one by now.
        """
        return self._apply(self.fix)

    def _apply(self, fix: Many | None) -> bool:
        with self.graph.lock:
            if self.graph.revision != self.revision:
                found, mend = "one that was edited since", "Ask again: graph.doctor()."
                raise EditError(Problem("the delay doctor", "the graph of then", found, mend=mend))
            if fix is not None:
                self.graph.edit(fix)
            return fix is not None


@attrs.frozen
class Compared(Finding):
    """What a loss or a measure compares.

    Attributes:
        comparison: The frames.
    """

    comparison: Comparison

    @property
    def subject(self) -> str:
        """The edge that brings what is right."""
        return self.comparison.target.name

    @property
    def matched(self) -> bool:
        """Whether the answer is compared with what was right in the frame that it answers to."""
        return self.comparison.matched

    @property
    def fix(self) -> Many | None:
        """Another delay for the edge that brings what is right."""
        return matching(self.graph, self.comparison)

    def __str__(self) -> str:
        """Return it in words."""
        fix = self.fix
        return compares(self.comparison) + (f". Mend: {fix.words} at {self.subject}" if fix else "")


@attrs.frozen
class Mixed(Finding):
    """Where ages of one source mix: no error, for so it is to stream.

    Attributes:
        source: Whose ages they are.
        node: In which node.
        brought: (over which node, ages that come from there) for each edge that brings some.
    """

    source: str
    node: str
    brought: tuple[tuple[str, Ages], ...]

    @property
    def fix(self) -> Many | None:
        """Delays on the shorter ways, so that all are as long as the longest."""
        return equalising(self.graph, {(self.source, self.node)})

    def __str__(self) -> str:
        """Return it in words."""
        told = [f"{_told(ages)} ({'straight' if by == self.source else f'over {by}'})" for by, ages in self.brought]
        return f"{self.node} mixes {self.source} of {', '.join(told[:-1])} and {told[-1]}"


def _told(ages: Ages) -> str:
    shown = [frame(age) for age in ages.values[:TOLD]]
    return ", ".join([*shown, "…"] if len(ages.values) > TOLD else shown)


@attrs.frozen(repr=False)
class Diagnosis(Finding):
    """What the doctor found of all; print it.

    Attributes:
        comparisons: What losses and measures compare.
        mixtures: Where ages of one source mix, loops apart.
    """

    comparisons: tuple[Compared, ...]
    mixtures: tuple[Mixed, ...]

    @property
    def ok(self) -> bool:
        """Whether all that is compared belongs together, as far as that can be told."""
        return not any(off(found.comparison) for found in self.comparisons)

    @property
    def fix(self) -> Many | None:
        """The delays that match all comparisons; what mixes goes on to, see `equalise`."""
        return settled(self.graph, (), None, "match what is compared")

    def equalise(self) -> bool:
        """Delay shorter ways until nothing mixes (loops apart), in one step that can be undone.

        With the fewest frames that do. What was compared rightly before will be so after. Returns whether there was
        something to do.

        Raises:
            EditError: When the graph is another one by now, or a delay would be longer than one can be.
        """
        return self._apply(equalising(self.graph, {(found.source, found.node) for found in self.mixtures}))

    def __str__(self) -> str:
        """Return all findings, one a line."""
        lines = [f"{found}." for found in (*self.comparisons, *self.mixtures)]
        if self.mixtures:
            wanted = {(found.source, found.node) for found in self.mixtures}
            more = ways(self.graph, as_drawn(self.graph)).equal(wanted)
            lines.append(f"To have no ages mix, equalise() would {in_words(more)}.")
        if not lines:
            lines = ["nothing is compared, and no ages mix."]
        return "\n".join([f"delays of {self.graph.name!r}:", *(f"  {line}" for line in lines)])

    def __repr__(self) -> str:
        """Return the same: a notebook shows this."""
        return str(self)


@in_one_moment
def doctor(graph: Graph) -> Diagnosis:
    """Return what the doctor finds in a graph, which may have errors."""
    roads = ways(graph, as_drawn(graph))
    mixtures = []
    for source, node in roads.mixings({}):
        brought = tuple((link.source, ages) for link, ages in roads.brought((source, node)))
        brought = tuple(sorted(brought, key=lambda found: found[1].values))
        mixtures.append(Mixed(graph, graph.revision, source, node, brought))
    return Diagnosis(graph, graph.revision, compared(graph), tuple(mixtures))


@in_one_moment
def compared(graph: Graph) -> tuple[Compared, ...]:
    """Return what losses and measures of a graph compare."""
    return tuple(Compared(graph, graph.revision, found) for found in as_drawn(graph).comparisons)
