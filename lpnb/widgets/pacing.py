"""When something may be sent to the browser: after it has painted, within a budget, and only what somebody looks at.

    kernel    tick 1   tick 2            tick 3            ...
    browser       └ paints ┴ ack 1 ─ paints ─ ack 2 ...       at most two ticks are on their way

Knows no thread, no clock and no widget, so that a test can play both sides.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import attrs

MAX_HZ = 30.0
LONGEST_REST = 1.0
"""Seconds: what took so long that it would rest longer was done for the first time, and will not take so long again."""
IN_FLIGHT = 2
"""One is being painted while the next travels; more would only queue in the browser."""
STALE = 2.0
"""Seconds after which one is sent although nobody has acknowledged the last ones: the browser may just be very busy."""
ASLEEP = 10.0
"""Seconds without an acknowledgement after which nothing is sent at all, until the browser says something."""
LOST_TICKS = 60
"""A view that is so far behind while others paint is gone (a page that was reloaded)."""
SHARE = 0.045
"""Share of its time for which publishing may keep Python's lock from the frame thread: after each turn it rests. A
little below the 5 % that may be lost in all, for handing the lock over costs, too."""
BYTES_PER_SECOND = 600_000
"""Well below the 1 MB/s at which a Jupyter server begins to drop messages."""


@attrs.define
class View:
    """One display of the widgets in a browser.

    Attributes:
        shown: Keys of the parts that are on screen in it.
        heard: When it last said something.
        acked: The last tick that it painted.
    """

    shown: frozenset[str] = frozenset()
    heard: float = 0.0
    acked: int = 0


class Meter:
    """Counts events per second."""

    def __init__(self, span: float = 1.0) -> None:
        """Count over the last `span` seconds."""
        self._span = span
        self._times: deque[float] = deque(maxlen=1000)

    def count(self, now: float) -> None:
        """Note one event."""
        self._times.append(now)

    def rate(self, now: float) -> float:
        """Return events per second."""
        while self._times and self._times[0] < now - self._span:
            self._times.popleft()
        return len(self._times) / self._span


class Pacing:
    """Keeps the account of one set of widgets and all its views.

    Attributes:
        sent: The number of the last tick.
        acked: The last tick that any view has painted.
        published: Counts what was sent.
        painted: Counts what was painted.
    """

    def __init__(self, bytes_per_second: float = BYTES_PER_SECOND) -> None:
        """Start with no view: nothing may be sent."""
        self.sent = self.acked = 0
        self.published, self.painted = Meter(), Meter()
        self._views: dict[str, View] = {}
        self._last_sent = self._counted = self._due = -1e9
        self._waiting_since: float | None = None
        self._income = bytes_per_second
        self._purse = bytes_per_second / 2

    def shown(self) -> frozenset[str]:
        """Return the keys of all parts that somebody can see."""
        return frozenset().union(*(view.shown for view in self._views.values()))

    def hear(self, message: Mapping[str, Any], now: float) -> None:
        """Take what a view says: what it shows, and what it has painted."""
        view = self._views.setdefault(str(message.get("view", "")), View(acked=self.sent))
        view.heard = now
        view.shown = frozenset(str(key) for key in message.get("shown", ()))
        acked = message.get("ack")
        if isinstance(acked, int):
            view.acked = max(view.acked, acked)
        if isinstance(acked, int) and self.acked < acked <= self.sent:
            self.acked = acked
            self._waiting_since = now if self.sent > acked else None
            self.painted.count(now)
        if not view.shown:
            self._views = {name: other for name, other in self._views.items() if other.shown}

    def may_send(self, now: float) -> bool:
        """Tell whether the browser wants more, and the budget allows it."""
        self._forget(now)
        if not self.shown() or now < self._due or not self._solvent(now):
            return False
        return self.sent - self.acked < IN_FLIGHT or now - self._last_sent >= STALE

    def did_send(self, size: int, now: float, work: float = 0.0) -> int:
        """Book what was sent and return the number of the tick that has to follow it.

        Args:
            size: Bytes.
            now: When.
            work: Seconds of processor time that it took.
        """
        self._solvent(now)
        self._purse -= size
        if self._waiting_since is None:
            self._waiting_since = now
        self.sent += 1
        self._last_sent, self._due = now, now + min(max(1 / MAX_HZ, work / SHARE), LONGEST_REST)
        self.published.count(now)
        return self.sent

    def end_rest(self) -> None:
        """Rest no more after the last turn than the browser needs: the stream stands, and nothing has to be spared."""
        self._due = min(self._due, self._last_sent + 1 / MAX_HZ)

    def pause(self, now: float) -> float | None:
        """Return after how many seconds to look again, None for not before a view says something."""
        self._forget(now)
        if not self.shown():
            return None
        due = self._due - now
        return due if due > 0 else 1 / MAX_HZ

    def _solvent(self, now: float) -> bool:
        """Fill the purse for the time that went by, up to half a second's worth; tell whether something is in it."""
        self._purse = min(self._income / 2, self._purse + self._income * max(0.0, now - self._counted))
        self._counted = now
        return self._purse > 0

    def _forget(self, now: float) -> None:
        if self._waiting_since is not None and now - self._waiting_since > ASLEEP:
            self._views.clear()
            self._waiting_since, self.acked = None, self.sent
        lost = [
            name
            for name, view in self._views.items()
            if self.acked - view.acked > LOST_TICKS and now - view.heard > STALE
        ]
        for name in lost:
            del self._views[name]
