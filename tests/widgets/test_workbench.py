import threading

import pytest

import lpnb
from lpnb.errors import StreamError


def test_a_stream_is_shown_and_stays_open(stream):
    workbench = lpnb.Workbench(stream)
    assert workbench.stream is stream
    workbench.close()
    stream.step()
    assert stream.frame == 1


def test_a_graph_gets_a_stream_that_closes_with_it(graph):
    workbench = lpnb.Workbench(graph)
    assert workbench.stream.batch == 32
    workbench.close()
    with pytest.raises(StreamError, match="closed"):
        workbench.stream.step()


def test_running_the_cell_again_finds_the_stream_that_runs(graph):
    first, second = lpnb.Workbench(graph), lpnb.Workbench(graph)
    assert first.stream is second.stream
    first.close()
    second.stream.step()
    second.close()
    assert not second.stream.playing


def test_closing_leaves_no_thread(stream):
    before = set(threading.enumerate())
    workbench = lpnb.Workbench(stream)
    workbench.close()
    assert set(threading.enumerate()) <= before


def test_words_stand_in_where_there_is_no_kernel_and_the_picture_is_an_output_of_its_own(stream):
    workbench = lpnb.Workbench(stream)
    data, _ = workbench._repr_mimebundle_()
    assert "image/png" not in data
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"].startswith("Workbench of Stream('digits'")
    workbench.close()


def test_a_graph_that_is_not_drawn_yet_runs_as_soon_as_it_is():
    graph = lpnb.Graph("new")
    workbench = lpnb.Workbench(graph)
    workbench.stream.play()
    graph.add("x", "input", shape=2, value=1.0)
    graph.add("y", "pool")
    graph.connect("x", "y")
    workbench.stream.pause()
    workbench.stream.step(3)
    assert workbench.stream["y"].tolist()[0] == [1.0, 1.0]
    workbench.close()


def test_a_foreign_thing_is_refused_and_leaves_nothing():
    before = set(threading.enumerate())
    with pytest.raises(StreamError, match="expected a graph or a stream, found 'digits'"):
        lpnb.Workbench("digits")
    assert set(threading.enumerate()) <= before


def test_all_names_of_the_package_load():
    import lpnb.widgets

    assert all(isinstance(getattr(lpnb.widgets, name), type) for name in lpnb.widgets.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Workbank'"):
        _ = lpnb.widgets.Workbank
