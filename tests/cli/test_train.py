"""``lpnb train``: words, exit codes, and what is left where it is stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from unittest.mock import Mock

import pytest

import lpnb
from lpnb.cli import main
from lpnb.errors import FileError, Problem
from tests.learn.sessions import endless, net, same_weights


def test_train_saves_and_tests(tmp_path, capsys):
    out = tmp_path / "trained.lpnb"
    assert main(["train", "digits", "--frames", "300", "--out", str(out), "--target", "0.1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"saved {out}\n")
    assert " of 359 held-out samples right: " in text
    assert lpnb.Graph.load(out).weights


def test_what_is_drawn_without_end_is_tested_on_so_many_samples(tmp_path, capsys):
    file = str(endless().save(tmp_path / "endless"))
    assert main(["train", file, "--frames", "4", "--samples", "30", "--device", "cpu"]) == 0
    assert " of 30 held-out samples right: " in capsys.readouterr().out
    assert main(["train", file, "--frames", "4", "--device", "cpu"]) == 0
    assert "not tested: node 'data': expected samples to judge" in capsys.readouterr().out
    assert main(["train", file, "--epochs", "1", "--samples", "30", "--device", "cpu"]) == 0
    assert "held-out samples right: " in capsys.readouterr().out


def test_what_has_no_classes_is_tested_by_its_loss(tmp_path, capsys):
    file = str(endless("moving_edges", "velocity", 2, "mse").save(tmp_path / "moving"))
    assert main(["train", file, "--frames", "4", "--samples", "30", "--device", "cpu"]) == 0
    assert " s; loss on held-out samples " in capsys.readouterr().out


def test_train_ends_with_1_when_the_target_is_not_reached(capsys):
    assert main(["train", "digits", "--frames", "8", "--target", "0.99"]) == 1
    assert "the target of 99.0% was not reached. Train for more frames." in capsys.readouterr().out


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A small net in a file, in the folder where the terminal is."""
    monkeypatch.chdir(tmp_path)
    return net().save("small.lpnb")


@pytest.fixture
def interrupt(monkeypatch):
    """Have Ctrl+C pressed in a frame, once."""

    def press(frame):
        def to(self, now, words=""):
            if now >= frame and not pressed:
                pressed.append(now)
                raise KeyboardInterrupt

        pressed = []
        monkeypatch.setattr("lpnb.cli.options.Progress.to", to)

    return press


def train_small(*arguments):
    return main(["train", "small.lpnb", "--device", "cpu", "--batch", "7", *arguments])


def test_a_session_shows_its_epochs_and_tests(small, capsys):
    assert train_small("--epochs", "2", "--valid-share", "0.3", "--out", "out.lpnb", "--target", "0") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" loss ")[0] for line in lines[:5]] == [
        "epoch 1, frame 11: train",
        "epoch 1, frame 11: valid",
        "epoch 2, frame 20: train",
        "epoch 2, frame 20: valid",
        "epoch 2, frame 20: test",
    ]
    assert lines[5] == "saved out.lpnb"
    assert lines[6].startswith("small: 2 epochs, 20 frames in ")
    assert " s; held-out samples right: " in lines[6]
    assert lpnb.Graph.load("out.lpnb")["data"].valid_share == 0.3


def test_a_session_that_misses_its_target_ends_with_1(small, capsys):
    assert train_small("--epochs", "1", "--target", "1") == 1
    assert capsys.readouterr().out.endswith("the target of 100.0% was not reached. Train for more epochs.\n")


def test_patience_says_why_it_stopped(small, capsys):
    assert train_small("--epochs", "500", "--patience", "1") == 0
    assert "\nstopped early after epoch " in capsys.readouterr().out


def test_ctrl_c_saves_and_resume_gives_the_same_numbers(small, capsys, interrupt):
    train_small("--epochs", "3", "--out", "whole.lpnb")
    rows = capsys.readouterr().out.splitlines()[:-2]
    interrupt(4)
    assert train_small("--epochs", "3", "--checkpoints", "runs", "--out", "part.lpnb") == 130
    told = capsys.readouterr()
    assert told.out.splitlines()[-2:] == ["saved part.lpnb", f"checkpoint runs{os.sep}checkpoint-000001"]
    assert re.fullmatch(r"small: stopped after frame \d+; lpnb train --resume runs goes on from there\n", told.err)
    assert main(["train", "small.lpnb", "--resume", "runs", "--device", "cpu", "--out", "part.lpnb"]) == 0
    assert [*told.out.splitlines()[:-2], *capsys.readouterr().out.splitlines()[:-2]] == rows
    whole, part = (lpnb.Graph.load(name).weights for name in ("whole.lpnb", "part.lpnb"))
    assert same_weights(whole, part)


def test_ctrl_c_between_two_rows_saves_too(small, capsys, monkeypatch):
    monkeypatch.setattr("lpnb.cli.options.Progress.say", Mock(side_effect=[None, KeyboardInterrupt]))
    assert train_small("--epochs", "3", "--checkpoints", "runs", "--out", "part.lpnb") == 130
    assert capsys.readouterr().out == f"saved part.lpnb\ncheckpoint runs{os.sep}checkpoint-000002\n"


def test_ctrl_c_says_when_nothing_is_saved(small, capsys, interrupt):
    interrupt(1)
    assert train_small("--epochs", "3") == 130
    hint = "nothing is saved without --out, or --checkpoints to go on from"
    assert capsys.readouterr().err == f"small: stopped after frame 1; {hint}\n"


def test_where_no_checkpoint_can_be_written_what_was_learned_is_saved(small, capsys):
    (small.parent / "runs").write_text("a file")
    assert train_small("--epochs", "3", "--checkpoints", "runs", "--out", "out.lpnb") == 2
    told = capsys.readouterr()
    assert told.out == "saved out.lpnb\n"
    assert told.err.startswith("lpnb train: folder 'runs': expected a place to write checkpoints to, found ")


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be sent Ctrl+C there as a person sends it")
@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_a_process_that_is_stopped_or_killed_is_gone_on_from(small, end):
    assert train_small("--epochs", "60", "--out", "whole.lpnb") == 0
    begin = [sys.executable, "-m", "lpnb.cli", "train", "small.lpnb", "--device", "cpu", "--batch", "7"]
    with subprocess.Popen([*begin, "--epochs", "60", "--checkpoints", "runs"], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"epoch 1, ")
        process.send_signal(getattr(signal, end))
        process.communicate()
    assert process.returncode == {"SIGINT": 130, "SIGKILL": -9}[end]
    assert main(["train", "--resume", "runs", "--device", "cpu", "--out", "part.lpnb"]) == 0
    whole, part = (lpnb.Graph.load(name).weights for name in ("whole.lpnb", "part.lpnb"))
    assert same_weights(whole, part)


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be sent Ctrl+C there as a person sends it")
def test_ctrl_c_ends_it_while_libraries_are_still_loaded():
    code = "import sys, lpnb.cli as c; print('torch' in sys.modules, flush=True); sys.exit(c.main(['train', 'digits']))"
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", code], **pipes, text=True) as process:
        assert process.stdout.readline() == "False\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        told = process.communicate()
    assert (process.returncode, *told) == (130, "", "\nstopped.\n")


@pytest.mark.parametrize("target", ["2", "-0.1", "nan", "much"])
def test_a_target_is_a_share(target, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["train", "digits", f"--target={target}"])
    assert f"argument --target: expected a share from 0 to 1, found {target!r}" in capsys.readouterr().err


def test_what_is_watched_can_be_chosen(small, capsys):
    assert train_small("--epochs", "500", "--valid-share", "0.3", "--patience", "1", "--watch", "accuracy") == 0
    assert "\nstopped early after epoch " in (told := capsys.readouterr().out)
    assert ": no better accuracy in 1 validation since epoch " in told
    assert main(["train", "--resume", "runs", "--watch", "loss"]) == 2
    assert "found --watch. Leave it out" in capsys.readouterr().err


def test_ctrl_c_saves_what_so_many_frames_have_learned(small, capsys, interrupt):
    interrupt(400)
    assert train_small("--frames", "900", "--out", "part.lpnb") == 130
    assert capsys.readouterr() == ("saved part.lpnb\n", "small: stopped after frame 400\n")
    graph = net()
    lpnb.train(graph, frames=400, batch=7, device="cpu")
    assert same_weights(lpnb.Graph.load("part.lpnb").weights, graph.weights)


def test_a_frame_that_fails_ends_with_1_and_what_was_learned_is_saved(capsys, tmp_path):
    graph = net(lr=1000.0, optimizer="sgd")
    graph.set("hidden", act="identity")
    file, out = graph.save(tmp_path / "steep"), tmp_path / "out.lpnb"
    assert main(["train", str(file), "--frames", "2000", "--out", str(out), "--device", "cpu"]) == 1
    assert "became infinite or not a number" in capsys.readouterr().err
    assert lpnb.Graph.load(out).weights


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            [],
            "GRAPH: expected a .lpnb or .st_graph file, or the name of an example: digits, ff, s, sr, hybrid, dsr0 ... dsr6, found none. Name one, or a folder to --resume.",
        ),
        (
            ["digits", "--frames", "5", "--epochs", "2"],
            "--frames: expected no options of a session beside it, found both it and --epochs. Leave one out: a session counts in epochs.",
        ),
        (
            ["--resume", "runs", "--batch", "7"],
            "--resume: expected no options that begin a session, found --batch. Leave it out: the session goes on as it was begun; only --epochs can be changed.",
        ),
        (["--resume", "nowhere"], "folder 'nowhere': expected checkpoints of a session, found none. Look at its name."),
    ],
)
def test_options_that_make_no_sense_end_with_2(arguments, words, capsys):
    assert main(["train", *arguments]) == 2
    assert capsys.readouterr().err == f"lpnb train: {words}\n"


def test_checkpoints_of_another_graph_are_not_taken_for_this_one(small, capsys):
    train_small("--epochs", "1", "--checkpoints", "runs")
    assert main(["train", "digits", "--resume", "runs", "--device", "cpu"]) == 2
    words = "--resume runs: expected checkpoints of the graph 'digits', found 'small'. Leave GRAPH out, or name another folder."
    assert capsys.readouterr().err == f"lpnb train: {words}\n"


def test_a_damaged_checkpoint_is_said_and_the_one_before_it_used(small, capsys):
    train_small("--epochs", "2", "--checkpoints", "runs")
    (small.parent / "runs" / "checkpoint-000003" / "session.json").unlink()
    assert main(["train", "--resume", "runs", "--device", "cpu"]) == 0
    assert capsys.readouterr().err == (
        "lpnb train: file 'checkpoint-000003/session.json': expected a file of the checkpoint, found no such file or "
        "directory. The checkpoint before it is used: checkpoint-000002.\n"
    )


@pytest.mark.parametrize("unit", ["--frames", "--epochs"])
def test_a_place_that_cannot_be_written_is_refused_before_training(small, capsys, unit):
    assert train_small(unit, "3", "--out", "nowhere/out.lpnb") == 2
    words = "expected a place to write to, found no such file or directory."
    mend = "Choose another place, or make the folder first."
    assert capsys.readouterr() == ("", f"lpnb train: file 'nowhere/out.lpnb': {words} {mend}\n")


def test_the_folder_of_checkpoints_is_a_place_that_comes(small, capsys):
    assert train_small("--epochs", "1", "--checkpoints", "new/runs", "--out", "new/out.lpnb") == 0
    assert "saved new/out.lpnb\n" in capsys.readouterr().out.replace(os.sep, "/")


@pytest.fixture
def full(small, monkeypatch):
    """Have the disk be full when a graph is saved."""
    refusal = FileError(Problem("file 'out.lpnb'", "a place to write to", "no space left on device"))
    monkeypatch.setattr(lpnb.Graph, "save", Mock(side_effect=refusal))
    return f"lpnb train: {refusal}\n"


@pytest.mark.parametrize("unit", ["--frames", "--epochs"])
def test_where_saving_fails_after_all_the_score_is_said(full, capsys, unit):
    assert train_small(unit, "3", "--out", "out.lpnb") == 2
    told = capsys.readouterr()
    assert "held-out samples right: " in told.out
    assert told.err == full


@pytest.mark.parametrize("unit", ["--frames", "--epochs"])
def test_ctrl_c_says_where_it_stopped_and_that_saving_failed(full, capsys, interrupt, unit):
    interrupt(1)
    assert train_small(unit, "3", "--out", "out.lpnb") == 2
    stopped, failed = capsys.readouterr().err.splitlines(keepends=True)
    assert stopped.startswith("small: stopped after frame ")
    assert failed == full
