"""Every frame of a stream once, for whoever has to see them all: a display sees only the newest."""

from __future__ import annotations

from lpnb.compile.build import State
from lpnb.run import Stream


class Unseen:
    """Hands out each state that a stream remembers, once.

    A display asks now and then, and gets all frames since: as many as the stream remembers (`Stream.recent`). Where
    some are missing, or the stream went back, was edited or began anew, it says so. Frames that are computed again
    after going back are handed out again.
    """

    def __init__(self, stream: Stream) -> None:
        """Begin with the newest frame."""
        self._stream = stream
        self._seen: tuple[State, ...] = ()  # holds them, so that no new state can have the identity of an old one
        self._last: State | None = None

    def __call__(self) -> list[tuple[State, bool]]:
        """Return the new states, oldest first, each with whether it follows directly on the one handed out before."""
        recent = self._stream.recent
        known = {id(state) for state in self._seen}
        result = []
        for state in recent if self._seen else recent[-1:]:
            if id(state) not in known:
                result.append((state, self._follows(state)))
                self._last = state
        if self._last is not None and recent[-1] is not self._last:
            self._last = None  # the stream went back: whatever comes next does not follow
        self._seen = recent
        return result

    def _follows(self, state: State) -> bool:
        # Each program has a class of states of its own, so that an edit shows in the class.
        last = self._last
        return last is not None and type(last) is type(state) and int(last[0]) + 1 == int(state[0])
