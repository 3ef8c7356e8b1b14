"""The still picture of a workbench: what is on it, and when a notebook is handed another one."""

import io
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import bqplot as bq
import numpy as np
import pytest
from PIL import Image

import lpnb
from lpnb.widgets.arrangement import Arrangement
from lpnb.widgets.raster import rasterize, rasterize_aside
from lpnb.widgets.snapshot import take
from lpnb.widgets.still import keeper
from lpnb.widgets.still.figure import byte_bars, drawn
from lpnb.widgets.still.sheet import sheet
from tests.run.waiting import wait_until

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def workbench(stream):
    workbench = lpnb.Workbench(stream)
    yield workbench
    workbench.close()


def on_paper(workbench):
    """All words of the picture in order, and how many images there are."""
    root = ET.fromstring(sheet(workbench.desk, take(workbench.stream)))
    return [text.text for text in root.iter(f"{SVG}text")], len(list(root.iter(f"{SVG}image")))


def test_open_panels_are_on_it_in_their_order_with_what_they_hold(workbench, stream):
    stream.step(20)
    workbench.desk.arrange(Arrangement.of("timeline", "views", "curves half", "code", "editor"))
    words, images = on_paper(workbench)
    titles = [word for word in words if word in {"TIMELINE", "VIEWS", "CURVES", "EDITOR", "KNOBS"}]
    assert titles == ["TIMELINE", "VIEWS", "CURVES", "EDITOR"]
    assert {"digits", "data.image", "hidden", "learn", "also open: code"} <= set(words)
    assert any(word.startswith("frame 20 \N{MIDDLE DOT} paused") for word in words)
    assert any(word.startswith("frame 20 of 20; remembered") for word in words)
    assert images >= 3 + 3  # maps in views, and in nodes


def test_it_shows_the_newest_frame_although_nobody_looked(workbench, stream):
    view = workbench["views"].add("answer", face="bars")
    stream.step(7)
    on_paper(workbench)
    assert np.array_equal(view.face.bars.y, stream["answer"][0])


def test_of_an_empty_graph_it_says_so():
    workbench = lpnb.Workbench(lpnb.Graph("new"))
    words, _ = on_paper(workbench)
    workbench.close()
    assert {"There is no node yet.", "Nothing is measured yet."} <= set(words)


def test_a_figure_is_drawn_where_its_scales_put_it():
    scales = {"x": bq.LinearScale(min=0, max=4), "y": bq.LinearScale(min=0, max=2)}
    lines = bq.Lines(x=np.array([0.0, 4.0]), y=np.array([2.0, 0.0]), scales=scales, colors=["#123456"])
    bars = bq.Bars(x=np.array([2.0]), y=np.array([1.0]), scales=scales, colors=["#654321"], padding=0)
    margin = {"left": 10, "right": 10, "top": 5, "bottom": 15}
    figure = bq.Figure(marks=[lines, bars], axes=[bq.Axis(scale=scales["x"], tick_values=[4])], fig_margin=margin)
    text = drawn(figure, 100, 60).svg
    assert 'd="M10.0 5.0L90.0 45.0"' in text
    assert 'x="40.0" y="25.0" width="20.0" height="20.0"' in text
    assert ">4</text>" in text


def test_a_curve_that_leaves_its_plot_is_cut_off_there():
    scales = {"x": bq.LinearScale(min=0, max=1), "y": bq.LinearScale(min=0, max=1)}
    curve = bq.Lines(x=np.array([0.0, 1.0]), y=np.array([100.0, 0.5]), scales=scales, colors=["#ff0000"])
    figure = bq.Figure(marks=[curve], axes=[], fig_margin={"left": 10, "right": 10, "top": 30, "bottom": 10})
    text = f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="80">{drawn(figure, 100, 80).svg}</svg>'
    seen = np.asarray(Image.open(io.BytesIO(rasterize(text, 1.0))).convert("RGBA"))[..., 3]
    assert seen[30:70].any()
    assert not seen[:25].any()


def test_bars_of_a_thumbnail_grow_from_zero_both_ways():
    root = ET.fromstring(f"<g>{byte_bars(np.array([253, 0]), 253 // 2 + 1, 20, 253, '#000000')}</g>")
    assert [(float(bar.get("y")), float(bar.get("height"))) for bar in root] == [(0, 126), (126, 127)]


def test_another_process_paints_the_same(stream):
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-size="9">M</text></svg>'
    assert rasterize_aside(text, 1.5) == rasterize(text, 1.5)


# -- in a notebook ------------------------------------------------------------------------------------------------


@pytest.fixture
def notebook(monkeypatch):
    """What was handed to the notebook: (id, whether it takes the place of another); and its cells."""
    cells, sent = {}, []
    events = SimpleNamespace(register=cells.__setitem__, unregister=lambda event, _call: cells.pop(event))
    monkeypatch.setattr(keeper, "_shell", lambda: SimpleNamespace(events=events))
    monkeypatch.setattr(keeper, "rasterize_aside", lambda text, _zoom: text.encode())
    monkeypatch.setattr(keeper, "_send", lambda number, content, update: sent.append((number, update, content)))
    return SimpleNamespace(cells=cells, sent=sent)


def test_it_is_handed_over_when_shown_and_again_after_a_cell_that_changed_something(workbench, notebook, stream):
    workbench.still.show()
    assert [update for _, update, _ in notebook.sent] == [False]
    stream.step(3)
    notebook.cells["post_run_cell"]()
    wait_until(lambda: workbench.still.made == 2)
    assert [(number, update) for number, update, _ in notebook.sent[1:]] == [(notebook.sent[0][0], True)]
    assert b"frame 3 of 3" in notebook.sent[1][2]
    workbench.still.close()
    assert notebook.cells == {}


def test_at_rest_it_is_renewed_once_and_while_playing_once_a_minute(workbench, notebook, stream, monkeypatch):
    workbench.still.show()
    moments = []
    monkeypatch.setattr(workbench.still, "_renew_if", moments.append)

    def publish(now):
        workbench.still.publish(SimpleNamespace(now=now))
        return len(moments)

    stream.step(5)
    assert [publish(now) for now in (100, 100.3, 100.7)] == [0, 0, 1]
    stream.rate = 1e-3
    stream.play()
    wait_until(lambda: stream.playing)
    assert [publish(now) for now in (110, 120, 161)] == [1, 1, 2]


def test_what_cannot_be_drawn_is_said_and_the_workbench_is_shown_all_the_same(workbench, notebook, monkeypatch):
    monkeypatch.setattr(keeper, "sheet", lambda *_: 1 / 0)
    workbench.still.show()
    assert notebook.sent == []
    assert any("the still picture: ZeroDivisionError" in entry.text for entry in workbench.publisher.journal.entries)
