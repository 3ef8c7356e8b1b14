"""Graphs on disk: readable JSON, weights beside it as safetensors, and scripts that need torch alone."""

from lpnb.files.export import export
from lpnb.files.load import load
from lpnb.files.save import save

__all__ = ["export", "load", "save"]
