"""Streams that widgets make for graphs, and who uses them: a cell that is run again finds its stream."""

from __future__ import annotations

import weakref

from lpnb.errors import StreamError, brief
from lpnb.graph import Graph
from lpnb.run import Stream

BATCH = 32

_made: weakref.WeakKeyDictionary[Stream, weakref.WeakSet[object]] = weakref.WeakKeyDictionary()


def stream_for(given: Graph | Stream, user: object) -> Stream:
    """Return a stream for what a person wants to see: it itself, or one made for a graph, which may have errors."""
    if isinstance(given, Stream):
        if given in _made:
            _made[given].add(user)
        return given
    if not isinstance(given, Graph):
        raise StreamError(f"{type(user).__name__}: expected a graph or a stream, found {brief(given)}.")
    running = next((stream for stream in list(_made) if stream.graph is given), None)
    stream = running or Stream(given, batch=BATCH, draft=True)
    _made.setdefault(stream, weakref.WeakSet()).add(user)
    return stream


def release(stream: Stream, user: object) -> None:
    """Close a stream if it was made here and nothing shows it any more."""
    users = _made.get(stream)
    if users is not None:
        users.discard(user)
        if not users:
            del _made[stream]
            stream.close()
