"""What size everything is, and what is wrong. Knows no torch."""

from lpnb.shapes import lesson

__all__ = ["lesson"]
