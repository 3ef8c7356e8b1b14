"""Journeys: wires that do not fit, and what is wrong with a drawing: where that is seen, and by whom."""

import re

from tests.browser.drawing import SMALL

LESSON = f"""{SMALL}
g.add("data", "digits", position=(0, 160)); g.add("ans", "pool", shape=10, position=(290, 160))
g.add("learn", "loss", position=(580, 130))
g.connect("x", "ans", "dense"); g.connect("ans", "learn.prediction"); g.connect("data.label", "learn.target")"""


def carried(drawing, start, ends):
    """Carry a wire from a port to several places, let go at the last, and return what is said at each."""
    drawing.page.mouse.move(*drawing.centre(start))
    drawing.page.mouse.down()
    words = []
    for end in ends:
        drawing.page.mouse.move(*drawing.centre(end), steps=8)
        words.append(drawing.root.locator(".lpnb-wire-hint").inner_text())
    return words


def line(drawing):
    """The points between which the wire on its way is drawn, on the page."""
    path = drawing.root.locator(".react-flow__connection-path")
    return path.evaluate(
        "p => [0, p.getTotalLength()].map(l => { const q = p.getPointAtLength(l).matrixTransform(p.getScreenCTM()); return [q.x, q.y]; })"
    )


def near(one, other):
    return abs(one[0] - other[0]) < 14 and abs(one[1] - other[1]) < 14


def test_a_wire_on_its_way_says_what_becomes_of_it_at_the_port_below_and_that_happens(draw):
    drawing = draw(LESSON)
    into = [drawing.into("learn", port) for port in ("terms", "target")]
    hints = carried(drawing, drawing.out("b"), into)
    taken = "'target' has its one edge already. Remove that first, or drag its end elsewhere."
    assert hints == ["dense to learn.terms", taken]
    before = drawing.wires()
    drawing.page.mouse.up()
    drawing.root.locator(".lpnb-toast.lpnb-error", has_text=taken).wait_for()
    assert drawing.wires() == before


def test_a_moved_end_is_judged_and_drawn_from_the_end_that_stays(draw):
    drawing = draw(LESSON)
    ends = [drawing.into("learn", "target"), drawing.into("learn", "prediction")]
    hints = carried(drawing, drawing.into("learn", "prediction"), ends)
    assert hints[0].startswith("'target' has its one edge already")
    assert hints[1] == "identity to learn.prediction"  # where it is: it does not take its own place
    start, end = line(drawing)
    assert near(start, drawing.centre(drawing.out("ans")))
    assert near(end, drawing.centre(ends[1]))
    drawing.page.mouse.up()
    hints = carried(drawing, drawing.into("learn", "prediction"), [drawing.into("b")])
    assert hints == ["dense to b"]
    drawing.page.mouse.up()
    drawing.until(lambda: "ans->b" in drawing.wires())


def test_a_loop_in_a_collapsed_group_can_be_wired_and_what_is_wrong_inside_is_seen_on_it(draw):
    drawing = draw(SMALL.replace('g.connect("x", "a"); ', ""))
    drawing.notebook.python("g.group(['a', 'b'], 'loop'); g.arrange('loop', collapsed=True)")
    group = drawing.node("loop")
    group.wait_for()
    assert group.locator(".lpnb-port-name-input").all_inner_texts() == ["a", "b"]
    drawing.connect(drawing.out("x"), group)
    assert "x->a" in drawing.wires()
    drawing.notebook.python("g.set('b->a', delay=0); g.set('a->b', delay=0)")
    badge = group.locator(".lpnb-problem")
    badge.wait_for()
    assert badge.inner_text() == "1"
    assert "cycle a -> b -> a" in badge.get_attribute("title")
    assert "cycle a -> b -> a" in drawing.root.get_by_label(re.compile("^group loop")).get_attribute("aria-label")
    drawing.root.locator(".lpnb-status button").last.click()
    drawing.root.locator(".lpnb-problems li button").first.click()
    group.locator(".lpnb-card.lpnb-selected").wait_for()
    drawing.node("x").click()
    assert drawing.root.locator(".lpnb-card.lpnb-selected").count() == 1


def test_a_cycle_that_comes_from_a_cell_is_red_all_round_for_who_comes_by_keys_too(draw):
    drawing = draw()
    drawing.notebook.python("g.set('a->b', delay=0); g.set('b->a', delay=0)")
    red = drawing.root.locator(".lpnb-wire.lpnb-error")
    drawing.until(lambda: red.count() == 2)
    drawing.press("Tab")
    drawing.root.locator(".react-flow__edge[aria-label^='a->b']").focus()
    drawing.press("Enter")
    drawing.root.locator(".lpnb-wire.lpnb-selected").wait_for(state="attached")
    colours = red.evaluate_all("all => all.map(one => getComputedStyle(one).stroke)")
    assert colours == ["rgb(198, 40, 40)"] * 2
    assert "cycle a -> b -> a" in drawing.root.locator(".lpnb-wire-hint").inner_text()


def test_the_words_of_a_problem_are_on_screen_for_who_comes_by_keys(draw):
    drawing = draw()
    drawing.notebook.python("g.add('lost', 'pool', position=(290, 200))")
    drawing.node("lost").locator(".lpnb-problem").wait_for()
    drawing.canvas.focus()
    drawing.press("Tab")
    drawing.node("lost").focus()
    words = drawing.root.locator(".lpnb-wire-hint")
    words.wait_for()
    assert "expected a shape" in words.inner_text()
    box, canvas, card = (one.bounding_box() for one in (words, drawing.canvas, drawing.node("lost")))
    assert canvas["y"] <= box["y"]
    assert box["y"] + box["height"] <= card["y"]  # there is no room below it
    drawing.node("a").focus()
    words.wait_for(state="detached")


def test_what_is_off_says_what_that_means_and_messages_leave_the_problems_free(draw):
    drawing = draw()
    drawing.notebook.python("g.set('b', mode='mute'); g.set('a->b', on=False); g.add('lost', 'pool')")
    sub = drawing.node("b").locator(".lpnb-sub span").first
    drawing.until(lambda: "muted" in sub.inner_text())
    assert "holds its start value" in sub.get_attribute("title")
    assert ", switched off" in drawing.delay("a->b").get_attribute("title")
    drawing.root.locator(".lpnb-status button").last.click()
    drawing.node("a").click()
    drawing.press("Control+c")
    toast, problems = drawing.root.locator(".lpnb-toast"), drawing.root.locator(".lpnb-problems")
    toast.wait_for()
    assert toast.bounding_box()["y"] + toast.bounding_box()["height"] <= problems.bounding_box()["y"]
