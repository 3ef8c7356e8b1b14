"""What a person does in the editor, one gesture at a time, and how long the kernel's answer and the redraw take."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random

import attrs

from benchmarks.lab_page import Lab

ZOOM = 0.55
"""At which words can be read and several nodes are in sight."""
PATIENCE, TRIES = 6000, 3
"""Milliseconds after which nothing will come, and how often a gesture is tried."""


@attrs.frozen
class Took:
    """Milliseconds of one gesture.

    Attributes:
        kind: What was done.
        until_sent: From the last event of the gesture to the first message.
        until_answer: From there to the kernel's answer, taken in by the editor.
        until_drawn: From there to the painted frame.
    """

    kind: str
    until_sent: float
    until_answer: float
    until_drawn: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.until_sent + self.until_answer + self.until_drawn


def gestures(lab: Lab, count: int) -> Iterator[Took]:
    """Yield what so many gestures took; all kinds take turns."""
    hand = Hand(lab)
    lab.tool("Show everything")
    lab.page.mouse.click(*lab.empty())
    lab.page.keyboard.down("Control")
    while lab.probe("zoom") < ZOOM:
        lab.page.mouse.wheel(0, -60)
        lab.page.wait_for_timeout(50)
    lab.page.keyboard.up("Control")
    lab.page.wait_for_timeout(500)
    for kind in islice(cycle(("wire", "delay", "move", "field")), count):
        lab.page.wait_for_timeout(hand.random.randint(250, 400))  # what one gesture began has ended
        yield hand.does(kind)


@attrs.define
class Hand:
    """Does each of them with what it finds on screen."""

    lab: Lab
    random: Random = attrs.field(factory=lambda: Random(1))

    def does(self, kind: str) -> Took:
        """Do something and wait for the answer; where it hit nothing after all, do it again elsewhere."""
        for _ in range(TRIES):
            number = self.lab.page.evaluate("() => lpnbBench.answers.length")
            getattr(self, kind)()
            took = self.lab.probe("answer", number, PATIENCE)
            if took is not None:
                times = [took[name] for name in ("input", "sent", "came", "drawn")]
                return Took(kind, *(end - start for start, end in itertools.pairwise(times)))
            self.lab.page.keyboard.press("Escape")
        raise TimeoutError(f"{TRIES} times no answer to {kind!r}")

    def any(self, selector: str) -> dict[str, float | str]:
        """Return something that can be hit."""
        return self.random.choice(self.lab.probe("targets", selector))

    def wire(self) -> None:
        """Draw a wire from a port to another node."""
        mouse, start = self.lab.page.mouse, self.any(".react-flow__handle.source")
        cards = [card for card in self.lab.probe("targets", ".react-flow__node") if card["id"] != start["id"]]
        end = self.random.choice(cards)
        mouse.move(start["x"], start["y"])
        mouse.down()
        mouse.move(end["x"], end["y"], steps=8)
        mouse.up()

    def delay(self) -> None:
        """Click on a delay."""
        label = self.any(".lpnb-delay")
        self.lab.page.mouse.click(label["x"], label["y"])

    def move(self) -> None:
        """Drag a node a little further."""
        mouse, card = self.lab.page.mouse, self.any(".react-flow__node")
        mouse.move(card["x"], card["y"])
        mouse.down()
        mouse.move(card["x"] + self.random.choice((-18, 18)), card["y"] + 9, steps=8)
        mouse.up()

    def field(self) -> None:
        """Type a number into a field of a node."""
        page, card = self.lab.page, self.any(".react-flow__node")
        page.mouse.click(card["x"], card["y"])
        field = page.locator(".lpnb-editor").get_by_label(self.random.choice(("initial", "noise")), exact=True)
        field.fill(f"{self.random.random():.3f}")
        page.wait_for_timeout(100)
        field.press("Enter")
