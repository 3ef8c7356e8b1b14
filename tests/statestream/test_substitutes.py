"""Globals are put into texts, and what is arithmetic then is worked out, without eval."""

import pytest

from lpnb.statestream.reading import read
from tests.statestream.files import SMALL, net_of, said

GLOBALS = "globals: {size: 8, rate: 1e-3, half: 0.5, name: hidden, room: [4, 4, 4]}\n"


def pool(shape):
    return net_of(("shape: [4, 4, 4]", f"shape: {shape}"), more=GLOBALS).pools["hidden"].get("shape")


@pytest.mark.parametrize(
    "shape",
    [
        "[size // 2, 4, 4]",
        "[int(half * size), 4, 4]",
        "[size/2, size - 4, 2**2]",
        "['4', 4, 4]",
        "room",
        "['min(size, 4)', 4, 4]",
    ],
)
def test_texts_of_items_are_worked_out(shape):
    assert pool(shape) == [4, 4, 4]


def test_lists_of_lists_are_too_and_single_values():
    net = net_of(
        ("rf: 3", "rf: [[size - 5]]"),
        ("source_t: 2", "source_t: 2\n    lr: 0.1 * rate"),
        ("target: hidden", "target: name"),
        more=GLOBALS,
    )
    assert net.problems == ()
    assert net.synapses["image_hidden"] == {"source": [["image"]], "target": "hidden", "rf": [[3]]}
    assert net.plasticities["learn"]["lr"] == pytest.approx(1e-4)


def test_the_values_of_instances_are_too():
    modules = "modules: {m: {neuron_pools: {p: {shape: _shape}}}}\nm: {a: {shape: [size // 2, 1, 1]}}\n"
    net = net_of(more=GLOBALS + modules)
    assert net.pools["a_p"]["shape"] == [4, 1, 1]
    assert net.instances["a"].given == {"shape": [4, 1, 1]}


def test_maps_are_left_alone():
    net = net_of(("mnist_image: image", "mnist_image: image, size: image"), more=GLOBALS)
    assert net.interfaces["data"]["remap"]["size"] == "image"


def test_what_is_no_arithmetic_stays_text():
    assert net_of(("act: relu", "act: B.relu($) * size"), more=GLOBALS).pools["hidden"]["act"] == "B.relu($) * 8"


def test_without_globals_nothing_is_worked_out():
    assert said(("shape: [4, 4, 4]", "shape: [8 // 2, 4, 4]")) == [
        "error: neuron pool 'hidden', key 'shape': expected [features, width, height], whole numbers from 1 on, found "
        "['8 // 2', 4, 4] (small.st_graph, line 6)."
    ]


def test_a_global_inside_of_a_longer_word_is_put_in_where_that_makes_a_number():
    assert said(("shape: [4, 4, 4]", "shape: [1si, 4, 4]"), more="globals: {si: 3}\n") == [
        "warning: neuron pool 'hidden', key 'shape': expected the whole name of a global, found '1si', a word that has the "
        "letters of the global 'si' (small.st_graph, line 6). Rename the global, so that its letters are in no other word."
    ]


@pytest.mark.parametrize(
    ("given", "old", "new", "words"),
    [
        (
            "imag: 3",
            "rf: 3",
            "rf: 3",
            "'imag': its letters in 'image' are left alone, and so for 2 more; the original made '3e' of it",
        ),
        (
            "si: 3, siz: 4",
            "[4, 4, 4]",
            "[siz, 4, 4]",
            "'si': its letters in 'siz' are left alone; the original made '3z' of it",
        ),
    ],
)
def test_where_that_makes_none_whole_words_are_meant(given, old, new, words):
    net = net_of((old, new), more=f"globals: {{{given}}}\n")
    assert [str(problem) for problem in net.problems] == [f"global {words}"]
    assert net.problems[0].severity == "note"
    assert net.pools["hidden"]["shape"] == [4, 4, 4]


def test_parts_between_underscores_are_words():
    net = net_of(("rf: 3", "rf: 3, init W_0_0: xavier_scale"), more="globals: {scale: 0.5}\n")
    assert net.problems == ()
    assert net.synapses["image_hidden"]["init W_0_0"] == "xavier_0.5"


def test_globals_may_be_made_of_earlier_ones():
    net = net_of(
        ("shape: [4, 4, 4]", "shape: [wide // 2, half, 4]"), more="globals: {few: 4, wide: few * 2, half: wide / 2}\n"
    )
    assert net.pools["hidden"]["shape"] == [4, 4, 4]
    assert [str(problem) for problem in net.problems] == [
        "global 'wide': 'few * 2' is taken as 8; the original put no globals into globals",
        "global 'half': 'wide / 2' is taken as 4.0; the original put no globals into globals",
    ]


def test_what_are_no_globals_is_said():
    assert said(more="globals: 5\n") == [
        "error: key 'globals': expected a map of names and values, found 5 (small.st_graph, line 26)."
    ]
    many = ", ".join(f"g{number}: 1" for number in range(600))
    assert said(more=f"globals: {{{many}}}\n")[0] == (
        "error: key 'globals': expected at most 500 names, found 600 (small.st_graph, line 26)."
    )


def test_globals_of_globals_do_not_grow_without_end():
    bomb = ", ".join(f"{letter}: {after * 20}" for letter, after in zip("qwxyzj", "wxyzjq", strict=True))
    text = SMALL.replace("hidden: {", "hidden: {info: qqqq, ")
    told = [str(problem) for problem in read("x.st_graph", f"{text}globals: {{{bomb}}}\n").problems]
    assert any("expected a text of at most 10000 letters, found a longer one" in one for one in told)
