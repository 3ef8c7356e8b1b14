"""Whatever becomes of a file: it is read with a report, or refused with one; nothing of it runs, and it takes no time."""

import copy
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.errors import FileError
from lpnb.statestream.document import parse
from lpnb.statestream.reading import read, report
from tests.statestream.files import GRAPHS, SMALL, needs_files
from tests.statestream.test_modules import CELLS

FILES = [file.read_text(encoding="utf-8") for file in sorted(GRAPHS.glob("*.st_graph"))] or [SMALL]
TEXTS = [SMALL, SMALL + CELLS, *("\n".join(line for line in one.splitlines() if line[:1] != "#") for one in FILES)]
TREES = [tree for text in TEXTS if isinstance(tree := parse(text, "x").tree, dict)]
JUNK = [
    *(
        "!!python/object/apply:os.system [ls]",
        "[",
        "]",
        "{",
        "}",
        "- x",
        "  a: b",
        "&a [*a]",
        "*a",
        "\t",
        "\0",
        "? x",
        "'",
        '"',
    ),
    *(
        "1e400",
        ".nan",
        "<<: {a: 1}",
        "<<: 5",
        "a" * 3000,
        "\ud800",
        "--- ",
        "%YAML 1.1",
        "!x y",
        "|",
        ">",
        "@",
        "`",
        ": :",
    ),
    *(
        "globals: {a: '2**99999999', image: 3}",
        "modules: {M: {neuron_pools: {x: {shape: _y}}}}",
        "M: {i: {y: [1, 1, 1]}}",
    ),
    *("import: [[../x, deep], [test_import, modules], [small, globals.x]]", "tag_specs: {hidden: {act: 5, rf: [1]}}"),
    "__import__('os').system('x')",
]
VALUES = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        5,
        2.5,
        1e9,
        10**200,
        "",
        "x",
        "_x",
        "None",
        "5",
        "1e-4",
        "$",
        "B.tanh($)",
        "$00*$10",
    ),
    *("image", "hidden", "W_0_0", "full", "relu", [], [1], [1, 2, 3], ["x"], [["x"]], [["image", "label"], ["hidden"]]),
    *(
        [[1, 2], [3]],
        [[[1]]],
        {},
        {"a": 1},
        {"a": {"b": {"c": "_d"}}},
        [None],
        [{}],
        ["a", 1, None],
        "lambda: " + "-" * 400,
    ),
    *(["np", "hidden", "b"], [["sp", "a", "W_0_0"], ["plast", "learn", "lr"]], "-" * 499 + "1", "*" * 50),
]
KEYS = [
    *(
        "act",
        "shape",
        "rf",
        "source",
        "target",
        "tags",
        "device",
        "globals",
        "modules",
        "tag_specs",
        "import",
        "core_clients",
    ),
    *(
        "ppp",
        "M",
        "func",
        "init W_0_0",
        "min W_0_0",
        "share params",
        "unshare",
        "type",
        "in",
        "out",
        "remap",
        "parameter",
    ),
    *(
        "samples",
        "lr",
        "period",
        "period offset",
        "factor_shapes",
        "bias_shapes",
        "noise",
        "mask",
        "neuron_pools",
        "interfaces",
    ),
    *(
        "synapse_pools",
        "plasticities",
        "weight_shapes",
        "dilation",
        "pact",
        "name",
        "agents",
        "loss_function",
        "target_t",
        "x",
    ),
]


def reads(text):
    """Read a text, as a file beside the original's; return what is said about it."""
    begin = time.process_time()
    try:
        net = read(GRAPHS / "mutated.st_graph", text)
    except FileError as error:
        said = str(error)
    else:
        said = str(report(net))
        json.dumps([net.pools, net.synapses, net.plasticities, net.interfaces, net.clients])  # nothing but plain values
    assert time.process_time() - begin < 5
    return said


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    """Fail when anything of a file is executed."""

    def refuse(*arguments, **options):
        raise AssertionError("something ran")

    for name in ("system", "popen"):
        monkeypatch.setattr(f"os.{name}", refuse)


@st.composite
def lines(draw):
    """The lines of a file: some lost, doubled, exchanged, or with junk in them."""
    found = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 5))):
        where, other = (draw(st.integers(0, max(0, len(found) - 1))) for _ in range(2))
        line = found[where] if found else ""
        cut = draw(st.integers(0, len(line)))
        change = draw(st.sampled_from(["lose", "double", "exchange", "value", "insert", "begin"]))
        junk = draw(st.sampled_from(JUNK))
        found[where : where + 1] = {
            "lose": [],
            "double": [line, line],
            "exchange": [found[other] if found else ""],
            "value": [f"{line.partition(':')[0]}: {junk}"],
            "insert": [line[:cut] + junk + line[cut:]],
            "begin": [line[: len(line) - len(line.lstrip())] + junk, line],
        }[change]
    return "\n".join(found)


def insides(tree):
    """All maps and lists of a tree."""
    found = [tree]
    for one in found:
        found += [
            inner for inner in (one.values() if isinstance(one, dict) else one) if isinstance(inner, (dict, list))
        ]
    return found


@st.composite
def trees(draw):
    """The values of a file: some lost, or of another type."""
    tree = copy.deepcopy(draw(st.sampled_from(TREES)))
    for _ in range(draw(st.integers(1, 5))):
        inside = insides(tree)
        one = inside[draw(st.integers(0, len(inside) - 1))]
        value = copy.deepcopy(draw(st.sampled_from(VALUES)))
        known = list(one) if isinstance(one, dict) else list(range(len(one)))
        key = draw(st.sampled_from([*known, *(KEYS if isinstance(one, dict) else [])] or [0]))
        if isinstance(one, list) and not one:
            one.append(value)
        elif key in known and draw(st.integers(0, 4)) == 0:
            del one[key]
        else:
            one[key] = value
    return json.dumps(tree)


@needs_files
@settings(max_examples=300)
@given(lines())
def test_a_file_with_broken_lines_is_read_or_refused(text):
    assert reads(text)


@needs_files
@settings(max_examples=300)
@given(trees())
def test_a_file_with_wrong_values_is_read_or_refused(text):
    assert reads(text)


@given(st.text(max_size=80) | st.text(":-[]{}&*!|>'\"%@`#, \nab1", max_size=80))
def test_any_text_is_read_or_refused(text):
    assert reads(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("bytes") / "any.st_graph"
    file.write_bytes(data)
    assert bytes_read(file)


def bytes_read(file):
    """What is said about a file."""
    try:
        return str(report(read(file)))
    except FileError as error:
        return str(error)
