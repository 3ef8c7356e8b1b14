"""A workbench as one still picture: its panels as they are arranged, with what they hold now."""

from __future__ import annotations

from lpnb.widgets.desk import Desk
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.still.block import GAP, QUIET, SMALL, Block, below, beside, framed, page, words
from lpnb.widgets.still.panels import panel

WIDTH = 1000.0
DOT = "\N{MIDDLE DOT}"
SHARES = {"full": 1, "half": 2, "third": 3}
"""How many panels of a width stand in a row."""


def sheet(desk: Desk, snapshot: Snapshot) -> str:
    """Return the picture of a workbench as SVG, in light colours; in the publisher's thread."""
    blocks, unseen = [], []
    for spot in desk.arrangement.spots:
        share = SHARES[spot.width]
        width = (WIDTH - GAP * (share - 1)) / share
        content = panel(spot.panel, desk.parts[spot.panel], snapshot, width)
        if content is None:
            unseen.append(spot.panel)
        else:
            blocks.append(framed(spot.panel, content, width))
    label = f"workbench of {desk.stream.graph.name}, frame {snapshot.frame}"
    foot = [Block(WIDTH, 14, words(0, 11, f"also open: {', '.join(unseen)}", SMALL, QUIET))] if unseen else []
    return page(below([_head(desk, snapshot), beside(blocks, WIDTH), *foot]), label)


def _head(desk: Desk, snapshot: Snapshot) -> Block:
    stream = desk.stream
    doing = "in the past" if snapshot.past else "playing" if stream.playing else "paused"
    facts = f" {DOT} ".join((f"frame {snapshot.frame}", doing, f"batch {stream.batch}"))
    title = f'<g font-weight="600">{words(2, 15, stream.graph.name, 16)}</g>'
    return Block(WIDTH, 22, title + words(WIDTH, 15, facts, 13, QUIET, end=True))
