"""A view: something of a stream, drawn in one of several ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lpnb.compile.program import Program
from lpnb.errors import EditError, FileError, LpnbError, Problem
from lpnb.graph.fields import BadValue
from lpnb.run import Stream
from lpnb.widgets.faces import FACES, face_named, natural
from lpnb.widgets.faces.face import Face, Spot, Table, Values
from lpnb.widgets.faces.tiled import Tiled
from lpnb.widgets.look import LOOK, Look, changed, made
from lpnb.widgets.part import Part, close_tree
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.reading import Reading
from lpnb.widgets.saving import csv, file_name
from lpnb.widgets.snapshot import Array, Snapshot, take
from lpnb.widgets.view_acts import act
from lpnb.widgets.view_head import ViewHead, grouped

REMEMBERED, AT_FIRST = 8, 256
"""Frames that are fetched for curves over time between two turns, and when a view opens, at most."""
FAREWELL = 2.0
"""Seconds until a face that was replaced is closed: the browser may still be at work on showing it."""


class View(Part):
    """Shows something of a stream: a state, a parameter, its gradient, what an expression makes of it.

    Example:
        lpnb.widgets.View(stream, "hidden", face="histogram", expression="abs(x)")

    Attributes:
        look: What it looks at.
        face: The way it is drawn; None while there is nothing to draw yet.
        head: The widget above it.
        frozen: The frame that it was frozen at, None while it follows the stream.
        linked: Called with what the pointer is over: whoever shows several views marks it in the others.
        closing: Called when a person closes it; None if nobody can.
        moving: Called when a person moves it with ``"earlier"``, ``"later"``, or ``"before"`` and a view's key (None:
            to the end); None where it does not stand among others.
    """

    def __init__(
        self,
        stream: Stream,
        of: str | Sequence[str],
        publisher: Publisher | None = None,
        *,
        face: str = "",
        size: Sequence[int] | None = None,
        **options: Any,
    ) -> None:
        """Show something of a stream.

        Args:
            stream: The stream.
            of: A name of the stream, or several: ``"hidden"``, ``"gradient of hidden.bias"``, ``("hidden", "answer")``.
            publisher: Who serves it; None to have one of its own.
            face: How to draw it: a name in `lpnb.widgets.faces.FACES`; the natural one if empty.
            size: Width and height in pixels, None for those of the face.
            options: ``expression``, e.g. ``"mean(x, axis=1)"``, ``samples`` (``"one"``, ``"all"`` or
                ``"automatic"``), ``sample`` (a number), and the options of the face.

        Raises:
            UnknownName: When the stream, the table of faces or the face has no such name.
            ExpressionError: When the expression cannot be read.
            EditError: When an option does not fit, or the face cannot draw this.
        """
        # Nothing is made yet that would have to be closed.
        names = of if isinstance(of, str) else ", ".join(of)
        self.look = changed(Look(of=names), {name: options.pop(name) for name in LOOK if name in options})
        self._reading = Reading(stream, self.look.names)
        self._reading.use(self.look.expression)
        self.face: Face | None = None
        self._chosen = made(face_named(face), options, names) if face else None
        self._size = None if size is None else (int(size[0]), int(size[1]))
        self._prepare(stream, options)
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-view")
        self.head = ViewHead(self._hear)
        self.fill(self.head)
        with self.closed_on_failure():
            self._look_first()

    def _prepare(self, stream: Stream, options: dict[str, Any]) -> None:
        self.frozen: int | None = None
        self.linked: Callable[[View, Spot | None], object] = lambda _view, _spot: None
        self.closing: Callable[[View], object] | None = None
        self.moving: Callable[[View, str, Any], object] | None = None
        self.shares_sample = self._ready = False  # not ready: its maker is drawing it, not the publisher
        self._options = options
        self._values: Values | None = None
        self._signature: tuple[object, ...] | None = None
        self._last: tuple[object, ...] = ()
        """State, sample and so on that are drawn."""
        self._frame, self._seen, self._line = 0, -1, stream.line
        self._pointer: dict[str, Any] = {}  # where it is on a plot ("over") or on a sheet ("at"), None when it is not
        self._notes: tuple[str, ...] = ()
        self._leaving: list[tuple[float, Any]] = []
        """Widgets of faces that were replaced, and when."""
        self._error, self._refused, self._stale = "", "", True
        """Why it is not drawn; why what a person asked for last was refused; whether the head has to follow."""
        self._fitting: list[str] = []
        """Names of the faces that can draw this."""

    # -- what a person or Python changes ------------------------------------------------------------------------------

    def set(self, **options: Any) -> None:
        """Change what is shown, and how: ``view.set(face="histogram", bins=50, expression="abs(x)")``.

        Raises:
            LpnbError: As when the view is made; nothing is changed then.
        """
        face = options.pop("face", None)
        look = changed(self.look, {name: options.pop(name) for name in LOOK if name in options})
        chosen: Face | None = None
        if face is not None and (self.face is None or face != self.face.name):
            chosen = made(face_named(face), options, look.of)
            self._demand_fit(type(chosen))
        elif options:
            current = self._chosen or self.face
            kind: Any = type(current) if current is not None else Face
            kept = current.options() if current is not None else {}
            made(kind, {**kept, **options}, look.of)
        self._take_look(look)
        if chosen is not None:
            self._chosen, self._signature = chosen, None
        elif (current := self._chosen or self.face) is not None:
            for name, value in options.items():
                setattr(current, name, value)
        self._refused, self._last, self._stale = "", (), True

    def _demand_fit(self, kind: type[Face]) -> None:
        if self._fitting and kind.name not in self._fitting:
            mend = f"These can: {', '.join(self._fitting)}."
            raise EditError(Problem(f"view of {self.look.of!r}", "a face that can draw it", repr(kind.name), mend=mend))

    def _take_look(self, look: Look) -> None:
        if (look.of, look.expression) != (self.look.of, self.look.expression):
            reading = Reading(self.stream, look.names)
            reading.use(look.expression)
            self._reading, self._signature = reading, None
        if (look.sample, look.samples) != (self.look.sample, self.look.samples):
            self._seen = -1
        self.look = look

    def freeze(self, frozen: bool = True) -> None:
        """Keep what is drawn while the stream goes on, or follow it again."""
        self.frozen = self._frame if frozen else None
        self._stale, self._last = True, ()

    @property
    def shown(self) -> Values | None:
        """The values that are drawn, None while there are none."""
        return self._values if self.face is not None else None

    @property
    def name(self) -> str:
        """What is shown, name by name with commas between."""
        return ", ".join(self._reading.names)

    def follows(self, program: Program) -> bool:
        """Follow renamed nodes; return whether all that it shows is in the program."""
        return self._reading.follow(program)

    @property
    def plainly(self) -> tuple[int, str] | None:
        """The (uid, port) of the state that it shows just as it is; None where it shows something else."""
        subject = self._reading.subjects[0]
        alone = len(self._reading.subjects) == 1 and self._reading.expression is None and not subject.weight
        return subject.key if alone else None

    @property
    def node(self) -> int:
        """The uid of the node that its channels belong to, 0 for none: what views are linked by."""
        return self._values[0].node if self._values else 0

    # -- drawing; in the publisher's thread ---------------------------------------------------------------------------

    def _look_first(self) -> None:
        """Draw what there is, so that a view is not empty when it appears."""
        self._reading.fetch()
        snapshot = take(self.stream)
        if snapshot is not None:
            self._draw(snapshot, strict=True)
        self.show_head()
        self._ready = True

    def follow(self) -> None:
        """Follow an edit of the graph: nodes may have other colours."""
        self._reading.forget_colours()

    def publish(self, snapshot: Snapshot) -> int:
        """Draw what is new; return how many bytes that took."""
        size = 0
        if self._leaving and snapshot.now - self._leaving[0][0] > FAREWELL:
            close_tree(self._leaving.pop(0)[1])
        if self.frozen is None and self._ready:
            self._reading.ask(snapshot.now)
            now = (snapshot.state, self.look, self._reading.version)
            if not self._last or any(one is not other for one, other in zip(now, self._last, strict=True)):
                size = self._draw(snapshot)
                self._last = now
        return size + self.show_head()

    def _draw(self, snapshot: Snapshot, *, strict: bool = False) -> int:
        try:
            size = self._attempt(snapshot)
        except (LpnbError, BadValue) as error:
            if strict:
                raise
            self._error, self._stale = str(error), True
            return 0
        if self._error:
            self._error, self._stale = "", True
        return size

    def _attempt(self, snapshot: Snapshot) -> int:
        """Draw, or raise what keeps that from being done."""
        if not self._reading.follow(snapshot.program):
            return self._say(f"{', '.join(self._reading.missing)} is not there any more")
        if (names := self._reading.names) != self.look.names:
            self.look, self._stale = changed(self.look, {"of": ", ".join(names)}), True
        values = self._reading.values(snapshot, self._reading.sample(snapshot, self.look, self.face))
        if values is None:
            return self._say("nothing there yet: gradients and moments come with learning")
        if self._signature is None or self._signature != tuple(value.signature for value in values):
            values = self._open(snapshot, values)
        face = self.face
        assert face is not None
        if face.memory:
            self._replay(face, snapshot)
        size = face.draw(values, snapshot.now)
        self._values, self._frame = values, values[0].frame
        past = f"frame {grouped(snapshot.frame)} (past)" if snapshot.past else ""
        self._say(past, face.note)
        if size and any(self._pointer.values()):
            self._point()
        return size

    def _open(self, snapshot: Snapshot, values: Values) -> Values:
        """Make a face for values like these: the chosen one if it can draw them, else the natural one.

        Returns:
            The values as this face wants them: of one sample, or of all.
        """
        self._fitting = self._reading.fitting(snapshot, self.look)
        face = self._chosen or self.face
        if self._chosen is not None:
            self._demand_fit(type(self._chosen))
        if face is None:
            face = made(natural(values), self._options, self.look.of)
        elif face.name not in self._fitting:
            face = natural(values)()
        values = self._reading.values(snapshot, self._reading.sample(snapshot, self.look, face)) or values
        if not face.fits(values):
            face = next(kind for kind in FACES.values() if kind.fits(values))()
        self._chosen, self._options = None, {}
        self._signature = tuple(value.signature for value in values)
        self._mount(face, values, snapshot.now)
        return values

    def _mount(self, face: Face, values: Values, now: float) -> None:
        """Show a face in place of the one that was shown."""
        old = self.face.widget if self.face is not None else None
        if self._size is not None:
            face.size = self._size
        face.heard = self._hear
        face.open(values)
        self.face, self._seen, self._stale = face, -1, True
        self.layout.border_top = f"3px solid {values[0].colour}"
        self.fill(self.head, face.widget)
        if old is not None:
            self._leaving.append((now, old))

    def _replay(self, face: Face, snapshot: Snapshot) -> None:
        """Let a face with a memory see the frames since the last one that it saw."""
        if self._line != self.stream.line:  # another future: it shares its beginning alone with what was seen
            self._line, self._seen = self.stream.line, -1
        if snapshot.frame < self._seen:
            face.rewind(snapshot.frame)
            self._seen = snapshot.frame - 1
        if self._seen < 0:
            face.rewind(-1)
        most = AT_FIRST if self._seen < 0 else REMEMBERED
        for values in self._reading.since(self._seen, snapshot, self._reading.sample(snapshot, self.look, face), most):
            face.remember(values)
        self._seen = snapshot.frame

    # -- the head -----------------------------------------------------------------------------------------------------

    def _say(self, *notes: str) -> int:
        if notes != self._notes:
            self._notes, self._stale = notes, True
        return 0

    def show_head(self) -> int:
        """Bring the head up to date; return how many bytes that took."""
        if not self._stale:
            return 0
        self._stale = False
        return self.head.show(self, self._reading.title, self._fitting, self._refused or self._error, self._notes)

    def _point(self) -> None:
        """Say what is under the pointer."""
        spot = None
        if isinstance(self.face, Tiled):
            spot = self.face.spot(place) if (place := self._pointer.get("at")) else None
        elif self.face is not None:
            spot = self.face.at(*place) if (place := self._pointer.get("over")) else None
        words = ""
        if spot is not None and self._values is not None:
            words = f"{self._values[0].name}{spot.words}" if spot.words.startswith(("[", " ")) else spot.words
        self.head.words = words
        self.linked(self, spot)

    # -- what the browser says; see `lpnb.widgets.view_acts` ----------------------------------------------------------

    def _hear(self, message: dict[str, Any]) -> None:
        """Take a message of the browser, in whatever thread it comes."""
        self.publisher.post(lambda: self._act(message))

    def _act(self, message: dict[str, Any]) -> None:
        """Do what a person did; in the publisher's thread."""
        try:
            act(self, message)
        except (LpnbError, BadValue) as error:
            self._refused, self._stale = str(error), True
        self.show_head()

    def point_at(self, how: str, place: Sequence[float] | None) -> None:
        """Say from now on what is at a place of a plot (``"over"``) or of a sheet (``"at"``)."""
        self._pointer[how] = place
        self._point()

    def press(self, tile: int) -> None:
        """Show a tile alone, or all again."""
        if isinstance(self.face, Tiled):
            self.face.press(tile)
            self._last, self._stale = (), True

    def resize(self, width: int, height: int) -> None:
        """Take another size, in pixels."""
        self._size = (width, height)
        if self.face is not None:
            self.face.resize(width, height)

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def values(self) -> Array:
        """Return what is drawn, as an array: after the expression, before the face makes bins or points of it."""
        if self._values is None:
            raise EditError(Problem(f"view of {self.look.of!r}", "something that is drawn", "nothing yet"))
        return self._values[0].array.copy()

    def table(self) -> Table:
        """Return exactly what is drawn, as columns by name: heights of bars, counts of bins, places of points."""
        return self.face.table() if self.face is not None else {}

    def save(self, path: str | Path) -> None:
        """Write what is drawn to a file: numbers to ``.csv``, maps and matrices to ``.png`` too.

        Raises:
            FileError: When the ending is another one, or only the browser can draw the picture.
        """
        path = Path(path)
        picture = self.face.picture() if self.face is not None else None
        if path.suffix == ".csv":
            path.write_bytes(csv(self.table()).encode())
        elif path.suffix == ".png" and picture is not None:
            path.write_bytes(picture)
        else:
            found = "a plot, which the browser draws" if path.suffix == ".png" else repr(path.suffix)
            mend = "Press PNG in the options of the view, or save a .csv."
            raise FileError(Problem(f"view of {self.look.of!r}", "a file .csv, or .png of maps", found, mend=mend))

    def close(self) -> None:
        """Close the view with all that it drew with."""
        for _, widget in getattr(self, "_leaving", ()):
            close_tree(widget)
        super().close()

    @property
    def file_name(self) -> str:
        """What to call a file of what is drawn, without its ending."""
        return file_name(self.look.expression or self.look.of, self._frame)

    def plain(self) -> dict[str, Any]:
        """Return all that it takes to make this view again, as plain values: ``View(stream, **view.plain())``."""
        face = self.face or self._chosen
        look = {name: getattr(self.look, name) for name in LOOK if name != "of"}
        named = {} if face is None else {"face": face.name, **face.options()}
        size = {} if self._size is None else {"size": list(self._size)}
        return {"of": list(self.look.names), **look, **size, **named}
