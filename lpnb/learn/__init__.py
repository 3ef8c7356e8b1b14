"""Training while streaming."""

from lpnb.learn.training import evaluate, train

__all__ = ["evaluate", "train"]
