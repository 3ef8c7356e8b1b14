"""What a loss remembers outlives files, edits and switches."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

import lpnb
from lpnb.errors import FileError
from tests.learn.unrolled import network


def weights_after(graph, frames):
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(frames)
        return stream.weights()


def still(graph):
    """The same data in every frame, so that it makes no difference where a stream begins; no loop, so states settle."""
    data = graph["data"].data
    graph.set("data", data={name: array[:1].repeat(2, 0) for name, array in data.items()}, hold=1)
    graph.remove("h->h")
    return graph


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "rprop", "adagrad", "adafactor"])
def test_training_goes_on_from_a_file_with_the_same_numbers(tmp_path, optimizer):
    graph = still(network(optimizer=optimizer, window=4, schedule="StepLR", schedule_options={"step_size": 3}))
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(24)
        graph.save(tmp_path / "net.lpnb")
        loaded = lpnb.Graph.load(tmp_path / "net.lpnb")
        wanted = one_update(stream._thread.engine.rules[0])
    with lpnb.Stream(loaded, batch=2, device="cpu") as again:
        assert again.messages == type(again.messages)()
        rule = again._thread.engine.rules[0]
        assert rule.steps.updates == 6
        found = one_update(rule)
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(value, wanted[name]) for name, value in found.items())


def one_update(rule):
    """The parameters after one step of the optimizer on a gradient of ones."""
    rule.steps.step([torch.ones_like(p) for p in rule.parameters.values()], None, torch.tensor(1.0))
    return {name: p.detach().numpy().copy() for name, p in rule.parameters.items()}


def test_a_graph_that_never_learned_is_saved_without_moments(tmp_path):
    graph = network(optimizer="sgd")
    weights_after(graph, 10)
    graph.save(tmp_path / "net.lpnb")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["net.lpnb", "net.safetensors"]
    assert '"version": 3' in (tmp_path / "net.lpnb").read_text()
    network().save(tmp_path / "other.lpnb")
    assert not (tmp_path / "other.moments.safetensors").exists()


def test_the_keys_of_moments_say_of_what_they_are(tmp_path):
    graph = network()
    weights_after(graph, 16)
    graph.rename("h", "hidden")
    graph.rename("learn", "teacher")
    graph.save(tmp_path / "net.lpnb")
    assert '"version": 4' in (tmp_path / "net.lpnb").read_text()
    keys = load_file(tmp_path / "net.moments.safetensors")
    assert {"teacher: exp_avg of hidden.bias", "teacher: step of hidden->y.weight"} <= set(keys)
    assert set(lpnb.Graph.load(tmp_path / "net.lpnb").moments) == set(keys)


def test_moments_that_do_not_fit_are_left_out_and_that_is_said(tmp_path):
    graph = network()
    weights_after(graph, 16)
    graph.save(tmp_path / "net.lpnb")
    file = tmp_path / "net.moments.safetensors"
    moments = load_file(file)
    moments["learn: exp_avg of h.bias"] = np.zeros((400, 400), np.float32)
    moments["learn: exp_avg of y.bias"] *= np.nan
    save_file(moments, file)
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=2, device="cpu") as stream:
        words = "node 'learn': what it remembers in the file does not fit; that much begins anew"
        assert list(stream.messages) == [words]
        stream.step(40)
        state = stream._thread.engine.rules[0].optimizer.state
        assert float(state[stream.built.weights()["h.bias"]]["step"]) == 5
        assert float(state[stream.built.weights()["h->y.weight"]]["step"]) == 7


def test_a_missing_or_damaged_file_of_moments_is_said(tmp_path):
    graph = network()
    weights_after(graph, 16)
    graph.save(tmp_path / "net.lpnb")
    file = tmp_path / "net.moments.safetensors"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(FileError, match="The file is damaged or cut off; it was not changed"):
        lpnb.Graph.load(tmp_path / "net.lpnb")
    file.unlink()
    with pytest.raises(FileError) as caught:
        lpnb.Graph.load(tmp_path / "net.lpnb")
    assert str(caught.value) == (
        "file 'net.lpnb', key 'moments': expected 'net.moments.safetensors' beside it, found no such file. "
        "Put it there, or take the key 'moments' out to let its optimizers begin anew."
    )


def test_a_loss_that_was_off_or_muted_goes_on_where_it_was():
    graph = network()
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        rule = stream._thread.engine.rules[0]
        before = {key: value.clone() for key, value in rule.memory().items()}
        for fields in ({"on": False}, {"on": True}, {"mode": "mute"}, {"mode": "on"}):
            graph.set("learn", **fields)
            stream.step(2)
        assert stream._thread.engine.rules[0] is rule
        after = rule.memory()
        assert all(torch.equal(after[key], value) for key, value in before.items())


def test_what_a_resting_loss_remembers_is_saved_too():
    graph = network()
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        graph.set("learn", on=False)
        stream.step(3)
    assert "learn: exp_avg of h.bias" in graph.moments


def test_new_weights_begin_without_moments():
    graph = network()
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        stream.reset(weights=True)
        assert stream._thread.engine.rules[0].memory() == {}
    assert graph.moments == {}


def test_other_options_keep_those_moments_that_fit():
    graph = network(window=4)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        bias = stream.built.trainable()["h.bias"]
        rule = stream._thread.engine.rules[0]
        moment = rule.optimizer.state[bias]["exp_avg"].clone()
        graph.set("learn", options={"betas": [0.5, 0.9]})
        stream._thread.call(lambda: None)
        assert torch.equal(rule.optimizer.state[bias]["exp_avg"], moment)
        graph.set("learn", options={"amsgrad": True})  # keeps more than there was
        stream.step(16)
        assert "max_exp_avg_sq" in rule.optimizer.state[bias]


@pytest.mark.parametrize("fields", [{"optimizer": "sgd"}, {"options": {"amsgrad": True}}])
def test_undoing_another_optimizer_brings_the_moments_back(fields):
    graph = network(window=4)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        rule = stream._thread.engine.rules[0]
        before = {key: value.clone() for key, value in rule.memory().items()}
        graph.set("learn", **fields)
        stream._thread.call(lambda: None)
        assert rule.steps.memory() == {}
        graph.undo()
        stream._thread.call(lambda: None)
        assert rule.memory().keys() == before.keys()
        assert all(torch.equal(value, before[key]) for key, value in rule.memory().items())


def test_moments_of_another_optimizer_are_gone_once_parameters_have_moved():
    graph = network(window=4)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(16)
        graph.set("learn", optimizer="sgd")
        stream.step(8)
        graph.set("learn", optimizer="adam")
        stream._thread.call(lambda: None)
        assert stream._thread.engine.rules[0].steps.memory() == {}


def test_the_learning_rate_stays_live_while_a_schedule_runs():
    graph = network(window=2, lr=0.1, schedule="ExponentialLR", schedule_options={"gamma": 0.5})
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(6)
        rule = stream._thread.engine.rules[0]
        assert rule.optimizer.param_groups[0]["lr"] == pytest.approx(0.1 / 8)
        stream["learn.lr"] = 0.8
        assert rule.optimizer.param_groups[0]["lr"] == pytest.approx(0.1)
