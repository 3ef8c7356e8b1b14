"""Graphs on disk: readable JSON, weights beside it as safetensors, and scripts that need torch alone."""

from lpnb.files.export import export
from lpnb.files.load import load
from lpnb.files.opening import open_graph
from lpnb.files.save import save

open = open_graph  # noqa: A001 - `lpnb.open`

__all__ = ["export", "load", "open", "open_graph", "save"]
