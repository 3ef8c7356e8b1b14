import re
import xml.etree.ElementTree as ET

import pytest

import lpnb
from lpnb.widgets import raster
from lpnb.widgets.layout import HEIGHT, WIDTH, longest_path_layers, place
from lpnb.widgets.picture import svg
from lpnb.widgets.show import register

NS = "{http://www.w3.org/2000/svg}"


def parse(graph, **options):
    return ET.fromstring(svg(graph, **options))


def by(tree, attribute):
    return {group.get(attribute): group for group in tree.iter(f"{NS}g") if group.get(attribute)}


def test_layers_count_the_longest_way_and_loops_do_not_count(graph):
    assert longest_path_layers(graph) == {"data": 0, "image": 1, "hidden": 2, "answer": 3, "learn": 4}


def test_an_edge_back_does_not_move_layers(graph):
    before = longest_path_layers(graph)
    wire = graph.wire(graph.connect("answer", "hidden", "dense"))
    assert longest_path_layers(graph) == before
    assert wire.uid in place(graph).back


def test_no_two_nodes_overlap(graph):
    for number in range(6):
        graph.add(f"extra{number}", "pool", shape=3)
        graph.connect("image", f"extra{number}", "dense")
        graph.connect(f"extra{number}", "answer", "dense")
    boxes = list(place(graph).nodes.values())
    for number, (x, y) in enumerate(boxes):
        assert all(abs(x - x2) >= WIDTH or abs(y - y2) >= HEIGHT for x2, y2 in boxes[number + 1 :])


def test_an_edge_that_skips_layers_passes_clear_of_the_nodes_between(graph):
    wire = graph.wire("data.label->learn.target")
    placed = place(graph)
    bends = placed.bends[wire.uid]
    assert len(bends) == 3
    for x, y in bends:
        between = [top for left, top in placed.nodes.values() if left <= x <= left + WIDTH]
        assert all(y <= top or y >= top + HEIGHT for top in between)


def test_positions_that_a_person_gave_win_when_every_node_has_one(graph):
    for number, name in enumerate(graph):
        graph.move(name, (100 + 10 * number, 300 - 50 * number))
    assert place(graph).nodes["image"] == (10, 150)
    graph.move("image", None)
    assert place(graph).nodes["image"] != (10, 150)


def test_the_picture_names_nodes_kinds_shapes_and_delays(graph):
    tree = parse(graph)
    words = "".join(by(tree, "data-lpnb-node")["hidden"].itertext())
    assert "hidden" in words
    assert "pool  4\u00d74\u00d74" in words
    assert by(tree, "data-lpnb-edge")["data.label->learn.target"].get("data-delay") == "4"


def test_edges_without_delay_are_dashed(graph):
    assert "stroke-dasharray" not in svg(graph)
    graph.set("image->hidden", delay=0)
    edge = by(parse(graph), "data-lpnb-edge")["image->hidden"]
    assert "stroke-dasharray" in edge.find(f"{NS}path").get("style")


def test_problems_are_marked_and_told(graph):
    graph.add("lost", "pool")
    node = by(parse(graph), "data-lpnb-node")["lost"]
    assert node.find(f"{NS}circle") is not None
    assert "expected a shape" in node.find(f"{NS}title").text


def test_names_are_escaped():
    g = lpnb.Graph('<script>alert("x")</script>&')
    g.add("é_ß", "input", shape=1)
    assert "<script" not in svg(g)
    assert "é_ß" in "".join(parse(g).itertext())


def test_an_empty_graph_has_a_picture_too():
    assert parse(lpnb.Graph()).get("aria-label") == "network network: 0 nodes, 0 edges"


def test_the_live_picture_takes_the_themes_colours_and_the_other_has_its_own(graph):
    assert "var(--jp-" in svg(graph, live=True)
    assert "var(" not in svg(graph)


def test_a_thousand_nodes_in_a_chain_are_laid_out():
    g = lpnb.Graph()
    g.add("n0", "input", shape=1)
    with g.together():
        for number in range(1, 1000):
            g.add(f"n{number}", "pool")
            g.connect(f"n{number - 1}", f"n{number}")
    assert len(place(g).nodes) == 1000


def test_png_has_its_words_and_is_large_enough_for_sharp_screens(graph):
    picture = raster.png(graph)
    width = int(re.search(r'width="(\d+)"', svg(graph))[1])
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") == pytest.approx(2 * width, abs=2)
    assert picture != raster.rasterize(re.sub(r"<text.*?</text>", "", svg(graph)))


def test_without_a_system_font_pillows_own_draws_the_words():
    assert raster._draws_words(skip_system_fonts=True, **raster._pillows_font())
    assert not raster._draws_words(skip_system_fonts=True)


def test_without_any_font_that_is_said(monkeypatch):
    monkeypatch.setattr(raster, "_draws_words", lambda **options: False)
    raster._font.cache_clear()
    with pytest.warns(UserWarning, match="no font was found"):
        raster._font()
    raster._font.cache_clear()


def test_outside_a_notebook_nothing_is_registered():
    assert not register()


def test_in_ipython_a_graph_shows_itself(graph):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        assert register()
        formatter = shell.display_formatter
        formatter.active_types = ["image/svg+xml", "image/png", "text/plain"]
        data, _ = formatter.format(graph)
    finally:
        shell.history_manager.end_session()
        InteractiveShell.clear_instance()
    assert data["image/svg+xml"].startswith("<svg")
    assert data["image/png"][:4] == b"\x89PNG"
    assert data["text/plain"] == "Graph('digits': 5 nodes, 6 edges)"


def test_what_is_muted_bypassed_or_off_is_faint(graph):
    assert 'opacity=".45"' not in svg(graph)
    graph.set("hidden", mode="mute")
    graph.set("image->hidden", on=False)
    assert svg(graph).count('opacity=".45"') == 2
