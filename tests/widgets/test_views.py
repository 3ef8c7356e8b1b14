"""Several views: chips, adding and removing, links, layouts."""

import json

import pytest

from lpnb.errors import EditError, UnknownName
from lpnb.widgets.view_adder import NATURAL
from lpnb.widgets.views import Views


@pytest.fixture
def views(front, stream):
    views = Views(stream, front.publisher)
    front.turn()
    return views


def shown(views):
    return [view.name for view in views._flow.children]


def chip(views, name):
    return next(chip for chip in views.chips.values() if chip.description == name)


def test_a_view_of_anything_can_be_added_and_closed_by_its_button(front, views):
    view = views.add("gradient of hidden.bias")
    front.turn()
    assert shown(views)[-1] == "gradient of hidden.bias"
    view._hear({"close": True})
    front.turn()
    front.turn()
    assert "gradient of hidden.bias" not in shown(views)


def test_closing_the_view_of_a_state_turns_its_chip_off(front, views):
    next(view for view in views.views if view.name == "hidden")._hear({"close": True})
    front.turn()
    front.turn()
    assert not chip(views, "hidden").value
    chip(views, "hidden").set_state({"value": True})
    front.turn()
    assert shown(views)[-1] == "hidden"


def test_without_views_it_says_what_to_do(front, views):
    views.restore([])
    front.turn()
    assert "No view is open" in views._flow.children[0].value


def test_the_adder_offers_the_faces_that_fit_and_adds_the_view(front, views):
    views.adder.what.set_state({"value": "image->hidden.weight"})
    front.turn()
    assert {NATURAL, "kernels", "histogram"} <= set(views.adder.face.options)
    assert "comparison" not in views.adder.face.options
    views.adder.face.value = "histogram"
    views.adder.button.click()
    front.turn()
    assert (views.views[-1].name, views.views[-1].face.name) == ("image->hidden.weight", "histogram")
    assert views.adder.what.value == ""


def test_the_adder_says_what_is_wrong(front, views):
    views.adder.what.set_state({"value": "hiden"})
    front.turn()
    assert "Did you mean &#x27;hidden&#x27;?" in views.adder.error.value
    views.adder.what.set_state({"value": ""})
    views.adder.button.click()
    front.turn()
    assert "Choose what to show first" in views.adder.error.value


def test_what_the_pointer_is_over_is_marked_in_the_other_views_of_the_node(front, views):
    maps = next(view for view in views.views if view.name == "hidden")
    second = views.add("hidden")
    bars = views.add("answer", face="bars")
    maps.point_at("at", (2, 0, 0))
    assert second.face.widget.marked == [2]
    assert maps.face.widget.marked == []
    assert bars.face.bars.selected is None
    maps.point_at("at", None)
    assert second.face.widget.marked == []


def test_a_layout_of_views_is_plain_and_comes_back(front, stream, views):
    views.restore([{"of": "hidden", "face": "histogram", "bins": 12, "sample": 2}, {"of": ["answer", "image"]}])
    front.turn()
    plain = json.loads(json.dumps(views.plain()))
    other = Views(stream, front.publisher)
    other.restore(plain)
    front.turn()
    assert other.plain() == plain
    assert shown(other) == ["hidden", "answer, image"]
    assert other.sample.value == 2


def test_what_is_gone_is_left_out_of_a_layout_and_said(front, views):
    views.restore([{"of": "hidden"}, {"of": "no_such_node"}, {"of": "answer", "face": "no such face"}, {"oof": 1}])
    front.turn()
    assert shown(views) == ["hidden"]
    assert len([text for text in front.entries() if text.startswith("a view was left out: ")]) == 3


def test_a_view_that_cannot_be_is_not_added(front, views):
    before = shown(views)
    with pytest.raises(UnknownName):
        views.add("hidden", face="no such face")
    front.turn()
    assert shown(views) == before


def test_a_view_that_cannot_be_made_leaves_nothing(views, front):
    before = dict(front.publisher.parts)
    with pytest.raises(EditError):
        views.add("answer", face="matrix")
    assert front.publisher.parts == before


def names_in_order(views):
    """The views from the first place on, and those that are in the page, as the page has them."""
    placed = sorted(views._flow.children, key=lambda view: int(view.layout.order))
    assert placed == views.views
    return [view.name for view in placed], [view.name for view in views._flow.children]


def test_views_are_moved_without_being_drawn_anew_and_their_order_is_kept(views, front):
    views.restore([{"of": name} for name in ("image", "hidden", "answer")])
    front.turn()
    image, hidden, answer = views.views
    answer._hear({"move": "before", "key": image.key})
    image._hear({"move": "later"})
    front.turn()
    front.turn()
    assert names_in_order(views) == (["answer", "hidden", "image"], ["image", "hidden", "answer"])
    answer._hear({"move": "earlier"})  # it is the first already
    hidden._hear({"move": "before", "key": None})
    front.turn()
    front.turn()
    assert names_in_order(views)[0] == ["answer", "image", "hidden"]
    assert [entry["of"] for entry in views.plain()] == [["answer"], ["image"], ["hidden"]]


def test_a_view_of_what_was_added_just_now_stays_although_the_display_is_behind(front, views, stream):
    stream.graph.add("late", "pool", shape=3)
    stream.graph.connect("hidden", "late", "dense")
    stream.step()
    views.add("hidden->late.weight")
    front.turn(0)
    front.turn()
    assert "hidden->late.weight" in shown(views)
