"""Time: the thread that computes frames, what it remembers, and how a graph is changed while it runs."""

from lpnb.run.memory import Memory
from lpnb.run.stream import Stream

__all__ = ["Memory", "Stream"]
