"""The notebook's face: the workbench and its parts.

Names load on first use, so that drawing a graph needs no widgets.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lpnb.widgets.budget_view import BudgetView
    from lpnb.widgets.code_view import CodeView
    from lpnb.widgets.confusion_view import ConfusionView
    from lpnb.widgets.curves import Curves
    from lpnb.widgets.graph_editor import GraphEditor
    from lpnb.widgets.graph_picture import GraphPicture
    from lpnb.widgets.knobs import Knobs
    from lpnb.widgets.messages import Messages
    from lpnb.widgets.rollout_view import RolloutView
    from lpnb.widgets.saliency_view import SaliencyView
    from lpnb.widgets.state_view import StateView
    from lpnb.widgets.timeline import Timeline
    from lpnb.widgets.transport import Transport
    from lpnb.widgets.view import View
    from lpnb.widgets.views import Views
    from lpnb.widgets.workbench import Workbench

_WHERE = {
    "BudgetView": "budget_view",
    "CodeView": "code_view",
    "ConfusionView": "confusion_view",
    "Curves": "curves",
    "GraphEditor": "graph_editor",
    "GraphPicture": "graph_picture",
    "Knobs": "knobs",
    "Messages": "messages",
    "RolloutView": "rollout_view",
    "SaliencyView": "saliency_view",
    "StateView": "state_view",
    "Timeline": "timeline",
    "Transport": "transport",
    "View": "view",
    "Views": "views",
    "Workbench": "workbench",
}

__all__ = [
    "BudgetView",
    "CodeView",
    "ConfusionView",
    "Curves",
    "GraphEditor",
    "GraphPicture",
    "Knobs",
    "Messages",
    "RolloutView",
    "SaliencyView",
    "StateView",
    "Timeline",
    "Transport",
    "View",
    "Views",
    "Workbench",
]

if not TYPE_CHECKING:  # hidden from type checkers, so that they still catch misspelt names

    def __getattr__(name: str) -> object:
        """Load a public name on first use (PEP 562)."""
        if name not in _WHERE:
            raise AttributeError(f"module 'lpnb.widgets' has no attribute {name!r}")
        import importlib

        value = getattr(importlib.import_module(f"lpnb.widgets.{_WHERE[name]}"), name)
        globals()[name] = value
        return value
