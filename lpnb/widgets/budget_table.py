"""The time budget as a table with bars: nodes by what they cost, below each its edges."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lpnb.measure import Budget
from lpnb.widgets.palette import NODE_COLOURS

MOST = 40
"""Nodes that are shown one by one, at most."""
MANY = 100.0


def milliseconds(number: float) -> str:
    """Return a time as a person reads it."""
    return f"{number:.3g} ms" if number < 1000 else f"{number / 1000:.3g} s"


def rate_words(rate: float) -> str:
    """Return a rate as a person reads it: three digits."""
    if rate == float("inf"):
        return "no limit"
    return f"{rate:,.0f} frames/s".replace(",", "\u2009") if rate >= MANY else f"{rate:.3g} frames/s"


def table(budget: Budget, colours: Mapping[str, str]) -> str:
    """Return the costs as HTML, the highest first.

    Args:
        budget: What was measured.
        colours: The colour of each node.
    """
    nodes = sorted(budget.nodes.items(), key=lambda item: -item[1])
    longest = max([*budget.nodes.values(), *budget.edges.values()], default=0.0)
    rows = []
    for node, cost in nodes[:MOST]:
        colour = colours.get(node, NODE_COLOURS[8])
        rows.append(_row(node, cost, longest, colour, f"{budget.shares[node]:.0%}"))
        edges = {edge: budget.edges[edge] for edge, end in budget.ends.items() if end == node}
        rows += [_row(edge, ms, longest, colour, "") for edge, ms in sorted(edges.items(), key=lambda item: -item[1])]
    rest = nodes[MOST:]
    if rest:
        cost = sum(ms for _, ms in rest)
        rows.append(_row(f"{len(rest)} more", cost, longest, NODE_COLOURS[8], f"{cost / budget.total:.0%}"))
    head = "<tr><th>node and its edges</th><th></th><th>time</th><th>share</th></tr>"
    return f'<table class="lpnb-costs"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _row(name: str, cost: float, longest: float, colour: str, share: str) -> str:
    width = 100 * min(1.0, cost / longest) if longest else 0
    bar = f'<i style="width:{width:.1f}%;background:{colour}"></i>'
    css = "" if share else ' class="lpnb-edge-cost"'
    cells = f"<td>{bar}</td><td>{milliseconds(cost)}</td><td>{share}</td>"
    breaking = escape(name).replace("-&gt;", "-&gt;<wbr>").replace(".", ".<wbr>")
    return f'<tr{css}><th scope="row">{breaking}</th>{cells}</tr>'
