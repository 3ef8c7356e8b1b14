"""When a label changes: asked of sources, which are functions of the frame, without any frame being computed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from lpnb.errors import Problem, StreamError, UnknownName, brief, nearest
from lpnb.run.keyframe import Scene
from lpnb.run.timeline import Timeline
from lpnb.sources import EndOfData, Feed
from lpnb.sources.source import Turning


def changes(timeline: Timeline, output: str, first: int, last: int, *, sample: int, most: int) -> tuple[int, ...]:
    """Return the frames from `first` to `last` in which an output of a source delivers something new.

    Args:
        timeline: What ran when.
        output: The output.
        first: The first frame.
        last: The last frame.
        sample: The sample of the batch.
        most: How many frames are looked at, at most: the last ones.
    """
    timeline.settle()
    _check(timeline, output, sample)
    found: list[int] = []
    left = most
    for scene, begin, end in reversed(list(spans(timeline, first, last))):
        feed, place = _feed(scene, output)
        if feed is not None and left > 0:
            frames, left = _in_span(feed, begin, end, place=place, origin=scene.origin, sample=sample, most=left)
            found += frames
    return tuple(sorted(found))


def spans(timeline: Timeline, first: int, last: int) -> Iterator[tuple[Scene, int, int]]:
    """Iterate over (what runs, first frame, last frame); what is yet to come goes on as it is."""
    keys = timeline.line.keys.copy()
    groups = [(scene, next(group).frame) for scene, group in itertools.groupby(keys, key=lambda key: key.scene)]
    for (scene, frame), later in itertools.zip_longest(groups, groups[1:]):
        # A change after frame n is what frame n + 1 sees.
        begin, end = max(first, frame + 1), min(last, later[1] if later else last)
        if begin <= end:
            yield scene, begin, end


def _feed(scene: Scene, output: str) -> tuple[Feed | None, int]:
    program, feeds = scene.built.program, scene.revision.feeds
    place = program.newest.get(output)
    if place is None or not program.slots[place - 1].fed:
        return None, 0
    slot = program.slots[place - 1]
    outputs = [other for other in program.inputs if other.node == slot.node]
    return feeds[slot.node], outputs.index(slot)


def _in_span(
    feed: Feed, first: int, last: int, *, place: int, origin: int, sample: int, most: int
) -> tuple[list[int], int]:
    """Return the frames in which the output changes, and how many may still be looked at."""
    numbers: Sequence[int] = range(max(1, first - origin), last - origin + 1)
    if isinstance(feed, Turning):
        numbers = feed.turns(max(1, first - origin), last - origin)
    numbers = numbers[-most:]
    show = feed.shown if isinstance(feed, Turning) else feed.frame

    def value(number: int) -> Tensor:
        return show(number)[place][sample]

    found = []
    try:
        before = value(numbers[0] - 1) if numbers else None
        for number in numbers:
            now = value(number)
            if before is None or not torch.equal(before, now):
                found.append(number + origin)
            before = now
    except EndOfData:
        pass  # nothing more will change
    return found, most - len(numbers)


def _check(timeline: Timeline, output: str, sample: int) -> None:
    place = f"changes({brief(output)})"
    scenes = {key.scene for key in timeline.line.keys}
    known = sorted({name for scene in scenes for name in scene.built.program.newest if _feed(scene, name)[0]})
    if output not in known:
        mend = nearest(str(output), known)
        raise UnknownName(Problem(place, "an output of a source", brief(output), mend=mend))
    batch = timeline.engine.batch
    if not -batch <= sample < batch:
        raise StreamError(str(Problem(place, f"a sample of the batch, 0 to {batch - 1}", brief(sample))))
