"""What a step of a lesson can ask for of how a network runs: what is compared, what a frame costs, what is amiss."""

from __future__ import annotations

import itertools

import attrs

from lpnb.graph.doctor import compares
from lpnb.graph.fields import AUTO
from lpnb.shapes.drawing import Drawing
from lpnb.shapes.requirements import OfNode, Requirement, no_time
from lpnb.shapes.step import Mark


@attrs.frozen
class ComparesRightly(OfNode):
    """A loss or a measure that compares the answer with what was right in the frame that it answers to."""

    def look(self, drawing: Drawing) -> Mark:
        """Return what it compares."""
        found = [one for one in drawing.cone.comparisons if one.node == self.name]
        if not found:
            return Mark(False, f"`{self.name}` compares nothing yet.", "Connect its prediction and its target.")
        wrong = next((one for one in found if not one.matched), None)
        if wrong is None:
            return Mark(True, f"{compares(found[0])}.")
        if wrong.age is None:
            return Mark(False, f"{compares(wrong)}.", "Connect a source with what it compares.")
        return Mark(False, f"{compares(wrong)}.", f"Click the edge `{wrong.target.name}`, and set `delay` to `{AUTO}`.")


@attrs.frozen
class FrameCosts(Requirement):
    """A network in which a frame costs so many update steps: its inference factor."""

    steps: int

    def look(self, drawing: Drawing) -> Mark:
        """Return what a frame costs."""
        if not drawing.rollout.valid:
            return no_time(drawing, "What a frame costs")
        factor = drawing.rollout.inference_factor
        words = f"A frame costs {factor} update step{'s' * (factor != 1)}"
        if factor == self.steps:
            return Mark(True, f"{words}.")
        todo = "Let more wires in a row take no time: click their numbers, so that they become 0."
        if factor > self.steps:
            todo = "Let fewer wires in a row take no time: click the number on one of them, so that it becomes 1."
        return Mark(False, f"{words}, not {self.steps}.", todo)


@attrs.frozen
class NothingToWarnOf(Requirement):
    """A network that `check` has nothing to say against, not even a warning."""

    def look(self, drawing: Drawing) -> Mark:
        """Return the first thing that there is to say."""
        warnings = (problem for problem in drawing.report.problems if problem.severity == "warning")
        first = next(itertools.chain(drawing.report.errors, warnings), None)
        if first is None:
            return Mark(True, "`check` has nothing to warn of.")
        return Mark(False, str(attrs.evolve(first, mend="")), first.mend)
