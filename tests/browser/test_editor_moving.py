"""Journeys: what a hand selects with a box, drags, drops and adds, also inside of groups."""

from tests.browser.drawing import SMALL

GROUPED = f"{SMALL}\ng.group(['a', 'b'], 'g')"
BENT = f"{SMALL}\ng.arrange('a->b', bends=[(480, 110), (540, 110)])"


def box(drawing, start, end):
    """Draw a box with Shift."""
    drawing.page.keyboard.down("Shift")
    drawing.drag(start, end)
    drawing.page.keyboard.up("Shift")


def around(drawing, name, by=8):
    """Two corners around a card."""
    x, y, width, height = (drawing.node(name).bounding_box()[side] for side in ("x", "y", "width", "height"))
    return (x - by, y - by), (x + width + by, y + height + by)


def selected(drawing):
    """What is drawn as selected: cards, frames and wires."""
    names = ".lpnb-card.lpnb-selected, .lpnb-group-frame.lpnb-selected, .react-flow__edge.selected"
    return drawing.root.locator(names).count()


def test_a_box_inside_of_a_group_takes_what_is_in_it_and_neither_the_frame_nor_wires(draw):
    drawing = draw(GROUPED)
    drawing.group("g").wait_for()
    box(drawing, *around(drawing, "b"))
    drawing.root.locator(".lpnb-card.lpnb-selected").wait_for()
    assert selected(drawing) == 1
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "b"
    drawing.press("Delete")
    drawing.until(lambda: drawing.names() == ["x", "a", "g"])


def test_a_box_around_a_whole_group_takes_it_along_and_a_click_beside_lets_go(draw):
    drawing = draw(GROUPED)
    frame = drawing.root.locator(".lpnb-group-frame").bounding_box()
    box(
        drawing,
        (frame["x"] - 9, frame["y"] - 9),
        (frame["x"] + frame["width"] + 9, frame["y"] + frame["height"] + 9),
    )
    drawing.root.locator(".lpnb-group-frame.lpnb-selected").wait_for()
    assert selected(drawing) == 3
    drawing.page.mouse.click(*drawing.point(60, 350))
    drawing.until(lambda: selected(drawing) == 0)


def test_a_double_click_on_the_ground_of_a_group_adds_into_it(draw):
    drawing = draw(GROUPED)
    frame = drawing.root.locator(".lpnb-group-frame").bounding_box()
    drawing.page.mouse.dblclick(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] - 8)
    drawing.choose("pool")
    assert drawing.python("g.members('g')") == "['a', 'b', 'pool']"


def test_what_is_deleted_while_it_is_dragged_comes_back_where_it_was(draw):
    drawing = draw()
    before = drawing.node("b").bounding_box()
    x, y = drawing.centre(drawing.node("b").locator("b"))
    drawing.page.mouse.move(x, y)
    drawing.page.mouse.down()
    drawing.page.mouse.move(x + 20, y + 90, steps=5)
    drawing.press("Delete")
    drawing.node("b").wait_for(state="detached")
    drawing.page.mouse.move(x + 20, y + 120, steps=3)
    drawing.page.mouse.up()
    drawing.press("Control+z")
    drawing.node("b").wait_for()
    assert drawing.node("b").bounding_box() == before
    x, y = drawing.centre(drawing.node("a").locator("b"))
    drawing.drag((x, y), (x, y + 60))
    drawing.until(lambda: drawing.python("g.layout['a'][1] > 50") == "True")
    assert drawing.python("g.layout['b']") == "(580.0, 0.0)"


def test_nodes_that_a_cell_takes_away_leave_the_others_of_the_drag_where_they_were(draw):
    drawing = draw()
    before = drawing.node("a").bounding_box()
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    x, y = drawing.centre(drawing.node("b").locator("b"))
    drawing.page.mouse.move(x, y)
    drawing.page.mouse.down()
    drawing.page.mouse.move(x, y + 90, steps=5)
    drawing.notebook.python("g.remove('b')")
    drawing.node("b").wait_for(state="detached")
    drawing.page.mouse.move(x, y + 99, steps=3)
    drawing.page.mouse.up()
    drawing.until(lambda: drawing.node("a").bounding_box()["y"] == before["y"])
    assert drawing.python("g.layout['a']") == "(290.0, 0.0)"


def test_the_points_of_a_wire_go_along_with_both_of_its_ends(draw):
    drawing = draw(BENT)
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    x, y = drawing.centre(drawing.node("b").locator("b"))
    drawing.drag((x, y), (x, y + 60))
    drawing.until(lambda: drawing.python("g.layout['b'][1] > 50") == "True")
    assert drawing.python("[(p[0], p[1] - g.layout['b'][1]) for p in g.place('a->b').bends]") == (
        "[(480.0, 110.0), (540.0, 110.0)]"
    )
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g.place('a->b').bends[0][1] == 110 and g.layout['a'][1] == 0") == "True")


def test_the_move_onto_a_wire_and_what_comes_of_it_are_one_undo(draw):
    drawing = draw(SMALL + '\ng.add("pool", "pool", position=(330, 200))')
    x, y = drawing.centre(drawing.node("pool").locator("b"))
    drawing.drag((x, y), drawing.centre(drawing.delay("a->b")))
    drawing.until(lambda: "a->pool" in drawing.wires())
    drawing.press("Control+z")
    drawing.until(lambda: "a->b" in drawing.wires())
    assert drawing.python("g.layout['pool']") == "(330.0, 200.0)"


def test_wires_at_the_edge_are_in_sight_with_all_that_is_shown(draw):
    drawing = draw(SMALL + "\ng.arrange('a->b', bends=[(480, -400)])")
    drawing.canvas.focus()
    for _ in range(2):
        chip, canvas = drawing.delay("a->b").bounding_box(), drawing.canvas.bounding_box()
        assert chip["y"] > canvas["y"]
        drawing.press("f")
        drawing.page.wait_for_timeout(500)
