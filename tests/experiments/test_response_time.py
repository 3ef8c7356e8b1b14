"""The response-time experiment: rows, folders, processes."""

import json

import pytest

import lpnb
from lpnb.errors import EditError, FileError
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
