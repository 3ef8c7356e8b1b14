"""Journeys: activations as expressions, inputs that are seldom wanted, files of Statestream."""

FOREIGN = """
import pathlib, lpnb
pathlib.Path("small.st_graph").write_text('''
name: small
agents: 4
modules:
    area:
        neuron_pools:
            low: {shape: [4, 8, 8], act: _act}
            high: {shape: [8, 4, 4], act: _act}
        synapse_pools:
            up: {source: [[low]], target: high, rf: 3}
            down: {source: [[high], [low]], target: low, rf: [[3], [3]], act: [sigmoid, Id]}
area:
    first: {act: tanh}
neuron_pools:
    image: {shape: [1, 8, 8], noise: normal, noise_std: 0.1}
synapse_pools:
    see: {source: [[image]], target: first_low, rf: 3}
plasticities: {}
interfaces: {}
''')
g = lpnb.open("small.st_graph")
stream = lpnb.Stream(g, batch=2, rate=200)
""".strip()


def test_an_activation_is_typed_as_an_expression_while_it_runs(draw):
    drawing = draw()
    drawing.python("stream.play()")
    drawing.node("a").click()
    drawing.set("act", "tanh(x) * x")
    drawing.until(lambda: drawing.python("g['a'].act") == "tanh(x) * x")
    drawing.until(lambda: "tanh(x)" not in drawing.python("g.code()") and "a_x" in drawing.python("g.code()"))
    assert drawing.python("stream.error") == "None"


def test_a_wrong_expression_is_told_and_changes_nothing_and_stays_to_be_mended(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.set("act", "tnah(x) * x")
    drawing.root.get_by_text("no function is called tnah: did you mean tanh?").wait_for()
    field = drawing.root.get_by_label("act", exact=True)
    drawing.until(lambda: field.input_value() == "tnah(x) * x")
    assert drawing.python("g['a'].act") == "tanh"
    drawing.set("act", "tanh(x) * x")
    drawing.until(lambda: drawing.python("g['a'].act") == "tanh(x) * x")


def test_an_input_that_is_seldom_wanted_is_there_while_its_node_is_selected_and_then_with_its_wire(draw):
    drawing = draw()
    assert drawing.into("b", "residual").count() == 0
    drawing.node("b").click()
    drawing.into("b", "residual").wait_for()
    drawing.connect(drawing.out("x"), drawing.into("b", "residual"))
    assert "x->b.residual" in drawing.wires()
    drawing.press("Escape")
    drawing.page.mouse.click(*drawing.point(30, 30))
    drawing.into("b", "residual").wait_for()
    assert drawing.into("a", "residual").count() == 0


def test_a_file_of_statestream_is_opened_drawn_edited_and_runs(draw):
    drawing = draw(FOREIGN)
    inside = ["first_down_f0", "first_down_f1", "first_down_product", "first_down"]
    assert drawing.names() == ["image", "first_low", "first_high", *inside, "first"]
    drawing.group("first").wait_for()
    drawing.python("stream.step(3)")
    drawing.node("first_high").click()
    drawing.set("act", "relu")
    drawing.until(lambda: drawing.python("g['first_high'].act") == "relu")
    drawing.python("stream.step(3)")
    assert drawing.python("stream.frame") == "6"
