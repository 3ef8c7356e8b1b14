import pytest

import lpnb
from lpnb.errors import UnknownName
from lpnb.widgets.arrangement import PRESETS, Arrangement
from lpnb.widgets.desk import Desk


@pytest.fixture
def desk(front, stream):
    desk = Desk(stream, front.publisher)
    desk.furnish("watch")
    yield desk
    desk.close()


def ask(front, *arguments):
    """Do what the buttons of a panel do."""
    front.publisher.hear({"command": "panel", "arguments": list(arguments)})
    front.turn()


def bay(desk, panel):
    return next(bay for bay in desk._rows.children if f"lpnb-bay-{panel}" in bay._dom_classes)


def test_a_layout_opens_its_panels_in_order(desk):
    assert desk.arrangement == PRESETS["watch"]
    assert [bay(desk, panel).layout.order for panel in ("editor", "views", "curves", "knobs")] == ["0", "1", "3", "4"]
    assert "lpnb-half" in bay(desk, "curves")._dom_classes


def test_what_is_not_open_is_not_made(desk):
    assert set(desk.parts) == {"editor", "views", "timeline", "curves", "knobs"}


def test_the_buttons_of_a_panel_move_resize_detach_and_close_it(desk, front):
    ask(front, "before", "knobs", "editor")
    ask(front, "resize", "knobs")
    ask(front, "detach", "knobs")
    ask(front, "close", "views")
    assert bay(desk, "knobs").layout.order == "0"
    assert {"lpnb-third", "lpnb-floating"} < set(bay(desk, "knobs")._dom_classes)
    assert bay(desk, "views").layout.display == "none"


def test_a_panel_that_is_moved_is_not_put_elsewhere_in_the_page(desk, front):
    before = desk._rows.children
    ask(front, "later", "editor")
    assert desk._rows.children == before


def test_a_chip_closes_a_panel_and_opens_it_at_the_end(desk, front):
    for on in (False, True):
        desk._openers["editor"].set_state({"value": on})
        front.turn()
    assert desk.arrangement.place("editor") == 4
    assert desk.parts["editor"] is desk["editor"]


def test_a_layout_is_chosen_by_its_chip_which_tells_whether_it_still_is(desk, front):
    desk._layouts["teach"].set_state({"value": True})
    front.turn()
    assert desk.arrangement == PRESETS["teach"]
    ask(front, "close", "views")
    assert not desk._layouts["teach"].value


def test_how_panels_stand_is_kept_with_the_graph_and_in_its_file(desk, front, graph, tmp_path):
    ask(front, "detach", "curves")
    again = lpnb.Graph.load(graph.save(tmp_path / "net"))
    assert Arrangement.read(again.workbench["panels"], desk._openers)[0] == desk.arrangement
    bench = lpnb.Workbench(again)
    assert bench.desk.arrangement == desk.arrangement
    bench.close()


def test_the_views_come_back_with_the_graph_and_from_its_file(desk, front, graph, tmp_path):
    views = desk["views"]
    for view in list(views.views):
        views.remove(view)
    views.add("hidden", face="histogram", expression="abs(x)", bins=20)
    front.turn()
    bench = lpnb.Workbench(lpnb.Graph.load(graph.save(tmp_path / "net")))
    [view] = bench["views"].views
    assert (view.look.of, view.look.expression, view.face.name, view.face.bins) == ("hidden", "abs(x)", "histogram", 20)
    bench.close()


def test_a_cell_that_is_run_again_shows_the_views_that_it_showed(graph):
    first = lpnb.Workbench(graph)
    first["views"].add("hidden", face="histogram")
    again = lpnb.Workbench(graph)
    assert [view.face.name for view in again["views"].views].count("histogram") == 1
    again.close()
    first.close()


@pytest.mark.parametrize("kept", [3, "hidden", [3], [{"of": 5}], [{"of": "hidden", "size": []}], [{"no": 1}]])
def test_views_that_cannot_be_read_are_left_out_and_named(front, stream, graph, kept):
    graph.workbench = {"panels": [{"panel": "views"}], "views": kept}
    desk = Desk(stream, front.publisher)
    desk.furnish(None)
    front.turn()
    assert desk["views"].views == []
    assert "a view was left out" in "".join(front.entries())
    desk.close()


def test_a_layout_that_cannot_be_read_opens_as_usual_and_says_so(front, stream, graph):
    graph.workbench = {"panels": [{"panel": "telescope"}, {"panel": "editor"}]}
    desk = Desk(stream, front.publisher)
    desk.furnish(None)
    assert desk.arrangement == Arrangement.of("editor")
    assert "telescope" in front.publisher.journal.entries[-1].text
    desk.close()


def test_an_unknown_layout_or_panel_says_what_there_is(desk):
    with pytest.raises(UnknownName, match="layout: expected one of watch, train, teach, found 'trian'"):
        desk.furnish("trian")
    with pytest.raises(UnknownName, match="panel: expected one of editor, .*, found 'edtor'"):
        _ = desk["edtor"]
