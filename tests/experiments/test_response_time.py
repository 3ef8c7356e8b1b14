"""The response-time experiment: rows, folders, processes."""

import json
import subprocess
import sys

import attrs
import pytest

import lpnb
from lpnb.errors import EditError, FileError, UnknownName
from lpnb.experiments import response_time
from lpnb.experiments.responses import Responses, Row, published
from tests.experiments.nets import small

QUICK = {"updates": 4, "batch": 20, "window": 3, "draws": 1, "progress": False}


def test_a_row_for_each_frame_of_each_trial(blobs):
    found = response_time(small(), blobs, seeds=2, **QUICK)
    keys = [(row.rollout, row.seed, row.frame, row.step) for row in found.rows]
    streaming = [("streaming", seed, frame, frame) for seed in (0, 1) for frame in (2, 3, 4)]
    assert keys == streaming + [("sequential", seed, frame, 3 * frame) for seed in (0, 1) for frame in (1, 2, 3)]
    assert all(0 <= row.accuracy <= 1 and row.milliseconds > 0 for row in found.rows)
    assert list(found.frame().columns) == ["network", "rollout", "seed", "frame", "step", "milliseconds", "accuracy"]


def test_what_is_in_the_folder_is_not_done_again(blobs, tmp_path):
    first = response_time(small(), blobs, seeds=1, folder=tmp_path, **QUICK)
    for file in tmp_path.glob("*.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"accuracy": [0.25, 0.5, 0.75]}))
    again = response_time(small(), blobs, seeds=[0, 1], folder=tmp_path, **QUICK)
    assert [row.accuracy for row in again.rows if row.seed == 0] == [0.25, 0.5, 0.75] * 2
    assert len(again.rows) == 2 * len(first.rows)
    other = response_time(small(), blobs, seeds=1, folder=tmp_path, **(QUICK | {"updates": 5}))
    assert [row.accuracy for row in other.rows] != [0.25, 0.5, 0.75] * 2


def test_the_trained_network_of_each_trial_can_be_opened(blobs, tmp_path):
    response_time(small(), blobs, rollouts=["sequential"], seeds=1, folder=tmp_path, **QUICK)
    (file,) = tmp_path.glob("*.lpnb")
    graph = lpnb.Graph.load(file)
    assert graph.rollout().inference_factor == 3
    assert graph.weights["h->m.weight"].shape == (6, 5)


def test_the_trained_network_that_belongs_to_what_was_found_is_at_hand(blobs, tmp_path):
    how = {"rollouts": "sequential", "folder": tmp_path, **QUICK}
    response_time(small(), blobs, seeds=1, **(how | {"updates": 5}))  # another one in the same folder
    found = response_time(small(), blobs, seeds=2, **how)
    one, two = found.trained("small", "sequential"), found.trained("small", "sequential", 1)
    assert one.rollout().inference_factor == 3
    assert (one.weights["h->m.weight"] != two.weights["h->m.weight"]).any()
    assert response_time(small(), blobs, seeds=2, **how).files == found.files
    with pytest.raises(EditError, match=r"kept, small streaming, found \['small sequential'\]\."):
        found.trained("small", "streaming")
    with pytest.raises(EditError, match=r"found none kept\. Keep them: response_time\(\.\.\., folder='\.\.\.'\)\."):
        response_time(small(), blobs, seeds=1, **QUICK).trained("small", "streaming")


def test_processes_side_by_side_find_the_same(blobs):
    alone = response_time(small(), blobs, seeds=1, **QUICK)
    together = response_time(small(), blobs, seeds=1, processes=2, **QUICK)
    assert [row.accuracy for row in together.rows] == [row.accuracy for row in alone.rows]


def test_patterns_have_names_of_their_own(blobs):
    rollouts = {"as drawn": None, "late": {"m->answer": 3}}
    found = response_time(small(skip=False), blobs, rollouts=rollouts, seeds=1, **QUICK)
    assert [(curve.rollout, curve.steps) for curve in found.curves] == [("as drawn", (3, 4, 5)), ("late", (5, 6, 7))]


def test_a_damaged_result_is_named(blobs, tmp_path):
    response_time(small(), blobs, rollouts=["streaming"], seeds=1, folder=tmp_path, **QUICK)
    (file,) = tmp_path.glob("*.json")
    file.write_text('{"frames": [1')
    with pytest.raises(FileError, match=r"expected the result of a trial, found JSONDecodeError.*Delete the file"):
        response_time(small(), blobs, rollouts=["streaming"], seeds=1, folder=tmp_path, **QUICK)


def test_nothing_to_do_is_an_error(blobs):
    with pytest.raises(EditError) as caught:
        response_time(small(), blobs, seeds=0)
    assert (
        str(caught.value)
        == "response_time: expected one or more of each, found 1 graphs, 2 rollouts, 0 seeds, 1 processes."
    )


def marked(folder):
    """Make all results in a folder such that they can be told from those that are found anew."""
    for file in folder.glob("*.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"accuracy": [7.0, 7.0, 7.0]}))


def is_marked(found):
    return {row.accuracy for row in found.rows} == {7.0}


def wider(graph):
    graph.set("h", shape=7)


def skipping(graph):
    graph.connect("eye", "answer", "dense")


def slower(graph):
    graph.set("h->m", delay=2)


@pytest.mark.parametrize("change", [wider, skipping, slower])
def test_another_network_of_that_name_is_trained_anew(blobs, tmp_path, change):
    graph, how = small(), {"rollouts": {"mine": None}, "seeds": 1, "folder": tmp_path, **QUICK}
    response_time(graph, blobs, **how)
    marked(tmp_path)
    assert is_marked(response_time(graph, blobs, **how))
    change(graph)
    assert not is_marked(response_time(graph, blobs, **how))


def test_where_a_network_is_drawn_is_nothing_to_its_results(blobs, tmp_path):
    graph, how = small(), {"rollouts": "streaming", "seeds": 1, "folder": tmp_path, **QUICK}
    response_time(graph, blobs, **how)
    marked(tmp_path)
    graph.arrange("h", position=(10, 20))
    graph.add("eyes", "group")
    graph.enclose("h", "eyes")
    assert is_marked(response_time(graph, blobs, **how))


@pytest.mark.parametrize("part", ["images", "labels", "test_images", "test_labels"])
def test_other_data_of_that_name_are_learned_anew(blobs, tmp_path, part):
    how = {"rollouts": "streaming", "seeds": 1, "folder": tmp_path, **QUICK}
    response_time(small(), blobs, **how)
    marked(tmp_path)
    assert is_marked(response_time(small(), blobs, **how))
    other = attrs.evolve(blobs, **{part: getattr(blobs, part)[::-1].copy()})
    assert not is_marked(response_time(small(), other, **how))


def test_another_pattern_or_answer_of_that_name_is_trained_anew(blobs, tmp_path):
    how = {"seeds": 1, "folder": tmp_path, **QUICK}
    response_time(small(), blobs, rollouts={"mine": {"h->m": 0}}, **how)
    marked(tmp_path)
    assert is_marked(response_time(small(), blobs, rollouts={"mine": {"h->m": 0}}, **how))
    assert not is_marked(response_time(small(), blobs, rollouts={"mine": {"m->answer": 0}}, **how))
    assert not is_marked(response_time(small(), blobs, rollouts={"mine": {"h->m": 0}}, answer="m", **how))


def test_a_result_of_before_this_had_a_digest_is_not_taken_for_one(blobs, tmp_path):
    response_time(small(), blobs, rollouts="streaming", seeds=1, folder=tmp_path, **QUICK)
    marked(tmp_path)
    (file,) = tmp_path.glob("*.json")
    front, _, seed = file.stem.rsplit("-", 2)
    file.rename(tmp_path / f"{front}-1df7db72-{seed}.json")
    assert not is_marked(response_time(small(), blobs, rollouts="streaming", seeds=1, folder=tmp_path, **QUICK))


def test_two_networks_of_one_name_are_refused(blobs):
    with pytest.raises(EditError) as caught:
        response_time([small(), small(loop=True)], blobs, **QUICK)
    assert str(caught.value) == (
        "response_time: expected networks of different names, found two named 'small'. "
        "Call one of them otherwise: graph.name = '...'."
    )
    both = response_time([small(), small("loop", loop=True)], blobs, rollouts="streaming", seeds=1, **QUICK)
    assert [(curve.network, curve.seeds) for curve in both.curves] == [("small", 1), ("loop", 1)]


@pytest.mark.parametrize("name", ["a/b", "../evil", "..", "", "C:\\x", "x" * 500, "\u7f51" * 100])
def test_names_of_any_kind_stay_in_the_folder(blobs, tmp_path, name):
    folder = tmp_path / "inside"
    data = attrs.evolve(blobs, name=name)
    found = response_time(small(name), data, rollouts={name: "streaming"}, seeds=1, folder=folder, **QUICK)
    assert {row.rollout for row in found.rows} == {name}
    assert sorted(file.suffix for file in folder.iterdir()) == [".json", ".lpnb", ".safetensors"]
    assert list(tmp_path.iterdir()) == [folder]


def test_names_that_look_alike_in_a_folder_are_kept_apart(blobs, tmp_path):
    response_time(small(), blobs, rollouts={"a/b": None, "a_b": None}, seeds=1, folder=tmp_path, **QUICK)
    assert len(list(tmp_path.glob("*.json"))) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"seeds": 1.5}, "seeds: expected a whole number, or a list of whole numbers, found 1.5."),
        ({"seeds": "3"}, "seeds: expected a whole number, or a list of whole numbers, found '3'."),
        ({"seeds": True}, "seeds: expected a whole number, or a list of whole numbers, found True."),
        ({"seeds": [0, 0]}, "seeds: expected each seed once, found [0, 0]."),
        ({"processes": "two"}, "processes: expected a whole number, 1 or more, found 'two'."),
        (
            {"rollouts": 3},
            "response_time, rollouts: expected names of rollouts, or patterns by a name of their own, found 3.",
        ),
        (
            {"rollouts": {1: "streaming"}},
            "response_time, rollouts: expected names of rollouts, or patterns by a name of their own, found 1.",
        ),
        ({"graph": 3}, "response_time: expected a graph, or a list of graphs, found 3."),
        ({"graph": [3]}, "response_time: expected a graph, or a list of graphs, found 3."),
        ({"data": 3}, "data: expected labelled images: Data.digits(), Data.load(...) or Data.of(...), found 3."),
    ],
)
def test_what_cannot_be_asked_for_is_refused(blobs, arguments, words):
    with pytest.raises(EditError) as caught:
        response_time(**{"graph": small(), "data": blobs, **arguments}, **QUICK)
    assert str(caught.value) == words


def test_an_answer_that_is_no_node_is_refused(blobs):
    with pytest.raises(UnknownName, match=r"as the one that answers, found 'anser'. Did you mean 'answer'"):
        response_time(small(), blobs, answer="anser", **QUICK)


def test_one_rollout_can_be_named_alone(blobs):
    found = response_time(small(), blobs, rollouts="sequential", seeds=1, **QUICK)
    assert [curve.rollout for curve in found.curves] == ["sequential"]


def test_a_folder_that_cannot_be_is_refused_before_anything_is_trained(blobs, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=r"expected a folder to write into, found .*\. Choose another place\."):
        response_time(small(), blobs, folder=tmp_path / "file", **(QUICK | {"updates": 10**7}))


SCRIPT = """
from lpnb.experiments import Data, network, response_time
quick = {"noise": 0.5, "updates": 2, "batch": 16, "window": 2, "draws": 1}
response_time(network("FF", (1, 8, 8)), Data.digits(), seeds=1, processes=2, progress=False, **quick)
"""


def test_a_script_that_each_process_would_run_anew_is_told_so(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    ended = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    words = "response_time, processes=2: expected processes that do trials, found one that ended before its time. "
    assert f"lpnb.errors.EditError: {words}In a script, call it below `if __name__ ==" in ended.stderr
    assert ended.stderr.count("Traceback") == 1


def test_means_and_spreads_are_over_seeds():
    rows = [Row("n", "r", seed, 1, 3, 0.1, accuracy) for seed, accuracy in enumerate((0.4, 0.6))]
    (curve,) = Responses(tuple(rows)).curves
    assert curve.accuracy == (0.5,)
    assert curve.spread[0] == pytest.approx(0.02**0.5)
    assert curve.at(2) == 0
    assert curve.at(9) == 0.5
    assert Responses(tuple(rows)).table() == "| update step | n, r |\n|---|---|\n| 3 | 0.500 ± 0.141 |"


def test_published_curves_are_there():
    streaming = next(c for c in published() if (c.network, c.rollout) == ("SR", "streaming"))
    assert (streaming.steps, streaming.at(9)) == (tuple(range(2, 10)), 0.854)
