"""The time machine: where a stream stands in time, and the pasts and futures that it remembers.

    line 1   k───k─────k──b──k──────k───▶ last       k: keyframe   b: keyframe that somebody's change made
                       │
    line 2             └─b──k──▶ last                where somebody went back and changed something

A frame that is not held is computed anew from the keyframe before it: sources and noise are functions of the frame
number, so it is the same one, bit for bit. A change from outside makes a keyframe of its own, flagged `broken`, because
no frame before it leads there. All of it runs in the frame thread, between frames.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable

from lpnb.compile.build import State
from lpnb.errors import Problem, StreamError
from lpnb.run.breakpoints import Breakpoints
from lpnb.run.engine import Engine
from lpnb.run.follow import Follower
from lpnb.run.keyframe import Keyframe, Recorder, Scene
from lpnb.run.line import Branch, Line, Mark, What, place
from lpnb.run.memory import Ledger, Memory, ring_bytes
from lpnb.run.rule import Paced, Rule

REPLAY = 0.04
"""Seconds of computing that lie between two keyframes, while these are dense."""
SHARE = 0.02
"""The share of the time that making keyframes may take."""


class Timeline:
    """Moves an engine in time, and remembers.

    Attributes:
        line: The past and the future that it is on.
        lines: All that are remembered, by number.
        past: Whether it stands before the head of its line.
        ahead: Held states that come after the present one.
        breakpoints: What it stops at.
        advance: Computes one frame, or goes one frame along what is remembered.
        halt: Stops the frames that follow one another.
        stopped: At which breakpoints it stopped last, in words.
        pace: Returns the seconds from one frame to the next that are to be kept to (0 for as few as possible), and the
            seconds waited so far.
    """

    def __init__(self, engine: Engine, follower: Follower, memory: Memory) -> None:
        """Stand at the head of the first line."""
        self.engine, self.follower, self.spec = engine, follower, memory
        self.recorder = Recorder(engine, follower)
        self.ahead: deque[State] = deque()
        self.ledger = Ledger(memory, self._ring, follower.messages.append)
        self.line = Line(1, "the first run")
        self.lines = {1: self.line}
        self.past = False
        self.halt: Callable[[], object] = lambda: None
        self.pace: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0)
        self._newest = 1
        self._requests = itertools.count(1)
        self._request = 0
        self._marks: list[tuple[What, str]] = []
        self._noted = (0, 0.0)  # frame and time of the last keyframe; what others do meanwhile does not count
        self._took = 0.0  # seconds that making it took
        self._paced: tuple[list[Rule], list[Paced]] = ([], [])  # all rules, and those that keep to a budget
        self.breakpoints = Breakpoints(self.choose)
        self.stopped: list[str] = []
        self.choose()
        engine.hold(memory)
        engine.before_change, engine.remember, engine.retreat = self._leave, self._note, self._retreat
        engine.learned = self._adapt
        engine.intervened = True

    @property
    def last(self) -> int:
        """The head of the line."""
        return self.line.last if self.past else int(self.engine.state[0])

    def _ring(self) -> int:
        return ring_bytes((self.engine.held, self.ahead), self.engine.frame_bytes)

    # -- remembering ------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Take note of what was changed since the last frame. Runs after commands, before the next frame."""
        self._noted = (int(self.engine.state[0]), time.thread_time())
        if not self.engine.intervened or self.engine.empty:
            return
        self.engine.intervened = False
        frame = self.line.last = int(self.engine.state[0])
        self._add(self.recorder.capture(anew=True), broken=frame)
        self.ledger.trim(self.line, self.lines)
        for kind, words in self._marks:
            self.line.mark(Mark(frame, kind, words))
        self._marks.clear()

    def _note(self) -> None:
        """Remember the frame of now, unless that would take too much of the time."""
        frame, now = int(self.engine.state[0]), time.thread_time()
        frames, passed = frame - self._noted[0], now - self._noted[1]
        if self.past or frames <= 0 or self._took > SHARE * passed:
            return
        self.line.last = frame
        if not self.line.keys or self.line.keys[-1].frame < frame:
            self._add(self.recorder.capture(anew=False))
        self._noted = (frame, time.thread_time())
        self._took = self._noted[1] - now
        if passed > 0:
            self.engine.inspect_every = max(1, min(self.engine.most_apart, int(REPLAY * frames / passed)))
        self.ledger.trim(self.line, self.lines)

    def _adapt(self) -> None:
        """Let rules decide by the clock how often they learn. No frame before leads there: it is noted as a change."""
        if self.past:
            return  # what was decided then comes with the keyframe
        if self._paced[0] is not self.engine.rules:  # to ask each of them after every update would take long
            self._paced = (self.engine.rules, [rule for rule in self.engine.rules if isinstance(rule, Paced)])
        adapted = [rule.adapt(*self.pace()) for rule in self._paced[1]]
        if any(adapted):
            frame = self.line.last = int(self.engine.state[0])
            self._add(self.recorder.capture(anew=False), broken=frame)
            self.ledger.trim(self.line, self.lines)

    def _add(self, key: Keyframe, broken: int | None = None) -> None:
        key.broken = broken
        replaced = self.line.add(key)
        self.ledger.hold(key)
        if replaced is not None:
            self.ledger.release(replaced)

    def mark(self, kind: What, words: str) -> None:
        """Say what is being changed; it is noted with the keyframe that this makes."""
        self._marks.append((kind, words))

    def keep_weights(self) -> None:
        """Remember the parameters as they are; to be called before they are changed by hand."""
        self.recorder.keep_weights()

    def after_step(self) -> None:
        """Inspect the states, unless they are to be seen as they are; remember them where that is due."""
        if not self.stopped:
            self.engine.inspect()
            if self.line.keys and self.engine.state[0] - self.line.keys[-1].frame >= self.engine.inspect_every:
                self.engine.look_around()

    # -- moving -----------------------------------------------------------------------------------------------------

    def ask(self) -> int:
        """Return the number of a new request, for `seek`; the way that an older one is on ends. From any thread."""
        self._request = next(self._requests)
        return self._request

    def given_up(self, request: int | None) -> bool:
        """Return whether something else was asked for since a request; None stands for one that nothing ends."""
        return request is not None and request != self._request

    def seek(self, frame: int, request: int | None = None) -> int:
        """Go to a frame of this line, or to the nearest that is remembered, and return which.

        If something else is asked for meanwhile, it stands at the frame that it has got to: one like any other.
        """
        self.settle()
        if frame > self.last:
            mend = "step() or play() compute what comes after that."
            expected = f"a frame from {self.first} to {self.last}"
            raise StreamError(str(Problem("seek", expected, str(frame), mend=mend)))
        found = self.line.reach(frame)
        if found is None:
            return self._stay(frame)
        if not self.given_up(request):
            self._go(*found, request)
        return int(self.engine.state[0])

    def back(self, frames: int, request: int | None = None) -> int:
        """Go back by so many frames, or as far as is remembered, and return by how many."""
        now = int(self.engine.state[0])
        self.settle()
        return now - self.seek(max(self.first, now - frames), request)

    def look(self, frame: int) -> int:
        """Go to the frame nearest to `frame` that can be shown at once, and return which."""
        self.settle()
        key = self.line.nearest(frame)
        if key is None:
            return self._stay(frame)
        return self.seek(min((key.frame, *self.held()), key=lambda stored: abs(stored - frame)))

    def held(self) -> set[int]:
        """Return the frames that are held and all that there is to them: what learns also needs its window."""
        keys = self.line.keys.copy()
        numbers = (int(state[0]) for state in (*self.engine.held.copy(), *self.ahead.copy()))
        if not any(key.scene.rules for key in keys):
            return set(numbers)
        return {number for number in numbers if not keys[max(0, place(keys, number))].scene.rules}

    def _stay(self, frame: int) -> int:
        if frame != self.engine.state[0]:
            words = f"nothing is remembered: one keyframe takes more than the {self.spec.budget} bytes of the budget"
            raise StreamError(f"{words}. Give the stream more, e.g. memory={4 * self.spec.budget}.")
        return frame

    @property
    def first(self) -> int:
        """The first frame that is remembered."""
        keys = self.line.keys.copy()
        return keys[0].frame if keys else int(self.engine.state[0])

    def _go(self, key: Keyframe, frame: int, request: int | None = None) -> None:
        """Go to a frame by way of a keyframe, unless something else is asked for meanwhile."""
        if not self.past:
            self.line.last = int(self.engine.state[0])
        self.past = True  # nothing is noted on the way
        if not key.frame <= self.engine.state[0] <= frame:
            self._jump(key, frame)
        try:
            while self.engine.state[0] < frame and not self.given_up(request):
                self.engine.advance()
                self._pass()
        finally:
            self._arrive()

    def _jump(self, key: Keyframe, frame: int) -> None:
        """Put the engine to a keyframe, or to a held state between it and the frame."""
        ring = sorted((*self.engine.held, *self.ahead), key=lambda state: int(state[0]))
        self.recorder.restore(key)
        start = key.state
        if not key.scene.rules:  # rules need to see every frame of a window
            fitting = [s for s in ring if key.frame < s[0] <= frame and type(s) is type(start)]
            start = fitting[-1] if fitting else start
        self._enter(start, ring)

    def _enter(self, state: State, ring: list[State]) -> None:
        before: list[State] = []
        for held in reversed(ring):  # those that lead there without a gap
            wanted = before[-1][0] - 1 if before else state[0] - 1
            if held[0] == wanted and type(held) is type(state):
                before.append(held)
        self.engine.resume(state, reversed(before))
        self.ahead = deque(held for held in ring if held[0] > state[0])
        self._pass()

    def _pass(self) -> None:
        """Leave behind what was ahead."""
        held, ahead = self.engine.held, self.ahead
        while ahead and ahead[0][0] <= held[-1][0]:
            ahead.popleft()
        while len(held) > 1 and len(held) + len(ahead) > self.engine.most_held:
            held.popleft()

    def _walk(self) -> None:
        """Go one frame along what is remembered, and take over what was changed there."""
        engine = self.engine
        later = self.line.after(int(engine.state[0]))
        broken = None if later is None else later.broken
        if later is not None and broken is not None and broken <= engine.state[0]:
            gone = f"frames {engine.state[0] + 1} to {later.frame - 1}"
            self.follower.messages.append(f"{gone} are not remembered any more: the next one is {later.frame}")
            self._take_over(later)
        else:
            engine.advance()
            self._pass()
            if later is not None and broken is not None and later.frame == engine.state[0]:
                self._take_over(later)
        self._arrive()

    def _take_over(self, key: Keyframe) -> None:
        ring = [state for state in (*self.engine.held, *self.ahead) if state[0] != key.frame]
        self.recorder.restore(key)
        self._enter(key.state, ring)

    def _arrive(self) -> None:
        self.past = bool(self.engine.state[0] < self.line.last)
        if not self.past:
            self.ahead.clear()
            self._noted = (int(self.engine.state[0]), time.thread_time())
        self.choose()

    def _retreat(self, frame: int) -> None:
        """Go back to the last frame where all was well; what came after it is forgotten."""
        line = self.line
        for key in line.keys[line.place(frame) + 1 :]:
            self.ledger.forget(key, [line])
        if not line.keys:
            self.engine.drop_after(frame)
        else:
            self._go(line.keys[-1], frame)
        line.last = frame
        self._arrive()

    # -- stopping ---------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Take the shortest way to the next frame."""
        self.stopped = []
        self._move = self._walk if self.past else self.engine.advance
        self.advance = self._watch if len(self.breakpoints) else self._move

    def _watch(self) -> None:
        """Compute a frame, and stop where something happens that somebody waits for."""
        engine, content = self.engine, self.follower.content
        self.breakpoints.look(engine.built, engine.state, content)
        due = engine.until_inspection <= 1
        if due:  # what is not finite is to be seen before that is taken back
            engine.until_inspection = 2
        self._move()
        self.stopped = hits = self.breakpoints.hits(engine.built, engine.state, self.follower.content)
        for words in hits:
            self.line.mark(Mark(int(engine.state[0]), "breakpoint", words))
            self.follower.messages.append(words)
        if hits:
            self.halt()
        elif due:
            engine.look_around()

    # -- other futures ----------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Something is about to be changed: what is ahead, if anything, becomes a branch."""
        if self.past:
            self.fork()

    def fork(self) -> int | None:
        """Go on from here to another future; the old one is kept. Return its number, None where there is none."""
        self.settle()
        if not self.past:
            return None
        old, frame = self.line, int(self.engine.state[0])
        self._begin(f"continued from frame {frame}", old, frame)
        self.line.mark(Mark(frame, "branch", f"the branch to frame {old.last} is left"))
        return old.number

    def begin_anew(self, frame: int = 0) -> None:
        """Begin another line at a frame; what was before is kept as a branch."""
        self.settle()
        if not self.past:
            self.line.last = int(self.engine.state[0])
        self._begin("begun anew", None, frame)

    def _begin(self, words: str, parent: Line | None, frame: int) -> None:
        self._newest += 1
        line = Line(self._newest, words, parent, frame)
        for key in line.keys:
            self.ledger.hold(key)
        self.lines[line.number] = line
        self._change_line(line)
        self.past = False
        self.choose()

    def _change_line(self, line: Line) -> None:
        old, self.line = self.line, line
        self.ahead.clear()
        if old.last == old.begin:  # nothing happened on it
            self.ledger.drop(self.lines.pop(old.number))

    def switch(self, number: int) -> int:
        """Go to the head of another line, and return its frame."""
        line = self._branch(number)
        self.settle()
        if not self.past:
            self.line.last = int(self.engine.state[0])
        self._change_line(line)
        self.past = True
        self.engine.held.clear()
        found = line.reach(line.last)
        assert found is not None
        self._jump(*found)
        self._go(*found)
        self.line.last = int(self.engine.state[0])
        return self.line.last

    def drop(self, number: int) -> None:
        """Forget a branch."""
        self.ledger.drop(self.lines.pop(self._branch(number).number))

    def _branch(self, number: int) -> Line:
        line = self.lines.get(number)
        if line is None or line is self.line or not line.keys:
            known = ", ".join(str(one.number) for one in self.lines.values() if one is not self.line)
            expected = f"the number of a branch ({known})" if known else "a branch"
            mend = "" if known else "There is none: stream.fork() in the past makes one."
            raise StreamError(str(Problem("branch", expected, str(number), mend=mend)))
        return line

    def branches(self) -> tuple[Branch, ...]:
        """Return all other lines, oldest first."""
        line = self.line
        others = [one for one in list(self.lines.values()) if one is not line]  # anybody may ask, at any time
        return tuple(Branch(one.number, one.words, line.meets(one), one.last, self.ledger.alone(one)) for one in others)

    def scene(self, frame: int) -> Scene | None:
        """Return what ran at a frame of this line."""
        keys = self.line.keys.copy()
        return keys[max(0, place(keys, frame))].scene if keys else None
