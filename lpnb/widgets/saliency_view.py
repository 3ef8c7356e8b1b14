"""What an answer listened to: an earlier state, and beside it the gradient of the answer and Grad-CAM."""

from __future__ import annotations

import time
from typing import Any

import attrs
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.compile.program import Program, Slot
from lpnb.errors import LpnbError
from lpnb.graph.light_cone import light_cone
from lpnb.measure import Saliency
from lpnb.run import Stream
from lpnb.widgets.chooser import Chooser, Key
from lpnb.widgets.classifying import compared, key_of
from lpnb.widgets.colour_maps import DIVERGING
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.exhibit import Exhibit
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.said import Said
from lpnb.widgets.saliency_question import Question
from lpnb.widgets.snapshot import Array, Snapshot
from lpnb.widgets.span import round_up
from lpnb.widgets.subjects import find, state_value
from lpnb.widgets.views import outputs

PAUSE, SHARE = 0.5, 4
"""Seconds between two gradients while they follow the stream; and how many times as long as one takes, at least."""
FARTHEST = 16
MOST_CLASSES = 1000
STRONGEST, ANY = "the strongest", -1
BOX = (250, 190)
HINT = "It is computed when asked for: press Compute, or let it follow the stream."


class SaliencyView(Part):
    """Shows which values of an earlier state would change an answer, computed on demand or while the stream runs.

    Attributes:
        found: What came of the last question; None before.
        compute: The button that asks.
        follow_stream: The switch that asks again and again.
    """

    def __init__(
        self,
        stream: Stream,
        publisher: Publisher | None = None,
        *,
        output: str | None = None,
        of: str | None = None,
        frames_back: int | None = None,
        channel: int | None = None,
        sample: int = 0,
    ) -> None:
        """Compute nothing yet.

        Args:
            stream: The stream.
            publisher: Who serves it; None to have one of its own.
            output: The state that listened; None for the one that answers.
            of: The state that it listened to; None for the first that reaches it.
            frames_back: How many frames before; None for as many as the way takes.
            channel: Which channel or class of the output; None for the strongest.
            sample: Which sample of the batch.

        Raises:
            UnknownName: When the stream has no such state.
        """
        keys = [None if name is None else key_of(stream, name) for name in (output, of)]
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-measures")
        self.found: Saliency | None = None
        self._question: Question | None = None
        self._program: Program | None = None
        self._wanted = self._busy = self._stale = False
        self._refused, self._begun, self._took = "", -PAUSE, 0.0
        self._frame = -1
        self.output = Chooser("output", "Which state listened", keys[0], self._rerouted)
        self.of = Chooser("listens to", "Which state it listened to", keys[1], self._rerouted)
        self._make(sample)
        self._offer(stream.program)
        turn(self.channel, value=ANY if channel is None else channel)
        if frames_back is not None:
            turn(self.frames_back, max=max(frames_back, self.frames_back.max))
            turn(self.frames_back, value=frames_back)

    def _make(self, sample: int) -> None:
        self.frames_back = _slider("frames before", "How many frames before the output", FARTHEST)
        self.channel: Any = control(W.Dropdown(options=[(STRONGEST, ANY)], description="class", tooltip="Of what"))
        self.channel.style.description_width = "initial"
        self.channel.layout.width = "auto"
        self.sample = _slider("sample", "Which sample of the batch", max(0, self.stream.batch - 1))
        turn(self.sample, value=min(sample, self.sample.max))
        self.sample.layout.display = "none" if self.stream.batch == 1 else None
        for widget in (self.frames_back, self.channel, self.sample):
            on_move(widget, lambda _value: self._again())
        tip = "Compute the gradient at the newest frame"
        self.compute: Any = control(W.Button(description="Compute", icon="crosshairs", tooltip=tip))
        self.compute.on_click(lambda _button: self._want())
        tip = "Compute it again as the stream goes on, twice a second at most"
        self.follow_stream: Any = control(W.ToggleButton(description="Follow", icon="refresh", tooltip=tip))
        for button in (self.compute, self.follow_stream):
            button.layout.width, button.layout.height = "auto", "26px"
        self._state = Exhibit(self.publisher, BOX)
        self._gradient = Exhibit(self.publisher, BOX, colours=DIVERGING, range="fixed")
        self._cam = Exhibit(self.publisher, BOX, range="fixed")
        self._shown = W.HBox([self._state, self._gradient, self._cam]).add_class("lpnb-row")
        self._shown.layout.display = "none"
        self._words, self._error = Said(), Said()
        what = [self.output.widget, self.channel, self.of.widget, self.frames_back, self.sample]
        bar = W.HBox([*what, self.compute, self.follow_stream]).add_class("lpnb-bar")
        self.fill(bar, self._error, self._words, self._shown)

    # -- what a person does; in whatever thread --------------------------------------------------------------------

    def _want(self) -> None:
        self._wanted = True

    def _again(self) -> None:
        """Ask again after a change, but not before anything was asked for."""
        self._wanted = self._wanted or self._question is not None

    def _rerouted(self) -> None:
        self.publisher.post(lambda: self._offer(self.stream.program, anew=True))
        self._again()

    # -- in the publisher's thread ---------------------------------------------------------------------------------

    def follow(self) -> None:
        """Follow an edit: the way may be another one."""
        self._program = None

    def publish(self, snapshot: Snapshot) -> int:
        """Ask when that is wanted, and show the answer when it has come."""
        size = self._offer(snapshot.program) if snapshot.program is not self._program else 0
        rested = snapshot.now - self._begun >= max(PAUSE, SHARE * self._took)
        follows = self.follow_stream.value and rested and snapshot.frame != self._frame
        if (self._wanted or follows) and not self._busy and self.output.key and self.of.key:
            self._begun, self._frame, self._busy, self._wanted = snapshot.now, snapshot.frame, True, False
            question = self._ask()
            self.publisher.worker.do("saliency", lambda: self._answer(question), key=self.key)
        if self._stale:
            self._stale = False
            size += self._error.refuse(self._refused) + self._show(snapshot)
        return size

    def _ask(self) -> Question:
        """Return the question that the controls put."""
        back, channel, sample = int(self.frames_back.value), int(self.channel.value), int(self.sample.value)
        chosen = None if channel == ANY else channel
        return Question(self.output.name, self.of.name, back, chosen, str(self.channel.description), sample)

    def _answer(self, question: Question) -> None:
        """Work an answer out, in the worker's thread; `publish` shows it."""
        start = time.monotonic()
        try:
            found, refused = question.ask(self.stream), ""
        except LpnbError as error:
            found, refused = None, str(error)
        finally:
            self._busy, self._took = False, time.monotonic() - start
        self._question, self._refused = question, refused
        self.found = found or self.found
        self._stale = True

    def _offer(self, program: Program, *, anew: bool = False) -> int:
        """Propose what a program has; `anew` when a person has chosen other states."""
        self._program = program
        known = {key: one for key, one in outputs(program).items() if not one[1].type.classes}
        names = {key: name for key, (name, _) in known.items()}
        pair = compared(self.stream.graph, program)
        size = self.output.offer(names, pair[0] if pair else _last(known))
        cone, output = light_cone(self.stream.graph), self.output.key
        reaching = [
            key
            for key, (_, slot) in known.items()
            if output is not None and key != output and cone.shortest(slot.node, known[output][1].node) is not None
        ]
        before = self.of.key
        size += self.of.offer(names, reaching[0] if reaching else None)
        if output is None or self.of.key is None:
            return size + self._words.say("There is no state that holds numbers yet.")
        if anew or self.of.key != before:
            way = cone.shortest(known[self.of.key][1].node, known[output][1].node)
            turn(self.frames_back, max=max(FARTHEST, way or 0), value=way or 0)
        size += self._offer_channels(known[output][1])
        return size + (self._words.say(HINT) if self._question is None else 0)

    def _offer_channels(self, slot: Slot) -> int:
        count = min(slot.type.shape[0], MOST_CLASSES) if slot.type.shape else 0
        options = ((STRONGEST, ANY), *((str(number), number) for number in range(count)))
        if options == self.channel.options:
            return 0
        kept = self.channel.value
        turn(self.channel, options=options, description="class" if slot.type.simplex else "channel")
        turn(self.channel, value=kept if kept < count else ANY)
        return 10 * count

    def _show(self, snapshot: Snapshot) -> int:
        """Show what was found."""
        found, question = self.found, self._question
        if found is None or question is None or self._refused or question.of not in snapshot.program.newest:
            return 0
        self._shown.layout.display = None
        colour = node_colour(self.stream.graph, question.of.partition(".")[0])
        like = state_value(find(self.stream, question.of), snapshot, colour, 0)
        state = attrs.evolve(like, array=found.state[0], frame=found.frame, simplex=False)
        slope = attrs.evolve(state, name="gradient", array=found.gradient[0], picture=False)
        size = self._state.show(f"{question.of} at frame {found.frame}", state, snapshot.now)
        reach = _reach(slope.array)
        size += self._gradient.show("gradient", slope, snapshot.now, low=-reach, high=reach)
        maps = found.state.ndim > 2  # samples, channels, places
        self._cam.layout.display = None if maps else "none"
        if maps:
            cam = attrs.evolve(slope, name="Grad-CAM", array=found.grad_cam()[0], axes=state.axes[1:])
            size += self._cam.show("Grad-CAM", cam, snapshot.now, low=0.0, high=_reach(cam.array))
        return size + self._words.say(question.words(found, self.stream.graph))


def _slider(words: str, tip: str, most: int) -> Any:
    slider: Any = control(W.IntSlider(0, 0, max(1, most), description=words))
    slider.tooltip = tip
    slider.style.description_width = "initial"
    slider.layout.width = "225px"
    return slider


def _last(known: dict[Key, tuple[str, Slot]]) -> Key | None:
    """Return the last state that is more than a number."""
    shaped = [key for key, (_, slot) in known.items() if slot.type.shape]
    return shaped[-1] if shaped else None


def _reach(array: Array) -> float:
    """Return a round number at or above all magnitudes; where all are 0, the colours may mean anything."""
    most = float(np.abs(array).max(initial=0))
    return round_up(most) if most > 0 and np.isfinite(most) else 1.0
