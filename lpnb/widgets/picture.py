"""A graph as a picture: SVG text, for a notebook (in its theme's colours) or for anywhere else (in light ones)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

import attrs

from lpnb.graph import Graph
from lpnb.graph.delays import delays
from lpnb.graph.node import IN, ON, OUT
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.wire import Wire
from lpnb.shapes.check import check
from lpnb.shapes.infer import Types, infer
from lpnb.widgets.layout import HEIGHT, WIDTH, Point, place
from lpnb.widgets.palette import node_colour
from lpnb.widgets.routes import Route, routes

MARGIN = 14.0
HUNG = 40.0
"""How much room there is for what hangs below a node."""
Extent = tuple[float, float, float, float]
"""Left, top, right and bottom."""
LEAST = 0.5
"""A live picture shrinks so far to fit; beyond, it scrolls."""
TIMES = "\N{MULTIPLICATION SIGN}"
PLAIN = "identity"
WIDEST = 800
"""Pixels that a notebook has for a picture that cannot shrink by itself."""
LONGEST = 16
"""Letters of a name that fit into a node; the rest is in its tooltip."""
FAINT = ' opacity=".45"'
"""How what is muted, bypassed or off is drawn."""
FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"


@attrs.frozen
class Ink:
    """The colours of a picture, as CSS."""

    text: str
    quiet: str
    line: str
    panel: str
    ground: str
    problem: str


LIGHT = Ink("#212121", "#616161", "#8a8f98", "#ffffff", "#ffffff", "#c62828")
LIVE = Ink(
    "var(--jp-ui-font-color1, #212121)",
    "var(--jp-ui-font-color2, #616161)",
    "var(--lpnb-line, #8a8f98)",
    "var(--lpnb-panel, #ffffff)",
    "var(--jp-layout-color0, #ffffff)",
    "var(--jp-error-color1, #c62828)",
)


@in_one_moment
def svg(graph: Graph, *, live: bool = False) -> str:
    """Return the picture of a graph.

    Args:
        graph: The graph; it may have errors, which are marked.
        live: Whether it becomes part of a notebook's page and takes its colours from there.
    """
    ink = LIVE if live else LIGHT
    body, extent = drawing(graph, ink)
    return _sheet(graph, body, extent, ink, live=live)


@in_one_moment
def drawing(graph: Graph, ink: Ink = LIGHT, hung: Mapping[str, str] | None = None) -> tuple[list[str], Extent]:
    """Return what the picture of a graph is made of, and how far it reaches.

    Args:
        graph: The graph.
        ink: Its colours.
        hung: SVG by node, `HUNG` pixels high at most and as wide as a node, that hangs below it.
    """
    placed = place(graph)
    ways = routes(graph, placed)
    problems = {problem.subject: str(problem) for problem in reversed(check(graph).errors) if problem.subject}
    known = delays(graph)
    body = [_wire(way, known[way.wire.uid], ink, problems.get(way.wire.name)) for way in ways]
    body += _nodes(graph, placed.nodes, ink, problems)
    body += [_label(way, known[way.wire.uid], ink) for way in ways]
    places = {name: placed.nodes[name] for name in hung or {} if name in placed.nodes}
    body += [
        f'<g transform="translate({x:g} {y + HEIGHT:g})">{(hung or {})[name]}</g>' for name, (x, y) in places.items()
    ]
    return body, _extent(placed.nodes, ways, HUNG if places else 0)


def _extent(nodes: Mapping[str, Point], ways: list[Route], under: float) -> Extent:
    """Return left, top, right and bottom of everything; `under` is what hangs below nodes."""
    points = [corner for x, y in nodes.values() for corner in ((x, y), (x + WIDTH, y + HEIGHT + under))]
    points += [point for way in ways for point in way.points]
    points += [(way.label[0] + side, way.label[1] + side / 2) for way in ways for side in (-34, 34)]
    xs, ys = zip(*(points or [(0.0, 0.0)]), strict=True)
    return min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN


def _sheet(graph: Graph, body: list[str], extent: Extent, ink: Ink, *, live: bool) -> str:
    left, top, right, bottom = extent
    width, height = right - left, bottom - top
    words = escape(f"network {graph.name}: {len(graph.states())} nodes, {len(graph.wires())} edges", quote=True)
    fit = f"max-width:{width:.0f}px;min-width:{LEAST * width:.0f}px" if live else "max-width:100%;height:auto"
    box = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}"'
    ground = "" if live else f'<rect {box} fill="{ink.ground}"/>'
    scale = min(1.0, WIDEST / width)
    size = "" if live else f'width="{width * scale:.0f}" height="{height * scale:.0f}" '
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}viewBox="{left:g} {top:g} {width:g} {height:g}" role="img" '
        f'aria-label="{words}" class="lpnb-picture" font-family="{FONT}" '
        f'style="{fit}">'
        f"{ground}{''.join(body)}</svg>"
    )


def _nodes(graph: Graph, places: Mapping[str, Point], ink: Ink, problems: Mapping[str, str]) -> Iterator[str]:
    types = infer(graph)
    for name, spec in graph.states().items():
        x, y = places[name]
        problem = problems.get(name)
        colour = node_colour(graph, name)
        radius = HEIGHT / 2 if spec.category == "source" else 7
        details = "  ".join(filter(None, (spec.kind, _shape(types, name))))
        off = spec.mode != ON
        tip = escape(f"{name}: {details}{f'  {spec.mode}' * off}" + (f"\n{problem}" if problem else ""))
        border = ink.problem if problem else colour
        yield (
            f'<g data-lpnb-node="{escape(name, quote=True)}" transform="translate({x:g} {y:g})"{FAINT * off}>'
            f"<title>{tip}</title>"
            f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" rx="{radius:g}" '
            f'style="fill:{ink.panel};stroke:{border};stroke-width:{2 if problem else 1.4}"/>'
            f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" rx="{radius:g}" style="fill:{colour};opacity:.14"/>'
            f"{_text(WIDTH / 2, 20.5, _short(name), ink.text, 13.5, weight=600)}"
            f"{_text(WIDTH / 2, 37, details, ink.quiet, 11.5)}"
            f"{_mark(ink) if problem else ''}</g>"
        )


def _mark(ink: Ink) -> str:
    return (
        f'<circle cx="{WIDTH - 3:g}" cy="3" r="9" style="fill:{ink.problem}"/>'
        f"{_text(WIDTH - 3, 7.5, '!', '#ffffff', 12, weight=700)}"
    )


def _shape(types: Types, name: str) -> str:
    outputs = types.nodes[name].outputs()
    found = types.outputs.get((name, outputs[0])) if outputs else None
    return TIMES.join(map(str, found.shape)) if found else ""


def _wire(way: Route, delay: int, ink: Ink, problem: str | None) -> str:
    dash = "stroke-dasharray:5 4;" if delay == 0 else ""
    colour = ink.problem if problem else ink.line
    (x, y), (dx, dy) = way.tip, way.heading
    head = f"M{x:g} {y:g}L{x - 9 * dx - 4.5 * dy:g} {y - 9 * dy + 4.5 * dx:g}"
    head += f"L{x - 9 * dx + 4.5 * dy:g} {y - 9 * dy - 4.5 * dx:g}Z"
    off = not way.wire.spec.on
    does = f"{way.wire.spec.kind}, delay {delay}{', off' * off}"
    tip = escape(f"{way.wire.name}: {does}" + (f"\n{problem}" if problem else ""))
    return (
        f'<g data-lpnb-edge="{escape(way.wire.name, quote=True)}" data-delay="{delay}"{FAINT * off}>'
        f"<title>{tip}</title>"
        f'<path d="{way.path}" style="fill:none;stroke:{colour};stroke-width:1.6;{dash}"/>'
        f'<path d="{head}" style="fill:{colour}"/></g>'
    )


def _label(way: Route, delay: int, ink: Ink) -> str:
    """Return what an edge does, and its delay. Identity goes without saying; ports are named if there are several."""
    x, y = way.label
    kind = way.wire.spec.kind
    words = "  ".join(filter(None, (_short(kind) if kind != PLAIN else "", _ports(way.wire))))
    half = 2.9 * len(words) + 4
    text = _text(x - 8, y - 6, words, ink.quiet, 10.5, halo=ink.ground) if words else ""
    chip = x + half if words else x
    height = y - 9.5 if words else y
    return (
        f'<g pointer-events="none">{text}'
        f'<circle cx="{chip:g}" cy="{height:g}" r="7.5" style="fill:{ink.panel};stroke:{ink.line}"/>'
        f"{_text(chip, height + 3.3, str(delay), ink.text, 9.5)}</g>"
    )


def _ports(wire: Wire) -> str:
    start = wire.out if wire.out != OUT else ""
    end = wire.port if wire.port != IN else ""
    return f"{start} → {end}".strip() if start or end else ""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _text(x: float, y: float, words: str, colour: str, size: float, *, weight: int = 400, halo: str = "") -> str:
    around = f"stroke:{halo};stroke-width:3px;stroke-linejoin:round;paint-order:stroke;" if halo else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" text-anchor="middle" '
        f'xml:space="preserve" style="fill:{colour};{around}">{escape(words)}</text>'
    )
