"""Python's garbage collector, set for a notebook that is looked at while it runs."""

from __future__ import annotations

import gc

MANY = 50_000
"""How many more objects than before there have to be, for Python to look through the new ones."""


def collect_less_often() -> None:
    """Look for garbage after `MANY` new objects; whoever has asked for more, or for none at all, keeps that.

    Python looks after 700 at first, and takes what is in use just then for long-lived. An edit of a large graph makes
    some 20 000 objects that live for an instant; by that count, all objects of the kernel were looked through every
    third second of editing. That takes 0.1 to 0.3 s and holds up all threads, frames and answers alike.
    """
    new, *old = gc.get_threshold()
    if 0 < new < MANY:
        gc.set_threshold(MANY, *old)
