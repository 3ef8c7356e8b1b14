"""Previews in the editor: what nodes hold, small, in their cards; only of those that are on screen in some view.

browser -> kernel   {view, watch}                    ids of what can be seen there: a node's uid, or uid:output
kernel -> browser   {previews: {frame, tiles, values}} + buffer
thumbnails as in the rollout view, and least, mean and most
of each output that was asked for by its name
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
import torch

from lpnb.compile.program import Program
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.thumbnails import Thumbnails

LEAST_PAUSE = 1 / 12
"""Seconds between two looks: enough for something small that moves."""
MOST = 60
"""Previews at once, at most: more would be too small to be seen."""
BYTES_PER_SECOND = 100_000


@attrs.frozen
class Previews:
    """Draws what views of the editor watch.

    Attributes:
        thumbnails: Draws them.
    """

    thumbnails: Thumbnails = attrs.Factory(Thumbnails)
    _views: dict[str, tuple[str, ...]] = attrs.Factory(dict)
    _drawn: list[Any] = attrs.Factory(lambda: [None, None, -1e9])  # what was drawn, of whom, when it is due again

    def watch(self, view: str, ids: Iterable[object]) -> None:
        """Take note of what can be seen in a view (in whatever thread it says so)."""
        self._views[view] = tuple(str(each) for each in ids)[:MOST]

    def forget(self, view: str) -> None:
        """Take note that a view was closed."""
        self._views.pop(view, None)

    def draw(self, snapshot: Snapshot) -> tuple[dict[str, Any], bytes] | None:
        """Return the message for all views and its buffer; None while there is nothing new to be seen."""
        state, watched, due = self._drawn
        seen = tuple(dict.fromkeys(each for ids in list(self._views.values()) for each in ids))
        if not seen or snapshot.now < due or (state is snapshot.state and watched == seen):
            return None
        names = _names(snapshot.program)
        rows = {each: names[each] for each in seen if each in names}
        drawing = self.thumbnails.draw([snapshot.state], snapshot.program, rows)
        values = {each: _ends(snapshot, name, self.thumbnails.sample) for each, name in rows.items() if ":" in each}
        pixels = drawing.pixels[0]
        pause = max(LEAST_PAUSE, (len(pixels) + 40 * len(rows)) / BYTES_PER_SECOND)
        self._drawn[:] = [snapshot.state, seen, snapshot.now + pause]
        return {"previews": {"frame": snapshot.frame, "tiles": drawing.tiles, "values": values}}, pixels


def _names(program: Program) -> dict[str, str]:
    """Return by which name a program knows each output, by ``uid:output``; a node's first one by its uid as well."""
    places = {place: name for name, place in program.newest.items()}
    names: dict[str, str] = {}
    for place, slot in enumerate(program.slots, 1):
        if slot.age == 1:
            uid, port = slot.key[:2]
            names[f"{uid}:{port}"] = places[place]
            names.setdefault(str(uid), places[place])
    return names


def _ends(snapshot: Snapshot, name: str, sample: int) -> list[float]:
    """Return least, mean and most of a value, with what is no number as 0: JSON has none."""
    tensor = snapshot.state[snapshot.program.newest[name]].detach()
    value = tensor[min(sample, tensor.shape[0] - 1)].float()
    found = torch.stack([value.min(), value.mean(), value.max()])
    return [float(number) for number in torch.nan_to_num(found).tolist()]
