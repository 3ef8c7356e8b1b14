"""A value that a key cannot take is said with the key and its line, and with what was meant where that can be told."""

import pytest

from tests.statestream.files import said

CASES = [
    (
        [("rf: 3}", "rf: 500}")],
        [
            "error: synapse pool 'image_hidden', key 'rf': expected at most 255, or nothing for all of 'image', found 500 (small.st_graph, line 9)."
        ],
    ),
    (
        [("rf: 3}", "rf: 3, dilation: [[300]]}")],
        [
            "error: synapse pool 'image_hidden', key 'dilation': expected a whole number from 1 to 255, found 300 (small.st_graph, line 9)."
        ],
    ),
    (
        [("    target_t: 0", "    target_t: 0\n    lr: -1\n    optimizer: adam")],
        ["error: plasticity 'learn', key 'lr': expected a number from 0 to 1000, found -1 (small.st_graph, line 19)."],
    ),
    (
        [("act: relu", "act: ReLU")],
        [
            "error: neuron pool 'hidden', key 'act': expected the name of a function, found 'ReLU' (small.st_graph, line 6). Did you mean 'relu'?"
        ],
    ),
    (
        [("act: relu", "noise: gaussian")],
        [
            "error: neuron pool 'hidden', key 'noise': expected normal, uniform, Bernoulli or False, found 'gaussian' (small.st_graph, line 6). Did you mean 'normal'?"
        ],
    ),
    (
        [("act: relu", "act: 'B.relu($, tresh=0.5)'")],
        [
            "error: neuron pool 'hidden', key 'act': expected an argument of B.relu, found tresh= (small.st_graph, line 6). Did you mean 'thresh'?"
        ],
    ),
    (
        [("act: relu", "act: $ * 9**9**9**9")],
        [
            "error: neuron pool 'hidden', key 'act': expected an exponent without a power in it, found a power of a power (small.st_graph, line 6). Use exp(...)."
        ],
    ),
    *(
        (
            [("rf: 3}", f"rf: 3, {key}: [{opened}{text}{closed}]}}")],
            [f"error: synapse pool 'image_hidden', key '{key}': expected {words}"],
        )
        for key, opened, closed in (("act", "", ""), ("pact", "[", "]"), ("weight_fnc", "[", "]"))
        for text, words in (
            ("Tanh", "the name of a function, found 'Tanh' (small.st_graph, line 9). Did you mean 'tanh'?"),
            (
                "$.T",
                "inputs ($), numbers and functions (B.tanh), found a value's .T (small.st_graph, line 9).",
            ),
        )
    ),
    (
        [("    target_t: 0", "    target_t: 0\n    optimizer: sgd")],
        [
            "error: plasticity 'learn', key 'optimizer': expected grad_desc, adam or rmsprop, found 'sgd' (small.st_graph, line 19). Did you mean 'grad_desc'?"
        ],
    ),
    (
        [("rf: 3}", "act: [Id], bias_shapes: [feature], rf: 3, ACT: Sigmoid}")],
        [
            "error: synapse pool 'image_hidden', key 'ACT': expected the name of a function, found 'Sigmoid' (small.st_graph, line 9). Did you mean 'sigmoid'?"
        ],
    ),
    (
        [("rf: 3}", "func: 'B.grad(B.sum($00), $00)'}"), ("[sp, image_hidden, W_0_0], ", "")],
        [
            "error: synapse pool 'image_hidden', key 'func': expected a function that a frame can compute: gradients are there while learning only, found B.grad (small.st_graph, line 9). Write the derivative itself, e.g. 1 - B.tanh($00)**2; weights learn by a plasticity of type loss."
        ],
    ),
    (
        [("rf: 3}", "func: relu}"), ("[sp, image_hidden, W_0_0], ", "")],
        [
            "error: synapse pool 'image_hidden', key 'func': expected an expression of $00, found 'relu' (small.st_graph, line 9). Write e.g. B.relu($00)."
        ],
    ),
]


@pytest.mark.parametrize(("changes", "words"), CASES)
def test_what_a_key_cannot_take_is_said(changes, words):
    assert said(*changes) == words
