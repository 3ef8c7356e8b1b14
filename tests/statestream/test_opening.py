"""What becomes of a network file, and what the report says where lpnb does something else than the original did."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import FileError
from lpnb.statestream.opening import open_file, translate
from lpnb.statestream.reading import read
from tests.statestream.files import SMALL
from tests.statestream.networks import HEAD, file

MODULES = """\
modules:
  area:
    neuron_pools: {h: {shape: _shape, act: _act, bias_shape: _bias, tags: [hidden]}, g: {shape: [3, 4, 4], act: _act}}
    synapse_pools:
      into: {source: [[_from]], target: h, rf: _rf}
      gate: {source: [[h], [g]], target: g, rf: [[3], [1]]}
      gate_two: {source: [[h], [g]], target: g, rf: [[1], [1]], act: [tanh, Id]}
area:
  v1: {shape: [3, 4, 4], act: relu, bias: full, from: image, rf: 5, unused: 5}
  v2: {shape: [3, 4, 4], act: tanh, bias: False, from: v1_h, rf: 3}
neuron_pools: {image: {shape: [2, 8, 8]}, label: {shape: [4, 1, 1]}}
synapse_pools: {}
plasticities: {}
"""


def opened(text, compat=None):
    return translate(read("x.st_graph", text), compat)


def said(pools="", synapses="", plasticities="", compat=None, about=""):
    """What is said of a network about an item or a key."""
    told = opened(file(pools, synapses, plasticities), compat).report.problems
    return [str(problem) for problem in told if about in problem.place]


def both(pools="", synapses="", plasticities="", about=""):
    """The one thing that is said: as it was meant, and literally."""
    texts = [said(pools, synapses, plasticities, compat, about) for compat in (None, "statestream")]
    assert [len(lines) for lines in texts] == [1, 1]
    return [lines[0].partition(": ")[2] for lines in texts]


HIDDEN = "h: {shape: [3, 4, 4]}\nv: {shape: [4, 1, 1], act: softmax}"
LEARNS = "s: {source: [[image]], target: h, rf: 3}\nt: {source: [[h]], target: v}"


def test_dropout_was_the_probability_to_keep():
    assert both("h: {shape: [3, 4, 4], dropout: 0.25}", about="'dropout'") == [
        "0.25 was the probability to keep a value, in every frame, unscaled; here it is the share that is dropped while the network learns, as documented: dropout=0.25",
        "0.25 was the probability to keep a value, in every frame, unscaled; so it is here: dropout=0.75, dropping='unscaled'",
    ]


def test_dropout_is_taken_as_it_was_meant_or_literally():
    text = file("h: {shape: [3, 4, 4], dropout: 0.25, zoneout: 0.1}")
    meant, literal = (opened(text, compat).graph["h"] for compat in (None, "statestream"))
    assert (meant.dropout, meant.dropping, meant.zoneout) == (0.25, "learning", 0.1)
    assert (literal.dropout, literal.dropping, literal.zoneout) == (0.75, "unscaled", 0.1)


def test_windows_lie_differently_where_they_step():
    meant, literal = (said(HIDDEN, LEARNS, compat=compat, about="'rf'") for compat in (None, "statestream"))
    words = "windows lie half a window beyond each edge here; padding='same' lays them as TensorFlow does"
    assert (meant, literal) == ([f"synapse pool 's', key 'rf': {words}"], [])


@pytest.mark.parametrize(("rf", "padding"), [(3, "half"), (2, "same"), (5, "half")])
def test_where_half_a_window_does_not_fit_there_is_tensorflows_padding(rf, padding):
    graph = opened(file("h: {shape: [3, 8, 8]}", f"s: {{source: [[image]], target: h, rf: {rf}}}")).graph
    assert graph["image->h"].padding == padding


def test_channels_were_summed():
    synapses = "s: {source: [[image]], target: h, rf: 3, avgout: 2}"
    meant, literal = both(HIDDEN, synapses, about="'avgout'")
    assert meant == "it summed channels; here it averages them"
    assert literal == "it summed channels; so it does here"


def test_adam_was_late():
    rule = "l: {type: loss, loss_function: MSE, source: v, source_t: 2, target: label, target_t: 0, optimizer: adam, parameter: [[sp, s, W_0_0]]}"
    meant, literal = both(HIDDEN, LEARNS, rule, about="'optimizer'")
    assert meant == "its Adam used the moments of before each step; here it is torch's Adam"
    assert literal == "its Adam used the moments of before each step; here too: 'lagged_adam'"


def test_losses_looked_ahead():
    rule = "l: {type: loss, loss_function: MSE, source: v, source_t: 2, target: label, target_t: 0, parameter: [[sp, s, W_0_0]]}"
    meant, literal = (said(HIDDEN, LEARNS, rule, compat, "plasticity")[-1] for compat in (None, "statestream"))
    assert meant == (
        "plasticity 'l': it computed 2 frames ahead as if the inputs stood still; here gradients go back over the 2 frames that really were"
    )
    assert literal == (
        "plasticity 'l': it computes 2 frames ahead as if the inputs stood still, and applies updates a frame late, as Statestream did: look='ahead', lag=1"
    )


def test_likelihoods_were_means_over_classes():
    rule = "l: {type: loss, loss_function: negloglikelihood, source: v, source_t: 2, target: label, target_t: 0, parameter: [[sp, s, W_0_0]]}"
    assert said(HIDDEN, LEARNS, rule, about="'loss_function'") == [
        "plasticity 'l', key 'loss_function': it was the mean over all values; here it is summed over the classes, as a cross-entropy is"
    ]


def test_dense_onto_a_map_is_the_same_everywhere():
    meant, literal = both(HIDDEN, "s: {source: [[label]], target: h}", about="synapse pool 's'")
    assert (
        meant
        == literal
        == "it sees all of its source, and so the same values come to each place of its target, as there: spread=True"
    )


def test_bounds_are_of_weights_not_of_their_changes():
    synapses = "s: {source: [[image]], target: h, rf: 3, max W_0_0: 0.5}"
    assert said(HIDDEN, synapses, about="'max W_0_0'") == [
        "synapse pool 's', key 'max W_0_0': it bounds the weights; in Statestream it bounded each change of them as well"
    ]


def test_a_spatial_transformer_was_transposed():
    pools, synapses = (
        "place: {shape: [2, 8, 8]}\nh: {shape: [2, 8, 8]}",
        "s: {source: [[image], [place]], target: h, tags: [TRANSFORMER]}",
    )
    meant, literal = both(pools, synapses, about="TRANSFORMER")
    assert (meant, literal) == (
        "its result was transposed; here it is not",
        "its result was transposed; so it is here",
    )
    orders = [opened(file(pools, synapses), compat).graph["s_sampler"].order for compat in (None, "statestream")]
    assert orders == ["map", "transposed"]


def test_uniform_noise_of_synapses_was_laid_wrongly():
    meant, literal = both(
        HIDDEN, "s: {source: [[image]], target: h, noise: uniform, noise_min: 0.5, noise_max: 1.5}", about="'noise'"
    )
    assert meant == "uniform noise was laid from -min to max - 2 min; here it goes from min to max"
    assert literal == "uniform noise was laid from -min to max - 2 min; so it is here"


def test_a_bias_was_pasted_into_an_expression():
    synapses = 's: {source: [[image]], target: h, rf: 3, bias_shapes: [feature], act: ["2 * $"]}'
    assert both(HIDDEN, synapses, about="'act'") == [
        "the bias was pasted behind each '$' of '2 * $'; here it is added to all that '$' stands for",
        "the bias was pasted behind each '$' of '2 * $'; so it does here",
    ]


def test_a_synapse_pool_that_does_not_learn_had_no_switch():
    synapses = LEARNS.replace("rf: 3}", "rf: 3, at start: 2}")
    assert said(HIDDEN, synapses, compat="statestream", about="'at start'") == [
        "synapse pool 's', key 'at start': it had no effect on a synapse pool that does not learn, and has none here"
    ]
    assert [opened(file(HIDDEN, synapses), compat).graph["image->h"].on for compat in (None, "statestream")] == [
        False,
        True,
    ]


def test_frames_are_counted_by_what_they_make():
    graph = opened(
        file("h: {shape: [3, 4, 4], period: 3, period offset: 2}\ng: {shape: [3, 4, 4], period: 2, period offset: 5}")
    ).graph
    assert (graph["h"].period, graph["h"].offset, graph["g"].mode) == (3, 0, "hold")


def test_modules_are_groups_that_show_what_the_file_gave_them():
    graph = opened(HEAD + MODULES).graph
    inside = {name for name in graph.nodes() if graph.group_of(name) == "v1"}
    assert inside == {"v1_h", "v1_g", "v1_gate", "v1_gate_two"}
    assert graph["v1"].exposed == ("v1_h.shape", "v1_h.act", "v1_g.act", "v1_h.bias")
    assert graph["v2_h"].act == "tanh"


def test_names_that_lpnb_cannot_have_are_changed_everywhere():
    text = file(
        "lambda: {shape: [4, 1, 1]}", "s: {source: [[image]], target: lambda}\nt: {source: [[lambda]], target: label}"
    )
    found = opened(text)
    assert found.names == {"lambda": "lambda_node"}
    assert [str(one) for one in found.report.problems if "lambda" in one.place] == [
        "item 'lambda': is called 'lambda_node' here"
    ]
    assert {"image->lambda_node", "lambda_node->label"} <= set(found.graph.wires())
    assert found.parameters["np", "lambda", "b"] == "lambda_node.bias"


def test_of_an_unknown_interface_the_outputs_are_set_by_hand():
    text = file("place: {shape: [2, 8, 8]}", more="  odd: {type: holograms, in: [], out: [place]}\n")
    found = opened(text)
    told = [str(one) for one in found.report.problems if one.place == "interface 'odd'"]
    assert told == ["interface 'odd': its outputs are inputs that are set by hand: stream['odd_place'] = ..."]
    found.graph.remove("data")
    with lpnb.Stream(found.graph, batch=2, device="cpu") as stream:
        stream["odd_place"] = 1
        stream.step(2)
        assert (stream["place"] == 1).all()


def test_a_hebbian_rule_goes_by_the_ends_of_its_edge():
    rule = "l: {type: hebbian, modus: hebbian, source: image, target: label, lr: 0.01, parameter: [[sp, t, W_0_0]]}"
    found = opened(file(HIDDEN, LEARNS, rule), "statestream")
    told = [str(one) for one in found.report.problems if one.severity == "warning"]
    assert told == [
        "plasticity 'l': expected the ends 'image' and 'label', found 'h->v' goes by what 'h' and 'v' hold, at its own two ends."
    ]
    rule = found.graph["l"]
    assert (rule.law, rule.edges, rule.lr, rule.lag, rule.first_frame) == ("hebb", ("h->v",), 0.03, 3, 3)


def test_the_machine_is_for_lpnb_to_choose():
    told = said("h: {shape: [3, 4, 4], device: 'gpu:1'}\ng: {shape: [3, 4, 4], bottleneck: 0.5}", about="key '")
    assert told == [
        "key 'device': gpu:1 for h: a network runs on one device, lpnb.Stream(graph, device='auto')",
        "key 'bottleneck': of g: their periods followed the clock, so no run was like another; set 'period'",
    ]


def test_what_was_switched_off_in_the_original_counts_as_it_was_meant():
    rule = "l: {type: loss, loss_function: negloglikelihood, source: v, source_t: 2, target: label, target_t: 0, confidence_penalty: 0.1, label_smoothing: 0.2, parameter: [[sp, s, W_0_0]]}"
    losses = [opened(file(HIDDEN, LEARNS, rule), compat).graph["l"] for compat in (None, "statestream")]
    assert [(loss.confidence, loss.smoothing) for loss in losses] == [(0.1, 0.2), (0, 0)]
    assert said(HIDDEN, LEARNS, rule, about="'label_smoothing'") == [
        "plasticity 'l', key 'label_smoothing': it had no effect in the original, where that part is switched off; here it has, unless compat='statestream'"
    ]


def test_a_spatial_transformer_onto_an_oblong_map_runs_which_it_could_not():
    pools = "place: {shape: [2, 8, 4], act: sigmoid}\nh: {shape: [2, 8, 4]}"
    synapses = "s: {source: [[image], [place]], target: h, tags: [TRANSFORMER]}"
    graph = opened(file(pools, synapses), "statestream").graph
    graph.remove("data")
    with lpnb.Stream(graph, batch=1, device="cpu") as stream:
        stream["image"] = 1
        stream.step()
        assert (stream["h"] == 1).all()


@pytest.mark.parametrize(
    ("keys", "noise"),
    [
        ("noise: normal, noise_mean: 0.5, noise_std: 2", ("normal", 0.5, 2)),
        ("noise: normal", ("normal", 0, 1)),
        ("noise: uniform", ("uniform", 0, 1)),
        ("noise: uniform, noise_min: 1, noise_max: 5", ("uniform", 3, 2)),
        ("noise: Bernoulli, noise_prob: 0.3", ("bernoulli", 0, 0.3)),
        ("noise: Bernoulli", ("bernoulli", 0, 0.5)),
        ("noise: False", ("normal", 0, 0)),
    ],
)
def test_noise_of_neuron_pools_is_what_the_file_says(keys, noise):
    node = opened(file(f"h: {{shape: [3, 4, 4], {keys}}}")).graph["h"]
    assert (node.noise_kind, node.noise_mean, node.noise) == noise


@pytest.mark.parametrize(
    ("keys", "meant", "literal"),
    [
        ("noise: normal, noise_std: 2", ("normal", 0, 2), ("normal", 0, 2)),
        ("noise: uniform, noise_min: 0.5, noise_max: 1.5", ("uniform", 1, 0.5), ("uniform", 0, 0.5)),
        ("noise: uniform, noise_min: -1, noise_max: 1", ("uniform", 0, 1), ("uniform", 2, 1)),
        ("noise: uniform, noise_max: 2", ("uniform", 1, 1), ("uniform", 1, 1)),
    ],
)
def test_noise_of_synapse_pools_is_what_the_file_says(keys, meant, literal):
    text = file(HIDDEN, f"s: {{source: [[image]], target: h, rf: 3, {keys}}}")
    nodes = [opened(text, compat).graph["s_noise"] for compat in (None, "statestream")]
    assert [(node.noise_kind, node.noise_mean, node.noise) for node in nodes] == [meant, literal]


def test_names_of_what_a_synapse_pool_is_made_of_are_no_others():
    synapses = "s: {source: [[image]], target: h, rf: 3, act: [tanh]}\ns_f0: {source: [[image]], target: h, rf: 3, act: [tanh], ACT: relu}"
    graph = opened(file(HIDDEN, synapses)).graph
    assert {name for name in graph.nodes() if name.startswith("s_f0")} == {"s_f0", "s_f0_2", "s_f0_f0", "s_f0_act"}
    assert graph.group_of("s_f0_f0") == "s_f0"


def warned(*sections):
    """The warnings about a network, and whether its graph is without errors."""
    found = opened(file(*sections))
    told = [str(one) for one in found.report.problems if one.severity == "warning"]
    return told, [str(one) for one in found.graph.check().errors if "images" not in str(one)]


def test_parameters_that_are_shared_in_a_ring_stay_apart():
    shared = "s: {source: [[image]], target: h, rf: 3, share params: {W_0_0: [t, W_0_0]}}\nt: {source: [[image]], target: h, rf: 3, share params: {W_0_0: [s, W_0_0]}}"
    assert warned(HIDDEN, shared) == (
        [
            f"synapse pool {one!r}, key 'share params': expected a weight of a synapse pool that reads its source in the same way, found 'W_0_0' of {other!r}: it keeps a parameter of its own."
            for one, other in ("st", "ts")
        ],
        [],
    )


def test_a_window_and_a_look_at_everything_do_not_share():
    told, errors = warned(
        HIDDEN,
        "s: {source: [[image]], target: h, rf: 3}\nt: {source: [[h]], target: v, share params: {W_0_0: [s, W_0_0]}}",
    )
    assert (len(told), errors) == (1, [])


def test_a_hebbian_rule_for_a_bias_is_left_out():
    rule = "l: {type: hebbian, modus: hebbian, source: image, target: h, parameter: [[np, h, b]]}"
    assert warned(HIDDEN, LEARNS, rule) == (
        [
            "plasticity 'l', key 'parameter': expected weights, found 'h.bias', which has no weights for each feature of the target: it is left out.",
            "plasticity 'l': expected weights that follow such a rule, found it is left out.",
        ],
        [],
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("lr: -1", "plasticity 'learn', key 'lr': expected "),
        ("lr: 5000", "plasticity 'learn', key 'lr': expected "),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_and_never_left_to_a_default(value, words, tmp_path):
    path = tmp_path / "odd.st_graph"
    path.write_text(SMALL.replace("target_t: 0", f"target_t: 0\n    {value}"))
    with pytest.raises(FileError) as refused:
        open_file(path)
    assert words in str(refused.value)
    assert "(odd.st_graph, line 19)" in str(refused.value)


def test_data_beside_the_file_are_found_from_anywhere(tmp_path, monkeypatch):
    images, labels = np.zeros((20, 8, 8), np.uint8), np.arange(20) % 10
    np.savez(tmp_path / "mine.npz", images=images, labels=labels)
    path = tmp_path / "beside.st_graph"
    path.write_text(SMALL.replace("type: mnist", "type: mnist\n    source_file: mine.npz"))
    monkeypatch.chdir("/")
    graph = open_file(path).graph
    assert graph["data"].file == str(tmp_path / "mine.npz")


MAPS = """\
name: maps
agents: 2
neuron_pools:
  image: {shape: [1, 8, 8]}
  label: {shape: [3, 8, 8]}
  mask: {shape: [FEATURES, 1, 1]}
  answer: {shape: [3, 8, 8], act: softmax}
synapse_pools: {see: {source: [[image]], target: answer, rf: 3}}
plasticities:
  learn: {type: loss, loss_function: negloglikelihood, source: answer, source_t: 1, target: label, target_t: 0,
          mask: mask, parameter: [[sp, see, W_0_0]]}
interfaces: {}
"""


@pytest.mark.parametrize("compat", [None, "statestream"])
@pytest.mark.parametrize("features", ["1", "2"])
def test_a_mask_without_places_is_spread_over_those_of_the_answer(compat, features):
    report = opened(MAPS.replace("FEATURES", features), compat).graph.check()
    assert report.ok, str(report)
