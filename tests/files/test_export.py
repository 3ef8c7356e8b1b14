"""The exported script: the same text, needs torch alone, proves itself."""

import ast
import subprocess
import sys

import pytest

import lpnb
from lpnb.learn import train

ALLOWED = {"torch", "types", "typing", "base64", "json", "zlib", "time"}


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    graph = lpnb.Graph.load("digits")
    graph.set("hidden", noise=0.1)
    train(graph, frames=100)
    return graph, graph.export(tmp_path_factory.mktemp("script") / "net")


def run(script, *change):
    if change:
        script = script.with_name("changed.py")
        script.write_text(script.with_name("net.py").read_text().replace(*change))
    return subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, check=False, timeout=100)


def test_it_runs_alone_and_computes_the_same_bit_for_bit(script):
    done = run(script[1])
    assert done.stderr == ""
    assert done.returncode == 0
    speed, test = done.stdout.splitlines()
    assert speed.endswith(" frames/s with 2 samples on the CPU")
    assert test == "self-test over 20 recorded frames: largest difference 0, passed"


def test_its_program_is_the_one_that_streams_run_and_people_see(script):
    graph, file = script
    assert file.read_text().startswith(graph.code())
    with lpnb.Stream(graph, device="cpu") as stream:
        assert stream.program.text == graph.code()


def test_it_imports_torch_and_the_standard_library_only(script):
    imports = [n for n in ast.walk(ast.parse(script[1].read_text())) if isinstance(n, (ast.Import, ast.ImportFrom))]
    names = {
        name for n in imports for name in ([n.module] if isinstance(n, ast.ImportFrom) else [a.name for a in n.names])
    }
    assert {name.partition(".")[0] for name in names} <= ALLOWED


def test_the_self_test_fails_when_the_network_is_another(script):
    done = run(script[1], "hidden = relu_(", "hidden = torch.tanh(")
    assert done.returncode == 1
    assert done.stdout.rstrip().endswith("FAILED")


def test_every_kind_of_state_is_exported(tmp_path):
    graph = lpnb.Graph('all: of "it"')
    graph.add("x", "input", shape=2, value=0.5)
    graph.add("slow", "pool", shape=100, act="tanh", period=3, offset=1, initial=0.25, gain="scalar", bias="full")
    graph.add("scalar", "pool", shape=1)
    graph.connect("x", "slow", "dense", delay=3)
    graph.connect("slow", "scalar", "dense", delay=0)
    assert run(graph.export(tmp_path / "net")).stdout.rstrip().endswith("largest difference 0, passed")
