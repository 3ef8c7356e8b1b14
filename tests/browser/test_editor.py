"""Journeys: drawing networks by hand, while they run."""

import pytest

from tests.browser.drawing import Drawing
from tests.browser.test_workbench import FRAME, play, wait_for_frame

EMPTY = 'import lpnb\ng = lpnb.Graph("digits")\nstream = lpnb.Stream(g, batch=32, draft=True)'
SMALL = """
import lpnb
g = lpnb.Graph("small")
g.add("x", "input", shape=4, value=1.0, position=(0, 0))
g.add("a", "pool", shape=4, act="tanh", position=(290, 0))
g.add("b", "pool", shape=4, act="tanh", position=(580, 0))
g.connect("x", "a"); g.connect("a", "b", "dense"); g.connect("b", "a", "dense")
stream = lpnb.Stream(g, batch=2, rate=200)
""".strip()


@pytest.fixture
def draw(show):
    """Show a graph in the workbench and return a hand for its editor."""
    return lambda graph=SMALL, views=0: Drawing(show(graph, views))


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
    named(drawing, "loss", 330, 320, "learn")
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
    assert "nothing runs" in drawing.status()
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
    words = "'in' expects numbers; 'data.label' gives a class index below 10. Take an output with numbers, e.g. an image."
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
    drawing.page.wait_for_function("() => /last valid form keeps running/.test(document.querySelector('.lpnb-status').innerText)")
    assert drawing.node("loss").locator(".lpnb-problem").get_attribute("title").startswith("node 'loss' (loss), input")
    drawing.root.locator(".lpnb-status button").click()
    drawing.root.locator(".lpnb-problems button").first.click()
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "loss"
    now = drawing.page.evaluate(f"() => {FRAME}")
    wait_for_frame(drawing.page, now + 10)


def test_a_node_dropped_on_a_wire_goes_between(draw):
    drawing = draw(SMALL + '\ng.add("mid", "pool", position=(140, 200))')
    drawing.drag(drawing.node("mid").locator("b"), drawing.centre(drawing.delay("x->a")))
    drawing.until(lambda: "x->mid" in drawing.wires())
    assert drawing.wires() == ["mid->a", "a->b", "b->a", "x->mid"]


def test_an_end_of_a_wire_moves_to_another_port(draw):
    drawing = draw(SMALL + '\ng.add("c", "pool", shape=4, position=(580, 180))')
    drawing.root.locator(".react-flow__edge[aria-label^='a->b']").focus()
    drawing.press("Enter")  # an input may have several wires: the selected one is pulled out
    drawing.drag(drawing.into("b"), drawing.node("c"))
    drawing.until(lambda: "a->c" in drawing.wires())
    assert "a->b" not in drawing.wires()


def test_no_message_leaves_before_the_drop_and_one_undo_takes_a_move_back(draw):
    drawing = draw()
    drawing.page.evaluate("() => { window.sent = 0; const send = WebSocket.prototype.send; WebSocket.prototype.send = function (...a) { window.sent++; return send.apply(this, a); }; }")
    x, y = drawing.centre(drawing.node("a").locator("b"))
    drawing.page.mouse.move(x, y)
    drawing.page.wait_for_timeout(200)
    drawing.page.mouse.down()
    drawing.page.wait_for_timeout(300)  # the press itself is told: it bounds what is undone as one
    before = drawing.page.evaluate("() => window.sent")
    drawing.page.mouse.move(x + 60, y + 90, steps=30)
    assert drawing.page.evaluate("() => window.sent") == before
    drawing.page.mouse.up()
    drawing.until(lambda: drawing.python("g.layout['a'] != (290, 0)") == "True")
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g.layout['a']") == "(290.0, 0.0)")


def test_a_group_collapses_to_a_node_with_ports_and_opens_again(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    drawing.press("g")
    drawing.until(lambda: "group" in drawing.names())
    code = drawing.python("g.code()")
    drawing.press("k")
    drawing.node("group").wait_for()
    assert drawing.node("a").count() == 0
    assert drawing.node("group").locator(".lpnb-port-name").all_inner_texts() == ["a"]
    drawing.press("k")
    drawing.node("a").wait_for()
    assert drawing.python("g.code()") == code
    drawing.press("Shift+G")
    drawing.until(lambda: "group" not in drawing.names())


def test_copy_paste_duplicate_and_select_all_by_keys(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.press("Control+c", "Control+v")
    drawing.until(lambda: "a_2" in drawing.names())
    drawing.press("Control+d")
    drawing.until(lambda: "a_3" in drawing.names())
    drawing.press("Control+a", "Delete")
    drawing.until(lambda: drawing.names() == [])
    drawing.press("Control+z")
    drawing.until(lambda: drawing.names() == ["x", "a", "b", "a_2", "a_3"])


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


def test_snapshots_are_compared_and_restored(draw):
    drawing = draw()
    drawing.root.get_by_label("Snapshots", exact=True).first.click()
    drawing.root.get_by_label("Name of the snapshot").fill("before")
    drawing.press("Enter")
    drawing.until(lambda: drawing.python("g.snapshots") == "('before',)")
    drawing.notebook.python("g.set('a->b', delay=3)")
    drawing.root.get_by_role("button", name="Compare").click()
    drawing.root.locator(".lpnb-list", has_text="edge 'a->b': delay 1 -> 3").wait_for()
    drawing.root.get_by_role("button", name="Restore").click()
    drawing.until(lambda: drawing.python("g['a->b'].delay") == "1")


def test_the_sitting_becomes_a_cell_of_python(draw):
    drawing = draw()
    cells = drawing.notebook.cells()
    drawing.delay("a->b").click()
    drawing.until(lambda: drawing.python("g['a->b'].delay") == "0")
    drawing.root.get_by_label("As Python", exact=True).click()
    drawing.root.locator("pre", has_text='g.set("a->b", delay=0)').wait_for()
    drawing.root.get_by_role("button", name="Into a new cell").click()
    drawing.page.wait_for_function("n => jupyterapp.shell.currentWidget.content.widgets.length === n + 1", arg=cells)


def test_the_code_marks_the_lines_of_what_is_selected(draw):
    drawing = draw()
    drawing.root.get_by_label("Code", exact=True).click()
    drawing.node("b").click()
    drawing.root.locator(".lpnb-mine", has_text="b = ").first.wait_for()
    assert all("a = " not in line for line in drawing.root.locator(".lpnb-mine").all_inner_texts())


def test_two_views_and_a_cell_edit_the_same_graph(draw):
    drawing = draw()
    drawing.page.evaluate(
        """async () => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 1;
          await jupyterapp.commands.execute('notebook:insert-cell-below');
          n.activeCell.model.sharedModel.setSource('w.editor'); await jupyterapp.commands.execute('notebook:run-cell'); }"""
    )
    drawing.page.wait_for_function("() => document.querySelectorAll('.lpnb-editor .react-flow__pane').length === 2")
    second = Drawing(drawing.notebook, 1)
    second.node("a").click()
    second.rename("left")
    drawing.notebook.python("g.rename('b', 'right')")
    for view in (drawing, second):
        view.node("left").wait_for()
        view.node("right").wait_for()
    drawing.canvas.scroll_into_view_if_needed()
    drawing.node("right").click()
    drawing.press("Delete")
    second.node("right").wait_for(state="detached")
    assert drawing.names() == ["x", "left"]


def test_everything_by_keyboard(draw):
    drawing = draw()
    drawing.canvas.focus()
    drawing.press("a")
    drawing.choose("pool")
    drawing.press("F2")
    drawing.page.keyboard.type("extra")
    drawing.press("Enter")
    drawing.until(lambda: "extra" in drawing.names())
    drawing.node("extra").focus()
    drawing.press("Enter", "ArrowDown", "ArrowDown")
    y = float(drawing.python("g.layout['extra'][1]"))
    drawing.press("Shift+ArrowDown")
    drawing.until(lambda: float(drawing.python("g.layout['extra'][1]")) > y + 60)
    drawing.press("m")
    drawing.until(lambda: drawing.python("g['extra'].mode") == "mute")
    drawing.press("Delete")
    drawing.until(lambda: "extra" not in drawing.names())


def test_tab_adds_at_the_pointer_but_walks_on_for_who_walks(draw):
    drawing = draw()
    drawing.page.mouse.click(*drawing.point(300, 320))
    drawing.press("Tab")
    drawing.root.locator(".lpnb-palette").wait_for()
    drawing.press("Escape")
    drawing.root.locator(".lpnb-palette").wait_for(state="detached")
    drawing.node("x").focus()
    drawing.press("Tab")
    assert drawing.root.locator(".lpnb-palette").count() == 0


def test_notebook_shortcuts_stay_outside_and_saving_still_works(draw):
    drawing = draw()
    cells = drawing.notebook.cells()
    drawing.node("a").click()
    for key in ("b", "d", "d", "x", "y", "z", "Enter", "Escape"):
        drawing.press(key)
        assert drawing.notebook.cells() == cells, key


def test_kinds_are_dragged_out_of_the_palette_onto_the_canvas_and_onto_a_wire(draw):
    drawing = draw()
    for target, count in ((drawing.point(300, 300), 4), (drawing.centre(drawing.delay("a->b")), 5)):
        drawing.root.get_by_label("Add", exact=True).click()
        drawing.drag(drawing.root.locator(".lpnb-kind", has_text="pool").first, target)
        drawing.until(lambda count=count: len(drawing.names()) == count)
    assert drawing.wires() == ["x->a", "pool_2->b", "b->a", "a->pool_2"]


def test_a_box_selects_and_a_drag_moves_all_of_it_as_one(draw):
    drawing = draw()
    corner, end = drawing.centre(drawing.node("a")), drawing.centre(drawing.node("b"))
    drawing.page.keyboard.down("Shift")
    drawing.drag((corner[0] - 130, corner[1] - 60), (end[0] + 130, end[1] + 60))
    drawing.page.keyboard.up("Shift")
    assert drawing.root.locator(".lpnb-card.lpnb-selected").count() == 2
    x, y = drawing.centre(drawing.node("b").locator("b"))
    drawing.drag((x, y), (x + 10, y + 90))
    drawing.until(lambda: drawing.python("g.layout['a'][1] == g.layout['b'][1] > 50") == "True")
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g.layout['a'], g.layout['b']") == "(290.0, 0.0) (580.0, 0.0)")


def test_a_wire_is_led_through_a_point(draw):
    drawing = draw()
    drawing.root.locator(".react-flow__edge[aria-label^='a->b']").focus()
    drawing.press("Enter")
    drawing.root.get_by_label("Add a point to a->b").click()
    drawing.until(lambda: drawing.python("len(g.place('a->b').bends)") == "1")
    point = drawing.root.get_by_label("Point 1 of a->b")
    x, y = drawing.centre(point)
    drawing.drag((x, y), (x, y + 80))
    drawing.until(lambda: drawing.python("g.place('a->b').bends[0][1] > 80") == "True")
    drawing.root.get_by_label("Point 1 of a->b").dblclick()
    drawing.until(lambda: drawing.python("g.place('a->b').bends") == "()")


def test_a_note_is_written_in_place(draw):
    drawing = draw()
    drawing.add("note", 200, 300)
    drawing.root.locator(".lpnb-note").dblclick()
    drawing.page.keyboard.type("**strokes** live [here](https://example.org)")
    drawing.press("Control+Enter")
    drawing.root.locator(".lpnb-note strong", has_text="strokes").wait_for()
    assert drawing.python("g['note'].text") == "**strokes** live [here](https://example.org)"


def test_what_began_anew_is_said_on_the_node(draw):
    drawing = draw(views=2)
    drawing.node("a").click()
    drawing.set("shape", "6")
    drawing.until(lambda: drawing.python("g['a'].shape") == "(6,)")
    drawing.notebook.python("g.remove('x->a'); g.connect('x', 'a', 'dense')")
    said = drawing.node("a").locator(".lpnb-said")
    said.wait_for()
    assert "a.bias ((4,) -> (6,))" in said.get_attribute("title")


def test_what_is_copied_in_one_editor_is_pasted_in_another(draw):
    drawing = draw(SMALL + '\nother = lpnb.Graph("other")')
    drawing.page.evaluate(
        """async () => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 1;
          await jupyterapp.commands.execute('notebook:insert-cell-below');
          n.activeCell.model.sharedModel.setSource('second = lpnb.widgets.GraphEditor(other); second');
          await jupyterapp.commands.execute('notebook:run-cell'); }"""
    )
    drawing.page.wait_for_function("() => document.querySelectorAll('.lpnb-editor .react-flow__pane').length === 2")
    drawing.canvas.scroll_into_view_if_needed()
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    drawing.press("Control+c")
    drawing.root.locator(".lpnb-toast", has_text="Copied").wait_for()
    second = Drawing(drawing.notebook, 1)
    drawing.page.mouse.click(*second.point(200, 200))
    second.press("Control+v")
    second.until(lambda: second.python("list(other.wires())") == "['a->b', 'b->a']")
    same = "(other.weights['a->b.weight'] == stream['a->b.weight']).all()"
    assert second.python(same) == "True"  # what it had learned comes along
    drawing.notebook.python("second.close()")


def test_the_outline_is_in_step_with_the_canvas(draw):
    drawing = draw()
    drawing.canvas.focus()
    drawing.press("o")
    drawing.root.locator(".lpnb-outline button", has_text="b").click()
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "b"
    drawing.node("a").click()
    assert drawing.root.locator(".lpnb-outline [aria-current=true]").inner_text().startswith("a")


def test_there_is_nothing_for_axe_to_complain_about(draw):
    from tests.browser.lab import ROOT

    drawing = draw()
    drawing.page.evaluate((ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    run = "() => axe.run(document.querySelector('.lpnb-editor'), {rules: {'target-size': {enabled: true}}}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')))"
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        drawing.notebook.theme(theme)
        drawing.node("a").click()
        assert drawing.page.evaluate(run) == []
        drawing.root.get_by_label("Add", exact=True).click()
        assert drawing.page.evaluate(run) == []
        drawing.press("Escape")
        for panel in ("Code", "As Python", "Snapshots", "Keys"):
            drawing.root.get_by_label(panel, exact=True).first.click()
            assert drawing.page.evaluate(run) == []
        drawing.root.get_by_label("Inspector", exact=True).first.click()
    drawing.notebook.theme("JupyterLab Light")
