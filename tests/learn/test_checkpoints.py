"""Checkpoints: complete or not there; what is damaged is named, and the one before it is used."""

import json
from unittest import mock

import pytest
import safetensors.torch
import torch

import lpnb
from lpnb.errors import EditError, FileError
from tests.learn.sessions import net, run, same_weights, session


@pytest.fixture
def folder(tmp_path):
    """Two checkpoints of a session of two epochs that was left after the second."""
    with session(checkpoints=tmp_path / "run") as whole:
        for row in whole:
            if (row.epoch, row.split) == (2, "valid"):
                break
    return tmp_path / "run"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def damaged(folder):
    """The error of a folder in which the newest checkpoint is all there is."""
    for old in sorted(folder.iterdir())[:-1]:
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    with pytest.raises(FileError) as caught:
        lpnb.Session.resume(folder, device="cpu")
    return str(caught.value)


def change(folder, *keys, to):
    file = max(folder.iterdir()) / "session.json"
    data = json.loads(file.read_text())
    place = data
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = to
    file.write_text(json.dumps(data))


def test_the_newest_two_are_kept(folder):
    assert names(folder) == ["checkpoint-000001", "checkpoint-000002"]
    with lpnb.Session.resume(folder, device="cpu") as whole:
        whole.run()
    assert names(folder) == ["checkpoint-000003", "checkpoint-000004"]
    assert whole.saved == folder / "checkpoint-000004"
    files = [
        "best.safetensors",
        "graph.lpnb",
        "graph.moments.safetensors",
        "graph.safetensors",
        "session.json",
        "stream.safetensors",
    ]
    assert names(whole.saved) == files


def test_a_checkpoint_that_could_not_be_finished_leaves_the_ones_before(folder):
    full = mock.patch("safetensors.torch.save", side_effect=OSError(28, "No space left on device"))
    with lpnb.Session.resume(folder, device="cpu") as whole, full, pytest.raises(FileError) as caught:
        whole.run()
    assert str(caught.value) == (
        f"folder {str(folder)!r}: expected a place to write checkpoints to, found no space left on device. "
        "Choose another folder, or make room."
    )
    assert names(folder) == ["checkpoint-000001", "checkpoint-000002"]


def test_what_a_killed_process_left_is_swept_away(folder):
    (folder / ".writing-abc").mkdir()
    with lpnb.Session.resume(folder, device="cpu") as whole:
        whole.run()
    assert names(folder) == ["checkpoint-000003", "checkpoint-000004"]


@pytest.mark.parametrize("file", ["session.json", "graph.lpnb", "graph.safetensors", "stream.safetensors"])
def test_where_the_newest_is_cut_off_the_one_before_gives_the_same_numbers(folder, file):
    record, weights = run()
    cut = folder / "checkpoint-000002" / file
    cut.write_bytes(cut.read_bytes()[:-40])
    with lpnb.Session.resume(folder, device="cpu") as whole:
        assert len(whole.messages) == 1
        assert whole.messages[0].endswith(" The checkpoint before it is used: checkpoint-000001.")
        assert whole.epoch == 1
        assert whole.run() == record
    assert same_weights(whole.graph.weights, weights)


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (["epoch"], -1, "key 'epoch': expected a whole number, 0 or more, found -1."),
        (["epoch"], True, "key 'epoch': expected a whole number, 0 or more, found True."),
        (["plan"], [], "key 'plan': expected an object, found []."),
        (["plan", "batch"], "x", "key 'plan.batch': expected a whole number, 1 or more, found 'x'."),
        (["plan", "watch"], "speed", "key 'plan': expected 'loss' or 'accuracy', found 'speed'."),
        (["tally", "loss"], None, "key 'tally.loss': expected a number, found None."),
        (["rows", 1, "split"], 3, "key 'rows.1.split': expected a text, found 3."),
        (["best", "value"], "low", "key 'best.value': expected a number, found 'low'."),
    ],
)
def test_a_key_that_is_wrong_is_named(folder, keys, value, words):
    change(folder, *keys, to=value)
    damage = " The file is damaged or cut off; it was not changed."
    assert damaged(folder) == f"file 'checkpoint-000002/session.json', {words}{damage}"


def test_a_number_too_great_to_be_one_is_named(folder):
    change(folder, "seconds", to="HERE")
    file = folder / "checkpoint-000002" / "session.json"
    file.write_text(file.read_text().replace('"HERE"', "1e999"))
    assert "key 'seconds': expected a number, found inf." in damaged(folder)


def test_a_foreign_or_newer_file_is_named(folder):
    change(folder, "version", to=2)
    place = "file 'checkpoint-000002/session.json', key 'format'"
    assert damaged(folder) == f"{place}: expected 'lpnb session' of version 1, found ('lpnb session', 2)."


@pytest.mark.parametrize(
    ("key", "tensor", "words"),
    [
        ("state/hidden.out/1", None, "expected a state of shape (7, 6), found none."),
        (
            "state/hidden.out/1",
            torch.zeros(7, 5),
            "expected shape (7, 6) of torch.float32, found shape (7, 5) of torch.float32.",
        ),
        (
            "state/hidden.out/1",
            torch.full((7, 6), torch.nan),
            "expected finite numbers, found infinity or not a number.",
        ),
        (
            "note/learn/nobody.bias/exp_avg",
            torch.zeros(1),
            "expected a state of the graph, or what one of its learning nodes remembers of a parameter, found something else.",
        ),
    ],
)
def test_a_state_that_does_not_fit_is_named(folder, key, tensor, words):
    file = folder / "checkpoint-000002" / "stream.safetensors"
    tensors = safetensors.torch.load_file(file)
    tensors = {name: value for name, value in tensors.items() if name != key} | (
        {} if tensor is None else {key: tensor}
    )
    file.write_bytes(safetensors.torch.save(tensors))
    assert damaged(folder) == f"file 'checkpoint-000002/stream.safetensors', key {key!r}: {words}"


def test_a_graph_that_cannot_run_is_not_saved_and_the_checkpoint_before_it_stays(folder):
    with lpnb.Session.resume(folder, device="cpu") as whole:
        whole.graph.add("loose", "pool")
        whole.stop()
        whole.run()
        assert whole.messages == [
            f"no checkpoint in frame {whole.stream.frame}: the graph as it is drawn cannot run. "
            f"{whole.graph.check().errors[0]}"
        ]
        assert names(folder)[-1] == "checkpoint-000002"
        whole.graph.undo()
        whole.stop()
        whole.run()
        assert names(folder)[-1] == "checkpoint-000003"


def test_a_missing_file_is_named(folder):
    (folder / "checkpoint-000002" / "best.safetensors").unlink()
    words = "expected a file of the checkpoint, found no such file or directory."
    assert damaged(folder) == f"file 'checkpoint-000002/best.safetensors': {words}"


def test_a_new_session_overwrites_no_other(folder):
    with pytest.raises(EditError) as caught:
        session(net(), checkpoints=folder)
    assert str(caught.value) == (
        f"checkpoints {str(folder)!r}: expected a folder without any, found checkpoint-000002. "
        f"lpnb.Session.resume({str(folder)!r}) goes on from there; or choose another folder."
    )


def test_a_folder_without_checkpoints_is_said(tmp_path):
    with pytest.raises(FileError) as caught:
        lpnb.Session.resume(tmp_path)
    assert str(caught.value) == (
        f"folder {str(tmp_path)!r}: expected checkpoints of a session, found none. Look at its name."
    )


def test_a_resumed_stream_stands_in_its_frame_and_remembers_from_there(folder):
    with lpnb.Session.resume(folder, device="cpu") as whole:
        frame = whole.stream.frame
        assert frame > 0
        assert whole.stream.remembered.first == frame
        assert whole.stream.marks[-1].words == f"gone on from a checkpoint of frame {frame}"
        hidden = whole.stream["hidden"]
        whole.stream.step(20)
        assert whole.stream.seek(frame) == frame
        assert (whole.stream["hidden"] == hidden).all()
