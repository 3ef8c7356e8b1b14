"""Modules: items for each instance, with its values put in, and where each value went."""

from lpnb.statestream.reading import read
from tests.statestream.files import SMALL

CELLS = """\
modules:
  cell:
    neuron_pools:
      state: {shape: _size, act: _act, tags: [cell, _tag]}
      mask: {shape: [1, 1, 1]}
    synapse_pools:
      into: {source: [[_from, state], [state]], target: state, rf: [[_rf, 1], [1]]}
      again: {source: [[state]], target: state, rf: 1, share params: {W_0_0: [into, W_0_1]}}
      out: {source: [[state]], target: answer}
    plasticities:
      rule:
        {type: loss, loss_function: minimize, source: state, source_t: 1, mask: mask,
         parameter: [[sp, into, W_0_0], [np, state, b], [sp, image_hidden, _named]]}
    interfaces:
      feed: {type: random, in: [], out: [random], remap: {random: state}}
    core_clients:
      slow: {type: lr_scheduler, plast: rule}
cell:
  one: {size: [4, 4, 4], act: tanh, tag: first, from: image, rf: 3, named: W_0_0, unused: 5}
"""


def expanded(text=CELLS, *changes):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read("small.st_graph", SMALL + text)


def told(*changes):
    return [str(problem) for problem in expanded(CELLS, *changes).problems]


def test_an_instance_has_items_of_its_own_after_those_of_the_file():
    net = expanded()
    assert net.problems == ()
    assert list(net.pools)[-2:] == ["one_state", "one_mask"]
    assert list(net.synapses)[-3:] == ["one_into", "one_again", "one_out"]
    assert (list(net.plasticities), list(net.interfaces)) == (["learn", "one_rule"], ["data", "one_feed"])


def test_its_values_are_put_in_wherever_an_underscore_asks_for_them():
    net = expanded()
    assert net.pools["one_state"] == {"shape": [4, 4, 4], "act": "tanh", "tags": ["cell", "first"]}
    assert net.synapses["one_into"]["rf"] == [[3, 1], [1]]


def test_names_of_its_own_items_get_its_name_and_others_stay():
    net = expanded()
    assert net.synapses["one_into"]["source"] == [["image", "one_state"], ["one_state"]]
    assert net.synapses["one_out"]["target"] == "answer"
    assert net.synapses["one_again"]["share params"] == {"W_0_0": ["one_into", "W_0_1"]}
    assert net.plasticities["one_rule"]["parameter"] == [
        ["sp", "one_into", "W_0_0"],
        ["np", "one_state", "b"],
        ["sp", "image_hidden", "W_0_0"],
    ]
    assert net.interfaces["one_feed"]["remap"] == {"random": "one_state"}
    assert net.clients["one_slow"]["plast"] == "one_rule"


def test_a_mask_is_that_of_the_module_unless_there_is_one_outside():
    assert expanded().plasticities["one_rule"]["mask"] == "one_mask"
    outside = expanded(SMALL.replace("neuron_pools:\n", "neuron_pools:\n  mask: {shape: [1, 1, 1]}\n") + CELLS)
    assert outside.problems != ()  # twice the same file: only the pool counts here
    own = SMALL.replace("neuron_pools:\n", "neuron_pools:\n  mask: {shape: [1, 1, 1]}\n")
    assert read("small.st_graph", own + CELLS).plasticities["one_rule"]["mask"] == "mask"


def test_a_topic_that_is_called_as_a_pool_of_the_module_feeds_it():
    net = expanded(CELLS, ("out: [random], remap: {random: state}", "out: [state]"))
    assert net.interfaces["one_feed"]["remap"] == {"state": "one_state"}


def test_an_item_that_the_file_has_stays():
    net = read("small.st_graph", SMALL.replace("hidden:", "one_state:").replace("hidden", "one_state", 1) + CELLS)
    assert net.pools["one_state"] == {"shape": [4, 4, 4], "act": "relu"}


def test_an_instance_tells_its_items_and_where_each_value_went():
    instance = expanded().instances["one"]
    assert (instance.type, instance.given["rf"], instance.inside["one_into"]) == ("cell", 3, "into")
    assert instance.items[:3] == ("one_state", "one_mask", "one_into")
    assert instance.values["rf"] == (("synapse_pools", "one_into", "rf"),)
    assert instance.values["size"] == (("neuron_pools", "one_state", "shape"),)
    assert instance.values["unused"] == ()


def test_an_item_of_a_module_stands_where_the_module_has_it():
    net = expanded()
    before = SMALL.count("\n")
    assert net.origin("neuron_pools", "one_state", "act") == f"small.st_graph, line {before + 4}"


def test_an_instance_may_give_nothing():
    text = "modules: {m: {neuron_pools: {p: {shape: [1, 1, 1]}}}}\nm: {a: {}, b: }\n"
    assert list(expanded(text).pools)[-2:] == ["a_p", "b_p"]


def test_a_value_that_is_missing_is_said_once():
    assert told((", rf: 3", "")) == [
        "module 'cell', synapse pool 'into', key 'rf': expected a value of the instance, found '_rf', which instance 'one' "
        "does not give (small.st_graph, line 32). Write rf: into instance 'one'."
    ]
    assert told((", from: image", "")) == [
        "module 'cell', synapse pool 'into', key 'source': expected a value of the instance, found '_from', which instance "
        "'one' does not give (small.st_graph, line 32). Write from: into instance 'one'."
    ]


def test_what_is_no_module_is_said():
    assert told(("    neuron_pools:\n", "    neuronpools:\n"))[0] == (
        "module 'cell', key 'neuronpools': expected a section, found 'neuronpools' (small.st_graph, line 28). "
        "Did you mean 'neuron_pools'?"
    )
    assert [str(p) for p in expanded("modules: 5\n").problems] == [
        "key 'modules': expected a map of modules, found 5 (small.st_graph, line 26)."
    ]
    assert [str(p) for p in expanded("modules: {m: 5, n: {neuron_pools: 3}}\nn: 5\n").problems] == [
        "module 'm': expected a map of neuron_pools, synapse_pools and so on, found 5 (small.st_graph, line 26).",
        "module 'n', key 'neuron_pools': expected a map of items, found 3 (small.st_graph, line 26).",
        "key 'n': expected a map of the instances of module 'n', found 5 (small.st_graph, line 27).",
    ]
    assert [str(p) for p in expanded("modules: {n: {neuron_pools: {p: 3}}}\nn: {a: 5}\n").problems] == [
        "module 'n', neuron pool 'p': expected a map of keys and values, found 3 (small.st_graph, line 26).",
        "key 'n', key 'a': expected a map of the instance's values, found 5 (small.st_graph, line 27).",
    ]
    assert [str(p) for p in expanded("modules: {neuron_pools: {}}\n").problems] == [
        "module 'neuron_pools': expected a name of its own for the module, found that of the section 'neuron_pools' "
        "(small.st_graph, line 26)."
    ]


def test_modules_do_not_grow_without_end():
    pools = ", ".join(f"p{number}: {{shape: 1}}" for number in range(200))
    instances = ", ".join(f"i{number}: {{}}" for number in range(200))
    net = expanded(f"modules: {{m: {{neuron_pools: {{{pools}}}}}}}\nm: {{{instances}}}\n")
    assert len(net.pools) <= 10_010
    assert "module 'm': expected at most 10000 items, found more (small.st_graph, line 26)." in map(str, net.problems)
