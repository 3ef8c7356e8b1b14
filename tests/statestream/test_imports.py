"""What is taken from other files, from which folder, and what is said when it is not to be had."""

import pytest

from lpnb.statestream.reading import read
from tests.statestream.files import SMALL

EMPTY = "name: own\nagents: 2\nneuron_pools: {}\nsynapse_pools: {}\nplasticities: {}\ninterfaces: {}\n"


@pytest.fixture
def folder(tmp_path):
    tagged = SMALL.replace("act: relu", "act: relu, tags: [deep]").replace("rf: 3", "rf: 3, tags: [deep]")
    (tmp_path / "small.st_graph").write_text(tagged)
    extra = "globals: {x: 1, y: 2}\nmodules: {A: {}, B: {}}\ntag_specs: {deep: {act: tanh}}\ncore_clients: {c: {type: lr_scheduler}}\n"
    (tmp_path / "parts.st_graph").write_text(EMPTY + extra)
    return tmp_path


def imported(folder, wanted, text=EMPTY, where="own.st_graph"):
    return read(folder / where, f"{text}import: {wanted}\n")


def told(folder, wanted, **options):
    return [str(problem) for problem in imported(folder, wanted, **options).problems]


def test_a_section_is_taken_whole(folder):
    net = imported(folder, "[[small, neuron_pools], [small, synapse_pools]]")
    assert list(net.pools) == ["image", "label", "hidden", "answer"]
    assert list(net.synapses) == ["image_hidden", "hidden_answer"]
    assert (net.name, net.agents, net.problems) == ("own", 2, ())


@pytest.mark.parametrize("name", ["below/more", "./below/more", "below/../below/more.st_graph"])
def test_a_name_may_lead_into_a_folder_below(folder, name):
    (folder / "below").mkdir()
    (folder / "below" / "more.st_graph").write_text(f"{EMPTY}import: [[small, neuron_pools], [parts, globals]]\n")
    assert list(imported(folder, f"[[{name}, neuron_pools]]").pools) == ["image", "label", "hidden", "answer"]


def test_a_name_may_not_lead_out_of_the_folder(folder):
    (folder.parent / "out.st_graph").write_text(EMPTY)
    assert told(folder, "[[../out, neuron_pools]]") == [
        "import 1: expected a file in this folder, or in one below it, found '../out' (own.st_graph, line 7). Put the file "
        "beside this one, or into its folder examples, and write its name without .st_graph."
    ]


def test_items_with_a_tag_are_taken_from_one_section_or_from_all(folder):
    net = imported(folder, "[[small, neuron_pools.deep]]")
    assert (list(net.pools), list(net.synapses)) == (["hidden"], [])
    net = imported(folder, "[[small, deep]]")
    assert (list(net.pools), list(net.synapses)) == (["hidden"], ["image_hidden"])


def test_of_an_item_that_is_there_its_own_keys_stay(folder):
    text = EMPTY.replace("neuron_pools: {}", "neuron_pools: {hidden: {act: tanh}}")
    assert imported(folder, "[[small, neuron_pools]]", text=text).pools["hidden"] == {
        "act": "tanh",
        "shape": [4, 4, 4],
        "tags": ["deep"],
    }
    assert imported(folder, "[[small, deep]]", text=text).pools["hidden"] == {"act": "tanh"}


def test_each_key_keeps_the_line_of_its_own_file(folder):
    text = EMPTY.replace("neuron_pools: {}", "neuron_pools: {hidden: {act: tanh}}")
    net = imported(folder, "[[small, neuron_pools]]", text=text)
    assert net.origin("neuron_pools", "hidden", "act") == "own.st_graph, line 3"
    assert net.origin("neuron_pools", "hidden", "shape") == "small.st_graph, line 6"


def test_globals_take_the_place_of_those_that_are_there(folder):
    text = EMPTY.replace("neuron_pools: {}", "neuron_pools: {a: {shape: [x, y, 1]}}") + "globals: {x: 7, y: 7}\n"
    assert imported(folder, "[[parts, globals.x]]", text=text).pools["a"]["shape"] == [1, 7, 1]
    assert imported(folder, "[[parts, globals]]", text=text).pools["a"]["shape"] == [1, 2, 1]


def test_modules_tags_and_clients_are_taken_unless_they_are_there(folder):
    text = EMPTY.replace("neuron_pools: {}", "neuron_pools: {a: {shape: [1], tags: [deep]}}")
    assert imported(folder, "[[parts, tag_specs]]", text=text).pools["a"]["act"] == "tanh"
    own = text + "tag_specs: {deep: {act: relu}}\n"
    assert imported(folder, "[[parts, tag_specs.deep]]", text=own).pools["a"]["act"] == "relu"
    assert list(imported(folder, "[[parts, core_clients.c]]").clients) == ["c"]
    assert told(folder, "[[parts, modules.A]]", text=EMPTY + "A: {}\n") == []


def test_what_a_file_imports_comes_first(folder):
    (folder / "middle.st_graph").write_text(EMPTY + "import: [[small, neuron_pools]]\n")
    assert list(imported(folder, "[[middle, neuron_pools]]").pools) == ["image", "label", "hidden", "answer"]


def test_a_file_is_looked_for_in_examples_too(folder):
    (folder / "examples").mkdir()
    (folder / "examples" / "far.st_graph").write_text(SMALL)
    assert len(imported(folder, "[[far, neuron_pools]]").pools) == 4


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            "[[smal, neuron_pools]]",
            "import 1: expected a file beside this one, or in its folder examples, found no 'smal.st_graph' there "
            "(own.st_graph, line 7). Did you mean 'small'?",
        ),
        *(
            (
                f"[['{name}', neuron_pools]]",
                f"import 1: expected the name of a file, found '{name}' (own.st_graph, line 7). Put the file beside this one, or "
                "into its folder examples, and write its name without .st_graph.",
            )
            for name in ("/etc/passwd", "a//b", "~/b", "")
        ),
        ("small", "key 'import': expected a list like [[file, neuron_pools]], found 'small' (own.st_graph, line 7)."),
        (
            "[small]",
            "import 1: expected a file and what to take from it, like [mnist_small, neuron_pools], found 'small' "
            "(own.st_graph, line 7).",
        ),
        (
            "[[small, neuron_pool]]",
            "import 1: expected a section, section.name, or a tag, found no 'neuron_pool' in small.st_graph "
            "(own.st_graph, line 7). Did you mean 'neuron_pools'?",
        ),
        (
            "[[parts, modules.C]]",
            "import 1: expected one of its modules, found no 'C' in parts.st_graph (own.st_graph, line 7). "
            "Known: A, B.",
        ),
    ],
)
def test_what_is_not_to_be_had_is_said(folder, wanted, words):
    assert told(folder, wanted) == [words]


def test_a_circle_is_said(folder):
    (folder / "one.st_graph").write_text(EMPTY + "import: [[two, neuron_pools]]\n")
    (folder / "two.st_graph").write_text(EMPTY + "import: [[one, neuron_pools]]\n")
    assert [str(problem) for problem in read(folder / "one.st_graph").problems] == [
        "import 1: expected files that do not import one another, found a circle, one -> two -> one (two.st_graph, line 7)."
    ]


def test_what_is_wrong_in_an_imported_file_is_said(folder):
    (folder / "odd.st_graph").write_text("a: b: c")
    (folder / "bytes.st_graph").write_bytes(b"\xff")
    assert told(folder, "[[odd, neuron_pools], [bytes, neuron_pools]]") == [
        "file 'odd.st_graph', line 1, column 5: expected one ':' in a line, found a second one. Put what is behind the "
        "first ':' into quotation marks, or write it into a line of its own.",
        "file 'bytes.st_graph': expected text in UTF-8, found a byte that is no part of it in line 1 "
        "(own.st_graph, line 7). Save it as UTF-8.",
    ]


def test_a_link_does_not_lead_out_of_the_folder(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.st_graph"
    outside.write_text(SMALL)
    (folder / "secret.st_graph").symlink_to(outside)
    assert len(told(folder, "[[secret, neuron_pools]]")) == 1
    assert imported(folder, "[[secret, neuron_pools]]").pools == {}


def test_a_network_is_made_of_so_many_files_at_most(folder):
    for number in range(25):
        (folder / f"f{number}.st_graph").write_text(EMPTY)
    wanted = ", ".join(f"[f{number}, neuron_pools]" for number in range(25))
    assert told(folder, f"[{wanted}]")[0] == "import 21: expected at most 20 files, found more (own.st_graph, line 7)."
