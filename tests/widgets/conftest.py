"""A stream to show, and a front end that is played by hand."""

import pytest

import lpnb
from lpnb.widgets.publisher import Publisher
from tests.run.waiting import wait_until


@pytest.fixture
def graph():
    """data.image -> image -conv-> hidden -dense-> answer, with a loop at hidden; learn compares answer and data.label."""
    g = lpnb.Graph("digits")
    g.add("data", "digits", noise=0.3)
    g.add("image", "pool", shape=(1, 8, 8), bias="none")
    g.add("hidden", "pool", shape=(4, 4, 4), act="relu", bias="scalar")
    g.add("answer", "pool", shape=10, act="softmax")
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv", kernel=3)
    g.connect("hidden", "hidden", "conv", kernel=3)
    g.connect("hidden", "answer", "dense")
    g.add("learn", "loss", lr=3e-3)
    g.connect("answer", "learn.prediction")
    g.connect("data.label", "learn.target")
    return g


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, batch=4, device="cpu") as stream:
        yield stream


class Clock:
    """Tells the time that it is set to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class FrontEnd:
    """Plays browser and publisher's thread by hand."""

    def __init__(self, stream):
        self.clock, self.ticks = Clock(), []
        self.publisher = Publisher(stream, clock=self.clock, thread=False)
        self.publisher.pacer.send = lambda message: self.ticks.append(message["tick"])

    def look(self, *parts, view="a"):
        """Have parts on screen; all that there are if none is named."""
        self.keys = [part.key for part in parts] or list(self.publisher.parts)
        self.publisher.hear({"view": view, "shown": self.keys})

    def paint(self, view="a"):
        """Acknowledge all ticks."""
        self.publisher.hear({"view": view, "shown": self.keys, "ack": self.publisher.pacing.sent})

    def turn(self, seconds=0.05):
        """Let time pass and give the publisher a turn; return whether it sent something."""
        self.clock.now += seconds
        return self.publisher.turn()

    def until(self, happened, seconds=0.3):
        """Let publisher and worker go on until something holds."""

        def turned():
            self.paint()
            self.turn(seconds)
            return happened()

        wait_until(turned)

    def entries(self):
        return [entry.text for entry in self.publisher.journal.entries]


@pytest.fixture
def front(stream):
    front = FrontEnd(stream)
    yield front
    front.publisher.close()
