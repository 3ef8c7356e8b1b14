"""Training while streaming."""

from lpnb.learn.comparisons import Comparison, comparison
from lpnb.learn.session import Session
from lpnb.learn.training import evaluate, train

__all__ = ["Comparison", "Session", "comparison", "evaluate", "train"]
