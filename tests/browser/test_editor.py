"""Journeys: nodes, wires and fields of a network that runs, by hand."""

import pytest

from tests.browser.drawing import EMPTY, SMALL
from tests.browser.test_workbench import FRAME, play, wait_for_frame


def named(drawing, kind, x, y, name):
    drawing.add(kind, x, y)
    if name != kind:
        drawing.rename(name)


def draw_digits(drawing):
    """The network of the README, by hand."""
    named(drawing, "digits", 90, 90, "data")
    named(drawing, "pool", 330, 70, "image")
    drawing.set("shape", "1, 8, 8")
    named(drawing, "pool", 560, 70, "hidden")
    drawing.set("shape", "16x4x4")
    drawing.set("act", "relu")
    named(drawing, "pool", 560, 210, "answer")
    drawing.set("shape", "10")
    drawing.set("act", "softmax")
    named(drawing, "loss", 330, 200, "learn")
    drawing.connect(drawing.out("data", "image"), drawing.node("image"))
    drawing.connect(drawing.out("image"), drawing.node("hidden"))
    drawing.connect(drawing.out("hidden"), drawing.into("hidden"))
    drawing.root.get_by_label("kind").select_option("conv")
    drawing.connect(drawing.out("hidden"), drawing.node("answer"))
    drawing.connect(drawing.out("answer"), drawing.into("learn", "prediction"))
    drawing.connect(drawing.out("data", "label"), drawing.node("learn"))


@pytest.mark.timeout(180)
def test_the_digits_network_drawn_on_an_empty_canvas_learns_and_undoes_to_nothing(draw):
    drawing = draw(EMPTY)
    assert "nothing drawn yet" in drawing.status()
    drawing.root.locator(".lpnb-tools").wait_for()
    drawing.page.locator(".lpnb-play").click()  # it begins by itself as soon as there is something to run
    draw_digits(drawing)
    assert drawing.python("g.check().ok") == "True"
    assert drawing.wires()[-1] == "data.label->learn.target"
    assert drawing.python("[g[w].kind for w in g.wires()]") == (
        "['identity', 'conv', 'conv', 'dense', 'identity', 'identity']"
    )
    wait_for_frame(drawing.page, 50)
    drawing.until(lambda: float(drawing.python("stream['learn'].mean()")) < 1, seconds=60)  # chance is 2.3
    drawing.page.locator(".lpnb-pause").click()
    end = drawing.python("g.code() + str(g.layout)")
    drawing.canvas.focus()
    drawing.until(lambda: (drawing.press("Control+z"), drawing.names() == [])[1], seconds=40)
    drawing.until(lambda: (drawing.press("Control+Shift+z"), drawing.python("g.redoable") == "")[1], seconds=40)
    assert drawing.python("g.code() + str(g.layout)") == end


def test_a_wire_dropped_on_the_empty_canvas_offers_what_fits(draw):
    drawing = draw()
    drawing.drag(drawing.out("b"), drawing.point(420, 300))
    kinds = drawing.root.locator(".lpnb-kind b").all_inner_texts()
    assert "pool" in kinds
    assert "digits" not in kinds
    drawing.choose("pool")
    assert drawing.wires()[-1] == "b->pool"


def test_a_wire_that_does_not_fit_says_why_and_is_not_made(draw):
    drawing = draw(SMALL + '\ng.add("data", "digits", position=(0, 180))')
    wires = drawing.wires()
    start, end = drawing.centre(drawing.out("data", "label")), drawing.centre(drawing.node("a"))
    drawing.page.mouse.move(*start)
    drawing.page.mouse.down()
    drawing.page.mouse.move(*end, steps=6)
    hint = drawing.root.locator(".lpnb-wire-hint.lpnb-error")
    words = (
        "'in' expects numbers; 'data.label' gives a class index below 10. Take an output with numbers, e.g. an image."
    )
    assert hint.inner_text() == words
    assert drawing.root.locator(".lpnb-card.lpnb-refuses").count() >= 3
    drawing.page.mouse.up()
    drawing.root.locator(".lpnb-toast.lpnb-error", has_text="expects numbers").wait_for()
    assert drawing.wires() == wires


def test_clicks_and_keys_alone_make_a_wire(draw):
    drawing = draw()
    drawing.out("x").click()
    drawing.node("b").click()
    drawing.until(lambda: "x->b" in drawing.wires())
    drawing.node("b").focus()
    drawing.press("c")
    drawing.node("b").press("Enter")
    drawing.until(lambda: "b->b" in drawing.wires())


def test_a_click_on_the_delay_turns_it_and_a_cycle_inside_a_frame_is_refused_in_red(draw):
    drawing = draw()
    assert "first response b in frame 2" in " ".join(drawing.status().split())
    drawing.delay("a->b").click()
    drawing.until(lambda: drawing.python("g['a->b'].delay") == "0")
    drawing.root.locator(".lpnb-wire.lpnb-in-frame").wait_for(state="attached")
    drawing.page.wait_for_function("() => document.querySelector('.lpnb-status').innerText.includes('b in frame 1')")
    assert "inference factor 2" in " ".join(drawing.status().split())
    drawing.delay("b->a").click()
    toast = drawing.root.locator(".lpnb-toast.lpnb-error")
    toast.wait_for()
    assert "expected an edge of the cycle that takes a frame, found none on a -> b -> a" in toast.inner_text()
    assert drawing.root.locator(".lpnb-wire.lpnb-error").count() == 2
    assert drawing.python("g['b->a'].delay") == "1"


def test_a_number_sets_the_delay_of_the_selected_wire(draw):
    drawing = draw()
    drawing.root.locator(".react-flow__edge[aria-label^='x->a']").focus()
    drawing.press("Enter", "4")
    drawing.until(lambda: drawing.python("g['x->a'].delay") == "4")


def test_edits_leave_the_stream_running_with_its_weights_and_states(draw):
    drawing = draw(views=2)
    play(drawing.page)
    before = drawing.python("stream['a->b.weight'].sum()")
    drawing.drag(drawing.out("b"), drawing.point(420, 300))
    drawing.choose("pool")
    drawing.node("pool").click()
    drawing.press("Delete")
    drawing.until(lambda: "pool" not in drawing.names())
    drawing.press("Control+z")
    drawing.until(lambda: "pool" in drawing.names())
    assert drawing.python("stream['a->b.weight'].sum()") == before
    now = drawing.page.evaluate(f"() => {FRAME}")
    wait_for_frame(drawing.page, now + 10)


def test_a_drawing_that_is_not_valid_says_where_and_its_last_form_keeps_running(draw):
    drawing = draw(views=2)
    play(drawing.page)
    drawing.node("b").click()
    drawing.set("shape", "7")
    drawing.until(lambda: drawing.python("g['b'].shape") == "(7,)")
    drawing.add("loss", 300, 330)
    drawing.page.wait_for_function(
        "() => /last valid form keeps running/.test(document.querySelector('.lpnb-status').innerText)"
    )
    assert drawing.node("loss").locator(".lpnb-problem").get_attribute("title").startswith("node 'loss' (loss), input")
    drawing.root.locator(".lpnb-status button").click()
    drawing.root.locator(".lpnb-problems button").first.click()
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "loss"
    now = drawing.page.evaluate(f"() => {FRAME}")
    wait_for_frame(drawing.page, now + 10)


def test_a_label_that_is_compared_too_early_is_mended_with_one_click_and_that_is_undone(draw):
    more = ('g.add("data", "arrays", data={"y": [0, 1, 2, 3]}, position=(0, 200))', 'g.add("score", "accuracy")')
    edges = ('g.connect("a", "score.prediction")', 'g.connect("data.y", "score.target", delay=0)')
    drawing = draw("\n".join((SMALL, *more, *edges)))
    delay = "g['data.y->score.target'].delay"
    drawing.until(lambda: "1 warning" in drawing.status())
    drawing.root.locator(".lpnb-status button").click()
    drawing.root.get_by_role("button", name="Mend: set delay to 2").click()
    drawing.until(lambda: "no problems" in drawing.status())
    assert drawing.python(delay) == "2"
    drawing.canvas.focus()
    drawing.press("Control+z")
    drawing.until(lambda: "1 warning" in drawing.status())
    assert drawing.python(delay) == "0"


def test_a_node_dropped_on_a_wire_goes_between(draw):
    drawing = draw(SMALL + '\ng.add("mid", "pool", position=(140, 200))')
    drawing.drag(drawing.node("mid").locator("b"), drawing.centre(drawing.delay("x->a")))
    drawing.until(lambda: "x->mid" in drawing.wires())
    assert drawing.wires() == ["mid->a", "a->b", "b->a", "x->mid"]


def test_of_two_wires_a_node_goes_onto_the_one_under_the_pointer_which_is_lit_meanwhile(draw):
    more = '\ng.add("c", "pool", shape=4, position=(580, 120)); g.connect("a", "c")'
    drawing = draw(SMALL + more + '\ng.add("mid", "pool", position=(140, 260))')
    drawing.page.mouse.move(*drawing.centre(drawing.node("mid").locator("b")))
    drawing.page.mouse.down()
    drawing.page.mouse.move(*drawing.centre(drawing.delay("a->c")), steps=8)
    drawing.root.locator(".react-flow__edge[aria-label^='a->c'] .lpnb-onto").wait_for(state="attached")
    drawing.page.mouse.up()
    drawing.until(lambda: "mid->c" in drawing.wires())
    assert {"a->b", "a->mid"} <= set(drawing.wires())


def test_an_end_of_a_wire_moves_to_another_port(draw):
    drawing = draw(SMALL + '\ng.add("c", "pool", shape=4, position=(580, 180))')
    drawing.root.locator(".react-flow__edge[aria-label^='a->b']").focus()
    drawing.press("Enter")  # an input may have several wires: the selected one is pulled out
    drawing.drag(drawing.into("b"), drawing.node("c"))
    drawing.until(lambda: "a->c" in drawing.wires())
    assert "a->b" not in drawing.wires()


def test_a_slider_of_the_inspector_turns_a_running_network_and_is_undone_as_one(draw):
    drawing = draw(views=2)
    play(drawing.page)
    drawing.node("a").click()
    slider = drawing.root.get_by_label("noise, slider")
    box = slider.bounding_box()
    drawing.drag((box["x"] + 8, box["y"] + 12), (box["x"] + box["width"] - 10, box["y"] + 12))
    drawing.until(lambda: float(drawing.python("g['a'].noise")) > 1)
    drawing.canvas.focus()
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g['a'].noise") == "0.0")


def test_a_field_takes_arithmetic_and_says_what_it_cannot_read(draw):
    drawing = draw()
    drawing.node("a").click()
    field = drawing.root.get_by_label("initial", exact=True)
    field.fill("2 *")
    assert drawing.root.locator(".lpnb-typed em.lpnb-error").inner_text() != ""
    field.fill("2*3")
    field.press("Enter")
    drawing.until(lambda: drawing.python("g['a'].initial") == "6.0")


def test_what_began_anew_is_said_on_the_node(draw):
    drawing = draw(views=2)
    drawing.node("a").click()
    drawing.set("shape", "6")
    drawing.until(lambda: drawing.python("g['a'].shape") == "(6,)")
    drawing.notebook.python("g.remove('x->a'); g.connect('x', 'a', 'dense')")
    said = drawing.node("a").locator(".lpnb-said")
    said.wait_for()
    assert "a.bias ((4,) -> (6,))" in said.get_attribute("title")
