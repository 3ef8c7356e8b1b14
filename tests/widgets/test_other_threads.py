"""The display shows a graph while a cell, in another thread, edits it."""

import sys
import threading

import pytest

from lpnb.widgets.palette import node_colours
from lpnb.widgets.panels import PANELS


@pytest.fixture
def hasty():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_colours_are_asked_for_while_nodes_come_and_go(graph):
    for number in range(100):
        graph.add(f"n{number}", "pool", shape=2)

    def edit():
        for _ in range(100):
            graph.add("c", "pool", shape=2)
            graph.remove("c")

    editor = threading.Thread(target=edit)
    editor.start()
    while editor.is_alive():
        assert "n7" in node_colours(graph)
    editor.join()


@pytest.mark.usefixtures("hasty")
def test_no_panel_minds_what_comes_and_goes_while_it_is_shown(front, stream, graph):
    parts = [panel.make(stream, front.publisher) for panel in PANELS.values()]

    def edit():
        for turn in range(12):
            with graph.together():
                graph.add("c", "pool", shape=10, act="softmax", bias="scalar")
                graph.connect("hidden", "c", "dense")
                graph.add("right", "accuracy")
                graph.connect("c", "right.prediction")
                graph.connect("data.label", "right.target")
            if turn % 2:
                stream.step()
            graph.remove("c")
            graph.remove("right")

    editor = threading.Thread(target=edit)
    editor.start()
    front.look()
    while editor.is_alive():
        front.paint()
        front.turn(1.0)
    for part in parts:
        part.close()
    assert front.entries() == []
