"""The panels that a workbench can open. A new one is one line here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import attrs

from lpnb.run import Stream
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher


@attrs.frozen
class Panel:
    """A kind of panel.

    Attributes:
        help: What it shows, in a line.
        where: Module and class of the part that is in it; loaded when it is opened first.
        width: How wide it opens.
        arguments: What else the class is given.
    """

    help: str
    where: str
    width: str = "full"
    arguments: dict[str, Any] = attrs.Factory(dict)

    def make(self, stream: Stream, publisher: Publisher) -> Part:
        """Return a new part for a stream."""
        module, _, name = self.where.partition(".")
        kind: type[Part] = getattr(import_module(f"lpnb.widgets.{module}"), name)
        return kind(stream, publisher, **self.arguments)


PANELS = {
    "editor": Panel("Draw and change the network", "graph_editor.GraphEditor"),
    "views": Panel("What chosen nodes hold", "views.Views"),
    "curves": Panel("Loss and accuracy over the frames", "curves.Curves", "half"),
    "knobs": Panel("What can be turned while it runs", "knobs.Knobs", "half"),
    "timeline": Panel("Go back and forth in time, and see what happened when", "timeline.Timeline"),
    "rollout": Panel("Which frame depends on which", "rollout_view.RolloutView"),
    "confusion": Panel("What is answered how long after a stimulus began", "confusion_view.ConfusionView"),
    "saliency": Panel("What an answer listened to, some frames before", "saliency_view.SaliencyView"),
    "budget": Panel("What a frame costs, and what more workers would gain", "budget_view.BudgetView", "half"),
    "code": Panel("The PyTorch program that runs", "code_view.CodeView"),
}
"""By name: what an `Arrangement` speaks of."""
