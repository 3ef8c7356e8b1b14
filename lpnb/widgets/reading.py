"""From the names of a view to the values that its face draws: read lazily, and put through an expression."""

from __future__ import annotations

import attrs
import numpy as np

from lpnb.compile.build import State
from lpnb.compile.program import Program
from lpnb.errors import LpnbError
from lpnb.graph.expression import Expression
from lpnb.measure.expressions import read, work_out
from lpnb.run import Stream
from lpnb.run.probing import Probe
from lpnb.widgets.faces import FACES
from lpnb.widgets.faces.face import Face, Value, Values
from lpnb.widgets.look import ALL, AUTOMATIC, Look
from lpnb.widgets.palette import node_colour
from lpnb.widgets.snapshot import Array, Snapshot
from lpnb.widgets.subjects import Subject, find, is_picture, offered, owner, renamed, state_value, weight_value

LETTERS = ("x", "y", "z")
"""What an expression calls the subjects, in turn."""
PAUSE = 0.1
"""Seconds between two questions for parameters: they are copied in the frame thread."""


class Reading:
    """Reads the subjects of one view.

    Attributes:
        subjects: What is read, under the names of now.
        expression: What they are put through, None for nothing.
        missing: Names of subjects that are not there any more.
    """

    def __init__(self, stream: Stream, names: tuple[str, ...]) -> None:
        """Read what `names` stand for.

        Raises:
            UnknownName: When the stream has no such thing.
        """
        self._stream = stream
        self.subjects = tuple(find(stream, name) for name in names)
        self.expression: Expression | None = None
        self.missing: tuple[str, ...] = ()
        self._others: dict[str, Subject] = {}
        """What an expression reads besides, by the name that is written in it."""
        self._probe, self._asked = Probe(stream), -PAUSE
        self._program: Program | None = None
        self._colours: dict[Subject, str] = {}
        self._pictures: dict[Subject, bool] = {}

    def use(self, text: str) -> None:
        """Put the subjects through an expression from now on; through none if it is empty.

        Raises:
            ExpressionError: When it cannot be read.
        """
        if not text.strip():
            self.expression, self._others = None, {}
            return
        letters = LETTERS[: len(self.subjects)]
        known = {name: subject for name, subject in offered(self._stream).items() if _is_word(name)}
        expression = read(text, (*letters, *known))
        self._others = {name: known[name] for name in expression.names if name not in letters}
        self.expression = expression

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the subjects as they are now."""
        return tuple(subject.name for subject in self.subjects)

    @property
    def title(self) -> str:
        """What is read, in words."""
        names = ", ".join(subject.name for subject in self.subjects)
        if self.expression is None:
            return names
        used = zip(LETTERS, self.subjects, strict=False)
        return f"{self.expression.text}, {', '.join(f'{letter} = {subject.name}' for letter, subject in used)}"

    def follow(self, program: Program) -> bool:
        """Follow renamed and removed nodes; return whether everything is still there."""
        if program is not self._program:
            self._program, self._pictures = program, {}
            found = {subject: renamed(subject, program) for subject in self._all}
            self.missing = tuple(subject.name for subject, now in found.items() if now is None)
            self.subjects = tuple(found[subject] or subject for subject in self.subjects)
            self._others = {name: found[subject] or subject for name, subject in self._others.items()}
        return not self.missing

    def ask(self, now: float) -> None:
        """Ask for fresh copies of parameters now and then; see `lpnb.run.probing`."""
        if self._weights and now - self._asked >= PAUSE:
            self._asked = now
            self._probe.ask(self._weights)

    def fetch(self) -> None:
        """Have parameters copied, and wait for that."""
        if self._weights:
            self._probe.fetch(self._weights)

    @property
    def _all(self) -> tuple[Subject, ...]:
        return (*self.subjects, *self._others.values())

    @property
    def _weights(self) -> tuple[str, ...]:
        return tuple(subject.name for subject in self._all if subject.weight)

    def sample(self, snapshot: Snapshot, look: Look, face: Face | type[Face] | None) -> int | None:
        """Return which sample a face is to draw, None for all."""
        if look.samples != AUTOMATIC:
            return None if look.samples == ALL else look.sample
        axes = self._axes(snapshot.program)
        if face is None:
            return None if axes == 0 else look.sample
        return None if (face() if isinstance(face, type) else face).wants_all(axes) else look.sample

    def _axes(self, program: Program) -> int:
        """Return how many axes one sample of the first subject has; a class counts as one."""
        first = self.subjects[0]
        if first.weight or first.name not in program.newest:
            return 1
        type_ = program.slots[program.newest[first.name] - 1].type
        return 1 if type_.classes else len(type_.shape)

    def fitting(self, snapshot: Snapshot, look: Look) -> list[str]:
        """Return the names of the faces that can draw this, each of the samples that it wants."""
        tried: dict[int | None, Values | None] = {}
        names = []
        for name, kind in FACES.items():
            sample = self.sample(snapshot, look, kind)
            if sample not in tried:
                tried[sample] = self._try(snapshot, sample)
            values = tried[sample]
            if values is not None and kind.fits(values):
                names.append(name)
        return names

    def _try(self, snapshot: Snapshot, sample: int | None) -> Values | None:
        try:
            return self.values(snapshot, sample)
        except LpnbError:
            return None

    @property
    def version(self) -> object:
        """Another one once parameters were copied anew."""
        return self._probe.answer()

    def values(self, snapshot: Snapshot, sample: int | None) -> Values | None:
        """Return what is to be drawn of a snapshot, None while something has yet to come.

        Args:
            snapshot: The states.
            sample: Which sample, None for all.

        Raises:
            ExpressionError: When the values do not go into the expression.
        """
        found = {}
        for subject in self._all:
            value = self._value(subject, snapshot, sample)
            if value is None:
                return None
            found[subject] = value
        drawn = tuple(found[subject] for subject in self.subjects)
        if self.expression is None:
            return drawn
        named = dict(zip(LETTERS, self.subjects, strict=False)) | self._others
        arrays = {name: _whole(found[subject], subject, sample) for name, subject in named.items()}
        return (self._worked_out(arrays, drawn[0], sample),)

    def _worked_out(self, arrays: dict[str, Array], first: Value, sample: int | None) -> Value:
        assert self.expression is not None
        result = work_out(self.expression, arrays).astype(np.float32)
        if sample is not None and result.ndim and result.shape[0] == 1 and not self.subjects[0].weight:
            result = result[0]
        # Where nothing was reduced, the axes still count what they did.
        same = result.shape == first.array.shape
        axes = first.axes if same else ()
        if sample is None and not axes and result.ndim and len(first.axes) and result.shape[0] == first.array.shape[0]:
            axes = ("sample", *(f"axis {number}" for number in range(1, result.ndim)))
        return attrs.evolve(
            first, name=self.expression.text, array=result, axes=axes, node=first.node if same else 0,
            classes=0, simplex=False, picture=False,
        )  # fmt: skip

    def _value(self, subject: Subject, snapshot: Snapshot, sample: int | None) -> Value | None:
        if not subject.weight:
            return state_value(
                subject, snapshot, self._colour(subject), sample, picture=self._is_picture(subject, snapshot.program)
            )
        frame, copies = self._probe.answer()
        array = copies.get(subject.name)
        return None if array is None else weight_value(subject, array, frame, self._stream, self._colour(subject))

    def _colour(self, subject: Subject) -> str:
        """Return the colour of the node that a subject belongs to, looked up once between two edits."""
        colour = self._colours.get(subject)
        if colour is None:
            colour = self._colours[subject] = node_colour(self._stream.graph, owner(subject))
        return colour

    def _is_picture(self, subject: Subject, program: Program) -> bool:
        """Return whether a state is a picture in colours, looked up once between two edits."""
        known = self._pictures.get(subject)
        if known is None:
            known = self._pictures[subject] = is_picture(subject, program, self._stream.graph)
        return known

    def forget_colours(self) -> None:
        """Look colours up anew: the graph was edited."""
        self._colours, self._pictures = {}, {}

    def since(self, frame: int, snapshot: Snapshot, sample: int | None, most: int) -> list[Values]:
        """Return what is to be drawn of the remembered frames after `frame`, at most so many, and of this one.

        Only states are remembered: of parameters there is but the one copy.
        """
        states: list[State] = []
        if not any(subject.weight for subject in self._all):
            kind = type(snapshot.state)
            states = [s for s in self._stream.recent if frame < s[0] < snapshot.frame and type(s) is kind]
            states = states[:: -(-len(states) // most)] if len(states) > most else states
        shots = (*(attrs.evolve(snapshot, state=state) for state in states), snapshot)
        found = (self.values(shot, sample) for shot in shots)
        return [values for values in found if values is not None]


def _whole(value: Value, subject: Subject, sample: int | None) -> Array:
    """Return an array as an expression sees it: of states, the first axis is that of the samples."""
    return value.array[None] if sample is not None and not subject.weight else value.array


def _is_word(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))
