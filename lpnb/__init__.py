"""lpnb: a live laboratory for streaming neural networks.

Names load on first use, so that `import lpnb` costs nothing that is not needed (torch alone takes seconds).
"""

import sys
from typing import TYPE_CHECKING

from lpnb._version import __version__

if TYPE_CHECKING:
    from lpnb import experiments, measure
    from lpnb.files import open_graph as open  # noqa: A004 - lpnb.open, as PIL.Image.open
    from lpnb.graph import Edge, Graph, Node, Port, Term, Type, Value, fields, kind
    from lpnb.learn import Session, comparison, evaluate, train
    from lpnb.run import Memory, Stream
    from lpnb.shapes import lesson
    from lpnb.shapes.lesson import check_step
    from lpnb.sources.own import from_arrays, source
    from lpnb.widgets import Workbench

_WHERE = {
    **dict.fromkeys(("Edge", "Graph", "Node", "Port", "Term", "Type", "Value", "fields", "kind"), "lpnb.graph"),
    **dict.fromkeys(("Session", "comparison", "evaluate", "train"), "lpnb.learn"),
    **dict.fromkeys(("Memory", "Stream"), "lpnb.run"),
    "check_step": "lpnb.shapes.lesson",
    **dict.fromkeys(("experiments", "measure"), "lpnb"),
    "lesson": "lpnb.shapes",
    **dict.fromkeys(("from_arrays", "source"), "lpnb.sources.own"),
    "Workbench": "lpnb.widgets",
    "open": "lpnb.files",
}

__all__ = [
    "Edge",
    "Graph",
    "Memory",
    "Node",
    "Port",
    "Session",
    "Stream",
    "Term",
    "Type",
    "Value",
    "Workbench",
    "__version__",
    "check_step",
    "comparison",
    "evaluate",
    "experiments",
    "fields",
    "from_arrays",
    "kind",
    "lesson",
    "measure",
    "open",
    "source",
    "train",
]

if not TYPE_CHECKING:  # hidden from type checkers, so that they still catch misspelt names

    def __getattr__(name: str) -> object:
        """Load a public name on first use (PEP 562)."""
        if name not in _WHERE:
            raise AttributeError(f"module 'lpnb' has no attribute {name!r}")
        import importlib

        where = _WHERE[name]
        whole = where == "lpnb"  # a package of its own
        value = importlib.import_module(f"lpnb.{name}") if whole else getattr(importlib.import_module(where), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__


if "IPython" in sys.modules:  # there, a graph as the last line of a cell is drawn
    import importlib

    importlib.import_module("lpnb.widgets.show").register()
