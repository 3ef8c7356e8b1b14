"""A graph as the last line of a cell shows itself as a picture."""

from __future__ import annotations

import sys
from typing import Any

MODULE, NAME = "lpnb.graph.graph", "Graph"


def _svg(graph: Any) -> str:
    from lpnb.widgets.picture import svg

    return svg(graph)


def _png(graph: Any) -> bytes:
    from lpnb.widgets.raster import png

    return png(graph)


def register() -> bool:
    """Teach IPython to draw graphs, if this is IPython; return whether it is. Costs nothing until one is drawn."""
    python = sys.modules.get("IPython")
    shell = python.get_ipython() if python is not None and hasattr(python, "get_ipython") else None
    if shell is None:
        return False
    formatters = shell.display_formatter.formatters
    for mime, draw in (("image/svg+xml", _svg), ("image/png", _png)):
        formatters[mime].for_type_by_name(MODULE, NAME, draw)
    return True
