"""What does not go together is said: what the original checked, and more, in the order of the file."""

import pytest

from tests.statestream.files import said

CASES = [
    (
        [("name: small\n", "")],
        ["error: key 'name': expected the name of the network, found nothing. Write name: into the file."],
    ),
    (
        [("agents: 4\n", "")],
        ["error: key 'agents': expected samples in a batch, found nothing. Write agents: into the file."],
    ),
    (
        [("hidden: {shape: [4, 4, 4], act: relu}", "hidden:")],
        ["error: neuron pool 'hidden': expected a map of keys and values, found nothing (small.st_graph, line 6)."],
    ),
    (
        [("hidden: {shape: [4, 4, 4], act: relu}", "hidden: 5")],
        ["error: neuron pool 'hidden': expected a map of keys and values, found 5 (small.st_graph, line 6)."],
    ),
    (
        [("hidden: {", "hid-den: {")],
        [
            "error: neuron pool 'hid-den': expected a name of letters, digits and _, found 'hid-den' (small.st_graph, line 6). Write hid_den: here, and wherever the name is used.",
            "error: synapse pool 'image_hidden', key 'target': expected a neuron pool of the network, found 'hidden' (small.st_graph, line 9). Did you mean 'hid-den'?",
            "error: synapse pool 'hidden_answer', key 'source': expected a neuron pool of the network, found 'hidden' (small.st_graph, line 10). Did you mean 'hid-den'?",
            "error: plasticity 'learn', key 'parameter': expected a neuron pool of the network, found 'hidden' (small.st_graph, line 19). Did you mean 'hid-den'?",
        ],
    ),
    (
        [("image_hidden: {", "hidden: {")],
        [
            "error: synapse pool 'hidden': expected a name of its own, found that of a neuron pool (small.st_graph, line 9). Rename one of the two.",
            "error: plasticity 'learn', key 'parameter': expected a synapse pool of the network, found 'image_hidden' (small.st_graph, line 19). Did you mean 'hidden'?",
        ],
    ),
    (
        [("source: [[image]], ", "")],
        [
            "error: synapse pool 'image_hidden', key 'source': expected neuron pools, found nothing (small.st_graph, line 9). Write e.g. source: [[image]]."
        ],
    ),
    (
        [(", target: hidden", "")],
        [
            "error: synapse pool 'image_hidden', key 'target': expected a neuron pool, found nothing (small.st_graph, line 9). Write e.g. target: hidden."
        ],
    ),
    (
        [("[[image]]", "[[imge]]")],
        [
            "error: synapse pool 'image_hidden', key 'source': expected a neuron pool of the network, found 'imge' (small.st_graph, line 9). Did you mean 'image'?"
        ],
    ),
    (
        [("target: hidden", "target: hiden")],
        [
            "error: synapse pool 'image_hidden', key 'target': expected a neuron pool of the network, found 'hiden' (small.st_graph, line 9). Did you mean 'hidden'?"
        ],
    ),
    (
        [("rf: 3}", "rf: 3, factor_shapes: [full, full]}")],
        [
            "error: synapse pool 'image_hidden', key 'factor_shapes': expected a list of 1, one for each factor, found 2 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, bias_shapes: [full, full]}")],
        [
            "error: synapse pool 'image_hidden', key 'bias_shapes': expected a list of 1, one for each factor, found 2 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, factor_shapes: [feature], bias_shapes: [spatial]}")],
        [
            "error: synapse pool 'image_hidden', key 'bias_shapes': expected feature or scalar for a factor that is feature, found spatial (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, target_shapes: [[full], [full]]}")],
        [
            "error: synapse pool 'image_hidden', key 'target_shapes': expected lists of 1 values, as in source, found 1, 1 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, dilation: [[1, 2]]}")],
        [
            "error: synapse pool 'image_hidden', key 'dilation': expected lists of 1 values, as in source, found 2 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, ppp: [[2], [3]]}")],
        [
            "error: synapse pool 'image_hidden', key 'ppp': expected lists of 1 values, as in source, found 1, 1 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, act: [relu, relu]}")],
        [
            "error: synapse pool 'image_hidden', key 'act': expected a list of 1, one for each factor, found 2 (small.st_graph, line 9)."
        ],
    ),
    (
        [("target: answer}", "target: answer, rf: 3}")],
        [
            "error: synapse pool 'hidden_answer', key 'rf': expected 1, or nothing, for 'answer' has no space, found 3 (small.st_graph, line 10). Remove rf: then all of 'hidden' is read, as by a dense layer."
        ],
    ),
    (
        [("target: answer}", "target: answer, rf: 0}")],
        [
            "note: synapse pool 'hidden_answer', key 'rf': 0 for 'hidden', which the original refuses for a target without space; it is dense, as without rf"
        ],
    ),
    ([("target: answer}", "target: answer, rf: 4}")], []),
    (
        [
            (
                "hidden_answer: {source: [[hidden]], target: answer}",
                "hidden_answer: {source: [[label]], target: hidden, rf: 3}",
            )
        ],
        [
            "error: synapse pool 'hidden_answer', key 'rf': expected 1, or nothing, for 'label' has no space, found 3 (small.st_graph, line 10). Remove rf."
        ],
    ),
    ([("rf: 3}", "rf: [3]}")], ["note: synapse pool 'image_hidden', key 'rf': [3] is taken as [[3]]"]),
    (
        [
            (
                "image_hidden: {source: [[image]], target: hidden, rf: 3}",
                "image_hidden: {source: [[image, hidden]], target: hidden, rf: 3}",
            )
        ],
        ["note: synapse pool 'image_hidden', key 'rf': 3 is taken as [[3, 3]]"],
    ),
    (
        [("shape: [4, 4, 4]", "shape: [4, 3, 3]")],
        [
            "error: synapse pool 'image_hidden', key 'rf': expected sizes that go into one another a whole number of times, the same in both directions, found 3x3 of 'hidden' for 8x8 of 'image' (small.st_graph, line 9). Change the shape of 'hidden'."
        ],
    ),
    (
        [("shape: [4, 4, 4]", "shape: [4, 4, 2]")],
        [
            "error: synapse pool 'image_hidden', key 'rf': expected sizes that go into one another a whole number of times, the same in both directions, found 4x2 of 'hidden' for 8x8 of 'image' (small.st_graph, line 9). Change the shape of 'hidden'."
        ],
    ),
    (
        [("    target_t: 0", "    target_t: 0\n    samples: 4")],
        [
            "note: plasticity 'learn', key 'samples': the original only compares it with agents, and it has no effect here",
            "error: plasticity 'learn', key 'samples': expected more than agents, 4, found 4 (small.st_graph, line 19).",
        ],
    ),
    (
        [("    type: loss\n", "")],
        [
            "error: plasticity 'learn', key 'type': expected the kind of rule, found nothing (small.st_graph, line 12). Write e.g. type: loss."
        ],
    ),
    (
        [("    type: loss\n", "    type: los\n")],
        [
            "error: plasticity 'learn', key 'type': expected loss, L_regularizer or hebbian, found 'los' (small.st_graph, line 13). Did you mean 'loss'?"
        ],
    ),
    (
        [("    source: answer", "    source: anser")],
        [
            "error: plasticity 'learn', key 'source': expected a neuron pool of the network, found 'anser' (small.st_graph, line 15). Did you mean 'answer'?"
        ],
    ),
    (
        [("    target: label", "    target: hidden")],
        [
            "error: plasticity 'learn', key 'target': expected a pool of the shape [10, 1, 1] of the source 'answer', found [4, 4, 4] of 'hidden' (small.st_graph, line 17)."
        ],
    ),
    (
        [("    parameter: [[sp, image_hidden, W_0_0], [np, hidden, b]]\n", "")],
        [
            "error: plasticity 'learn', key 'parameter': expected what it changes, found nothing (small.st_graph, line 12). Write e.g. parameter: [[sp, image_hidden, W_0_0]]."
        ],
    ),
    (
        [("[[sp, image_hidden, W_0_0], [np, hidden, b]]", "[]")],
        [
            "error: plasticity 'learn', key 'parameter': expected a list of parameters, like [[sp, image_hidden, W_0_0], [np, hidden, b]], found [] (small.st_graph, line 19)."
        ],
    ),
    (
        [("[sp, image_hidden, W_0_0]", "[sp, image_hidden]")],
        [
            "error: plasticity 'learn', key 'parameter': expected a list of parameters, like [[sp, image_hidden, W_0_0], [np, hidden, b]], found ['sp', 'image_hidden'] (small.st_graph, line 19)."
        ],
    ),
    (
        [("[sp, image_hidden, W_0_0]", "[syn, image_hidden, W_0_0]")],
        ["error: plasticity 'learn', key 'parameter': expected np or sp, found 'syn' (small.st_graph, line 19)."],
    ),
    (
        [("[sp, image_hidden, W_0_0]", "[sp, image_hiden, W_0_0]")],
        [
            "error: plasticity 'learn', key 'parameter': expected a synapse pool of the network, found 'image_hiden' (small.st_graph, line 19). Did you mean 'image_hidden'?"
        ],
    ),
    (
        [("[sp, image_hidden, W_0_0]", "[sp, image_hidden, W]")],
        [
            "error: plasticity 'learn', key 'parameter': expected a parameter of 'image_hidden', found 'W', which 'image_hidden' does not have (small.st_graph, line 19). Did you mean 'W_0_0'?"
        ],
    ),
    (
        [("[np, hidden, b]", "[np, hidden, g]")],
        [
            "error: plasticity 'learn', key 'parameter': expected a parameter of 'hidden', found 'g', which 'hidden' does not have (small.st_graph, line 19). Known: b."
        ],
    ),
    (
        [("[np, hidden, b]", "[plast, learn, lr]")],
        [
            "warning: plasticity 'learn', key 'parameter': expected a parameter of a neuron or synapse pool, found 'lr' of the plasticity 'learn' (small.st_graph, line 19). It is left out."
        ],
    ),
    (
        [("[np, hidden, b]", "[sp, image_hidden, W_0_0]")],
        [
            "warning: plasticity 'learn', key 'parameter': expected each parameter once, found [sp, image_hidden, W_0_0] again (small.st_graph, line 19)."
        ],
    ),
    (
        [
            (
                "image_hidden: {source: [[image]], target: hidden, rf: 3}",
                "image_hidden: {source: [[image, hidden]], target: hidden, rf: [[3, 3]]}",
            ),
            ("[np, hidden, b]", "[sp, image_hidden, b_0]"),
        ],
        [
            "warning: plasticity 'learn', key 'parameter': expected a parameter that is used, found 'b_0' of 'image_hidden', which is not used without bias_shapes (small.st_graph, line 19). Give 'image_hidden' bias_shapes; until then it is left out."
        ],
    ),
    (
        [("    in: [mnist_pred]\n", "")],
        [
            "error: interface 'data', key 'in': expected a list of topics, [] for none, found nothing (small.st_graph, line 21). Write in: [].",
            "warning: interface 'data', key 'remap': expected topics of in and out, found 'mnist_pred', which is in neither (small.st_graph, line 24). Did you mean 'mnist_label'? It has no effect until it is in one of them.",
        ],
    ),
    (
        [("    out: [mnist_image, mnist_label]", "    out: mnist_image")],
        [
            "note: interface 'data', key 'out': 'mnist_image' is taken as ['mnist_image']",
            "warning: interface 'data', key 'remap': expected topics of in and out, found 'mnist_label', which is in neither (small.st_graph, line 25). Did you mean 'mnist_image'? It has no effect until it is in one of them.",
        ],
    ),
    (
        [("mnist_image: image,", "mnist_image: imag,")],
        [
            "error: interface 'data', key 'out': expected a neuron pool of the network, found 'imag' for the topic 'mnist_image' (small.st_graph, line 24). Did you mean 'image'?"
        ],
    ),
    (
        [("out: [mnist_image,", "out: [mnist_imag, mnist_image,")],
        [
            "warning: interface 'data', key 'out': expected a topic of this interface, found 'mnist_imag' (small.st_graph, line 24). Did you mean 'mnist_image'?",
            "error: interface 'data', key 'out': expected a neuron pool of the network, found 'mnist_imag' (small.st_graph, line 24). Known: image, label, hidden, answer. Write remap: {mnist_imag: ...}.",
        ],
    ),
    (
        [("type: mnist", "type: mnis")],
        [
            "warning: interface 'data', key 'type': expected a known type, found 'mnis' (small.st_graph, line 22). Did you mean 'mnist'?"
        ],
    ),
    (
        [("type: mnist", "type: oscillator")],
        [
            "warning: interface 'data', key 'in': expected a topic of this interface, found 'mnist_pred' (small.st_graph, line 23). Known: osci.",
            "warning: interface 'data', key 'out': expected a topic of this interface, found 'mnist_image' (small.st_graph, line 24). Known: osci.",
            "warning: interface 'data', key 'out': expected a topic of this interface, found 'mnist_label' (small.st_graph, line 24). Known: osci.",
        ],
    ),
    (
        [("    target_t: 0", "    target_t: 0\n    mask: image")],
        [
            "error: plasticity 'learn', key 'mask': expected a pool of 1x1 places, as 'answer' has them, or of one, found 8x8 of 'image' (small.st_graph, line 19)."
        ],
    ),
    ([("    target_t: 0", "    target_t: 0\n    mask: label")], []),
    (
        [("synapse_pools:", "synapse_pool:"), ("parameter: [[sp, image_hidden, W_0_0], ", "parameter: [")],
        [
            "warning: key 'synapse_pool': expected a key of the file, or the name of a module, found 'synapse_pool', which has no effect (small.st_graph, line 8). Did you mean 'synapse_pools'?",
            "error: key 'synapse_pools': expected a map of synapse pools, found nothing. Did you mean that by 'synapse_pool'?",
        ],
    ),
    (
        [("neuron_pools:", "Neuron_Pools:")],
        [
            "warning: key 'Neuron_Pools': expected a key of the file, or the name of a module, found 'Neuron_Pools', which has no effect (small.st_graph, line 3). Did you mean 'neuron_pools'?",
            "error: key 'neuron_pools': expected a map of neuron pools, found nothing. Did you mean that by 'Neuron_Pools'?",
        ],
    ),
    (
        [("    remap: {mnist_image: image", "    remap: {mnist_imag: image, mnist_image: image")],
        [
            "warning: interface 'data', key 'remap': expected topics of in and out, found 'mnist_imag', which is in neither (small.st_graph, line 25). Did you mean 'mnist_image'? It has no effect until it is in one of them."
        ],
    ),
]


@pytest.mark.parametrize(("changes", "words"), CASES)
def test_what_does_not_go_together_is_said(changes, words):
    assert said(*changes) == words


def test_a_functional_synapse_pool_reads_the_sources_that_it_has():
    good = ("rf: 3}", "func: 'B.maximum($00, 0)'}")
    assert said(good) == [
        "error: plasticity 'learn', key 'parameter': expected a parameter of 'image_hidden', found 'W_0_0', which "
        "'image_hidden' does not have (small.st_graph, line 19). There is none yet."
    ]
    assert said(("rf: 3}", "func: $00 * $10 + $10}"))[0] == (
        "error: synapse pool 'image_hidden', key 'func': expected inputs that source has, $00, found $10 "
        "(small.st_graph, line 9)."
    )


def test_the_sections_are_maps_of_maps():
    assert said(("interfaces:\n", "interfaces: 5\nold:\n"))[:2] == [
        "warning: key 'old': expected a key of the file, or the name of a module, found 'old', which has no effect "
        "(small.st_graph, line 21).",
        "error: key 'interfaces': expected a map of items, {} for none, found 5 (small.st_graph, line 20).",
    ]


def test_models_of_keras_are_not_read():
    assert said(("rf: 3}", "rf: 3, init W_0_0: [m, conv, W]}"), more="external_models: {m: {type: keras}}\n") == [
        "warning: key 'external_models': expected weights that begin by themselves, found models of Keras, which are not read: "
        "parameters begin as if none were given (small.st_graph, line 26)."
    ]


def test_a_transformer_needs_no_sizes_that_fit():
    assert (
        said(
            (
                "source: [[image]], target: hidden, rf: 3",
                "source: [[image], [answer]], target: hidden, tags: [TRANSFORMER]",
            )
        )
        == []
    )
