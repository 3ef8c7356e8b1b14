"""How much of the past is remembered: a budget in bytes, what counts against it, and what is forgotten first."""

from __future__ import annotations

import contextlib
import ctypes
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import attrs
from torch import Tensor

from lpnb.errors import Problem, StreamError, brief

if TYPE_CHECKING:
    from lpnb.run.keyframe import Kept, Keyframe
    from lpnb.run.line import Line

BUDGET = 256 * 2**20
HELD_FRAMES = 256
LEAST = 2**20
DENSITY = 256
"""Logarithmic spacing: what is n frames old is remembered every n / DENSITY frames, and all of what is new."""
STEP = 0.95
"""By how much that is lowered at a time where the budget asks for it."""
SPARSE, SPARSEST = 8, 0.5
"""How low that may become as long as there are branches to forget, and at all."""
GIVEN_BACK = 0.1
"""Once this share of the budget was forgotten, what is free goes back to the system: glibc keeps it for later."""
TENSOR, KEYFRAME = 800, 500
"""Bytes that a small tensor takes besides its values (measured), and a keyframe besides its tensors."""
SCENE, MODULE = (10_000, 4), (30_000, 5)
"""Bytes of a scene and of its module besides tensors, and more for each character of the program (measured)."""
MOST_BRANCHES = 32
ROOM = 0.96
"""The share of the budget that thinning leaves, so that not every keyframe has to thin anew."""


@attrs.frozen
class Memory:
    """How much of its past a stream remembers.

    Example:
        lpnb.Stream(graph, memory=lpnb.Memory(budget=2**30))  # one GiB, dense near now, sparse far back
        lpnb.Stream(graph, memory=lpnb.Memory(spacing="every", last=1000))  # the last 1000 frames, all of them

    Attributes:
        budget: Bytes for all that is remembered, branches included; 1 048 576 or more. Two frames are always held.
        spacing: ``'log'``: what is n frames old is remembered every n / 256 frames or less often, as the budget allows,
            and what lies between is computed anew when it is asked for. ``'every'``: each of the last frames.
        last: How many frames back ``'every'`` reaches, 2 or more, as long as they fit the budget.
    """

    budget: int = BUDGET
    spacing: Literal["log", "every"] = "log"
    last: int = 1000

    def __attrs_post_init__(self) -> None:
        """Refuse what makes no memory."""
        _check("budget", self.budget, LEAST, "bytes")
        _check("last", self.last, 2, "frames")
        if self.spacing not in ("log", "every"):
            raise StreamError(str(Problem("memory spacing", "'log' or 'every'", brief(self.spacing))))

    def held(self, frame: int) -> int:
        """Return how many states of so many bytes are held besides keyframes: the newest frames."""
        share, most = (2, self.last) if self.spacing == "every" else (8, HELD_FRAMES)
        return max(2, min(most, self.budget // share // max(frame, 1)))

    @classmethod
    def of(cls, memory: int | Memory | None) -> Memory:
        """Return what is meant by the argument `memory` of a stream."""
        if memory is None or isinstance(memory, cls):
            return memory or cls()
        return cls(budget=memory)  # type: ignore[arg-type]  # anything else is refused there


def _check(field: str, value: Any, least: int, unit: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        mend = "Write memory=2**28, or memory=lpnb.Memory(...)." if field == "budget" else ""
        expected = f"a whole number of {unit}, {least} or more"
        raise StreamError(str(Problem(f"memory {field}", expected, brief(value), mend=mend)))


class Ledger:
    """Counts the bytes of keyframes, each tensor once, and forgets some where there are too many.

    Attributes:
        spec: What it keeps to.
        bytes: What the keyframes of all lines take.
    """

    def __init__(self, spec: Memory, ring: Callable[[], int], say: Callable[[str], None]) -> None:
        """Hold nothing.

        Args:
            spec: What to keep to.
            ring: Returns the bytes of the newest states, which count as well.
            say: Told when a branch had to be forgotten.
        """
        self.spec, self.bytes = spec, 0
        self._ring, self._say = ring, say
        self._counts: dict[int, int] = {}
        self._pending: dict[int, Kept] = {}  # parameters that may yet be copied
        self._thin_at, self._density = 2 * DENSITY, float(DENSITY)
        self._forgotten = 0  # bytes, since free memory was given back

    @property
    def total(self) -> int:
        """Bytes of all that is remembered. Anybody may ask, at any time: it only looks."""
        copies = [kept.copy for kept in list(self._pending.values())]
        return self.bytes + sum(_size(copy) for copy in copies if copy is not None) + self._ring()

    def _count_copies(self) -> None:
        """Count the copies that were made since; in the frame thread."""
        for name, kept in list(self._pending.items()):
            if kept.copy is not None:
                del self._pending[name]
                self.bytes += _size(kept.copy)

    def alone(self, line: Line) -> int:
        """Return what forgetting a line would free."""
        keys = [key for key in line.keys.copy() if key.lines == 1]
        parts = [part for key in keys for part in _parts(key)]
        often = Counter(name for name, _, _ in parts)
        sizes = {name: size for name, size, _ in parts}
        return KEYFRAME * len(keys) + sum(sizes[n] for n, count in often.items() if count == self._counts.get(n))

    def hold(self, key: Keyframe) -> None:
        """Count a keyframe that one more line has."""
        key.lines += 1
        if key.lines == 1:
            self.bytes += KEYFRAME
            for name, size, kept in _parts(key):
                self._counts[name] = self._counts.get(name, 0) + 1
                if self._counts[name] == 1:
                    self.bytes += size
                    if kept is not None and kept.copy is None:
                        self._pending[name] = kept

    def release(self, key: Keyframe) -> None:
        """Count a keyframe that one line less has."""
        key.lines -= 1
        if key.lines == 0:
            self._count_copies()  # before they are taken off
            self.bytes -= KEYFRAME
            for name, size, _ in _parts(key):
                self._counts[name] -= 1
                if self._counts[name] == 0:
                    del self._counts[name]
                    self._pending.pop(name, None)
                    self.bytes -= size
                    self._forgotten += size

    # -- forgetting -------------------------------------------------------------------------------------------------

    def trim(self, current: Line, lines: dict[int, Line]) -> None:
        """Forget what the spacing does not ask for, then what the budget does not allow; branches first."""
        self._count_copies()
        while len(lines) > MOST_BRANCHES + 1:
            self._drop_oldest(current, lines)
        if self.spec.spacing == "every":
            self._forget_old(current)
        elif len(current.keys) >= self._thin_at:
            self._thin(current, lines, self._density)
            self._thin_at = len(current.keys) + DENSITY // 2
        if self.total > self.spec.budget:
            self._make_room(current, lines)
        if self._forgotten > GIVEN_BACK * self.spec.budget:
            self._forgotten = 0
            give_back()

    def _make_room(self, current: Line, lines: dict[int, Line]) -> None:
        goal = ROOM * self.spec.budget
        self._density = min(DENSITY, self._density / STEP**2)
        while self.total > goal and (self._density >= SPARSEST or len(lines) > 1):
            if self._density >= (SPARSE if len(lines) > 1 else SPARSEST):
                self._thin(current, lines, self._density)
                self._density *= STEP
            else:
                self._drop_oldest(current, lines)
        while self.total > self.spec.budget and current.keys:
            self.forget(current.keys[0], [current])

    def _thin(self, current: Line, lines: dict[int, Line], density: float) -> None:
        """Leave so many keyframes in each octave of age; in branches a quarter of them."""
        wanted: set[int] = set()
        everything: dict[int, Keyframe] = {}
        for line in lines.values():
            if line is current and self.spec.spacing == "every":
                wanted.update(map(id, line.keys))
                continue
            everything.update({id(key): key for key in line.keys})
            wanted.update(map(id, _asked_for(line, density if line is current else density / 4)))
        for name, key in everything.items():
            if name not in wanted:
                self.forget(key, lines.values())

    def _forget_old(self, current: Line) -> None:
        while len(current.keys) > 1 and current.keys[1].frame <= current.last - self.spec.last:
            self.forget(current.keys[0], [current])

    def _drop_oldest(self, current: Line, lines: dict[int, Line]) -> None:
        oldest = next(line for line in lines.values() if line is not current)
        self._say(f"the branch of frames {oldest.begin} to {oldest.last} was forgotten: memory is full")
        self.drop(lines.pop(oldest.number))

    def drop(self, line: Line) -> None:
        """Forget all of a line."""
        for key in line.keys:
            self.release(key)
        line.keys.clear()

    def forget(self, key: Keyframe, lines: Iterable[Line]) -> None:
        """Take a keyframe out of lines."""
        for line in lines:
            if line.remove(key):
                self.release(key)


def _asked_for(line: Line, density: float) -> Iterator[Keyframe]:
    """Iterate over the keyframes that a logarithmic spacing needs, 16 times as dense where somebody intervened."""
    keys = line.keys
    before: Keyframe | None = None
    for place, key in enumerate(keys):
        if before is not None and place + 1 < len(keys):
            gap, age = keys[place + 1].frame - before.frame, line.last - key.frame
            if gap * density * (1 if key.broken is None else 16) <= age:
                continue
        yield key
        before = key


def _parts(key: Keyframe) -> Iterator[tuple[int, int, Kept | None]]:
    """Iterate over (what it is known by, bytes, parameter) of what a keyframe holds."""
    for tensor in key.tensors():
        yield tensor.untyped_storage().data_ptr(), _size(tensor), None
    length = len(key.scene.built.program.text)
    for part, (least, each) in ((key.scene, SCENE), (key.scene.built.module, MODULE)):
        yield id(part), least + each * length, None
    for kept in key.weights:
        yield id(kept), 0 if kept.copy is None else _size(kept.copy), kept


def give_back() -> None:
    """Have the C library give memory that is free back to the system; nothing where it cannot be asked to."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _size(tensor: Tensor) -> int:
    return tensor.untyped_storage().nbytes() + TENSOR


def ring_bytes(states: Iterable[deque[Any]], frame: int) -> int:
    """Return the bytes of states that are all of one size."""
    return sum(len(one) for one in states) * frame
