"""What each panel of a workbench looks like in a still picture. Panels that are not in the table are only named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.curves import Curves
from lpnb.widgets.faces.face import Face
from lpnb.widgets.faces.plot import Plot
from lpnb.widgets.faces.tiled import Tiled
from lpnb.widgets.graph_editor import GraphEditor
from lpnb.widgets.layout import WIDTH
from lpnb.widgets.palette import GREY, diverging, node_colour, sequential
from lpnb.widgets.part import Part
from lpnb.widgets.picture import HUNG, drawing
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.still.block import GAP, QUIET, SMALL, Block, below, beside, picture, words
from lpnb.widgets.still.figure import byte_bars, drawn
from lpnb.widgets.thumbnails import COLOURS, Thumbnails, byte_count, mixed
from lpnb.widgets.tiles import png
from lpnb.widgets.timeline import Timeline
from lpnb.widgets.view import View
from lpnb.widgets.view_head import sizes
from lpnb.widgets.views import Views

MOST_PREVIEWS = 150
"""Nodes beyond which they would be too small to be seen."""
MOST_MARKS = 4
"""What happened last, and other futures, in words: so many of each."""
CURVES, TIMELINE = 112.0, 64.0
"""Heights of their plots in pixels."""
MAP = (252.0, 170.0)
"""Width and height, at most, of maps as one picture."""


def editor(part: GraphEditor, snapshot: Snapshot, width: float) -> Block:
    """Return the network, and what its nodes hold."""
    graph = part.stream.graph
    hung = previews(graph, snapshot, part.previews.thumbnails.sample) if len(graph) <= MOST_PREVIEWS else {}
    if not len(graph):
        return Block(width, 20, words(0, 14, "There is no node yet.", SMALL, QUIET))
    body, (left, top, right, bottom) = drawing(graph, hung=hung)
    found = Block(right - left, bottom - top, f'<g transform="translate({-left:g} {-top:g})">{"".join(body)}</g>')
    return found.within(width)


def previews(graph: Graph, snapshot: Snapshot, sample: int) -> dict[str, str]:
    """Return what each node holds, small: SVG that hangs below it."""
    rows = {name: name for name in graph.states() if name in snapshot.program.newest}
    found = Thumbnails(sample).draw([snapshot.state], snapshot.program, rows)
    hung: dict[str, str] = {}
    left = np.frombuffer(found.pixels[0], np.uint8) if found.pixels else np.zeros(0, np.uint8)
    for name, kind, across, down, zero, signed in found.tiles:
        size = byte_count(kind, across, down)
        pixels, left = left[:size], left[size:]
        side = HUNG - 8
        wide = 84.0 if kind == "bars" else min(84.0, side * across / down)
        if kind == "bars":
            inside = byte_bars(pixels, zero, wide, side, node_colour(graph, name))
        elif kind == COLOURS:
            inside = picture(png(mixed(pixels, down, across)), wide, wide * down / across)
        else:
            colours = sequential(GREY) if kind == "picture" else diverging() if signed else sequential()
            inside = picture(png(pixels.reshape(down, across), colours), wide, wide * down / across)
        hung[name] = f'<g transform="translate({(WIDTH - wide) / 2:g} 4)">{inside}</g>'
    return hung


def views(part: Views, snapshot: Snapshot, width: float) -> Block:
    """Return all open views, with what they show now."""
    blocks = [block for view in list(part.views) if (block := one_view(view, snapshot)) is not None]
    return beside(blocks, width) if blocks else Block(width, 20, words(0, 14, "No view is open.", SMALL, QUIET))


def one_view(view: View, snapshot: Snapshot) -> Block | None:
    """Return a view with its title; None while it has nothing to show."""
    view.publish(snapshot)
    face = view.face
    if face is None:
        return None
    content = _plot(face) if isinstance(face, Plot) else _maps(face) if isinstance(face, Tiled) else None
    if content is None:
        return None
    facts: Any = view.head.facts
    size = " \N{MIDDLE DOT} ".join(filter(None, (sizes(view.shown), str(facts.get("note", "")), *_range(face))))
    title = f"{facts.get('title', view.name)}"
    wide = max(content.width, 5.6 * len(size), 7.0 * len(title))
    stripe = f'<rect width="{wide:g}" height="3" rx="1.5" fill="{view.layout.border_top.rpartition(" ")[2]}"/>'
    head = f"{stripe}{words(0, 18, title)}{words(0, 32, size, 10, QUIET)}"
    return Block(wide, content.height + 42, head + content.at(0, 38))


def _plot(face: Plot) -> Block:
    return drawn(face.widget, *map(float, face.size))


def _maps(face: Tiled) -> Block | None:
    content = face.picture(int(MAP[0]))
    if content is None:
        return None
    width, height = (int.from_bytes(content[place : place + 4]) for place in (16, 20))  # where a PNG has them
    scale = min(MAP[0] / width, MAP[1] / height)
    wide, high = MAP if face.stretch else (width * scale, height * scale)
    return Block(wide, high, picture(content, wide, high))


def _range(face: Face) -> Iterator[str]:
    """Yield from where to where the colours go, where there are any."""
    low, high = face.widget.facts.get("ends", ("", "")) if isinstance(face, Tiled) else ("", "")
    if high:
        yield f"{low} to {high}"


def curves(part: Curves, snapshot: Snapshot, width: float) -> Block:
    """Return loss and accuracy over the frames."""
    blocks = []
    for plot in part.drawn(snapshot):
        legend = "".join(
            f'<circle cx="{5 + 110 * n}" cy="8" r="4" fill="{colour}"/>{words(14 + 110 * n, 12, name, SMALL)}'
            for n, (name, colour) in enumerate(plot.lines)
        )
        blocks.append(below([Block(width, 16, legend), drawn(plot.figure, width, CURVES)], 2))
    return below(blocks) if blocks else Block(width, 20, words(0, 14, "Nothing is measured yet.", SMALL, QUIET))


def timeline(part: Timeline, snapshot: Snapshot, width: float) -> Block:
    """Return what is remembered, what happened, and where in time it is."""
    part.plot.follow(part.stream.remembered, part.labels.output, part.labels.frames)
    part.plot.point(snapshot.frame)
    lines = [where(part.stream, snapshot)]
    lines += [f"after frame {mark.frame}: {mark.words}" for mark in part.stream.marks[-MOST_MARKS:]]
    lines += [f"another future: {b.words}, frames {b.begin} to {b.last}" for b in part.stream.branches[-MOST_MARKS:]]
    said = [Block(width, 15, words(0, 11, line, SMALL, QUIET)) for line in lines]
    return below([drawn(part.plot.figure, width, TIMELINE), *said], 2)


def where(stream: Stream, snapshot: Snapshot) -> str:
    """Return in words where in time a stream is."""
    remembered = stream.remembered
    past = ", in the past" if snapshot.past else ""
    last = max(remembered.last, snapshot.frame)
    return f"frame {snapshot.frame} of {last}{past}; remembered from frame {remembered.first} on"


PANELS: dict[str, Callable[[Any, Snapshot, float], Block]] = {
    "editor": editor,
    "views": views,
    "curves": curves,
    "timeline": timeline,
}
"""How a panel is drawn, by its name: given its part, the moment, and the room there is."""


def panel(name: str, part: Part, snapshot: Snapshot, width: float) -> Block | None:
    """Return a panel as it is now, None for one that a picture cannot show."""
    draw = PANELS.get(name)
    return None if draw is None else draw(part, snapshot, width - 2 * GAP)
