"""`make bench` works: its quick form measures every figure once, roughly, and prints the whole table."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from benchmarks import statestream
from benchmarks.rounds import QUICK
from tests.browser.lab import find_chromium
from tests.statestream.files import needs_files

ROOT = Path(__file__).parents[1]
NETWORKS = ("N1", "N2", "N3", "N4")
FIGURES = [
    *(f"{what}, {network}" for network in NETWORKS for what in ("tier 0", "tier 0 as a stream runs it")),
    *(f"publishing, {network}, {who}" for network in ("N2", "N3") for who in ("no viewer", "8 views open")),
    "live edit to first frame, 32 convolutions",
    "live edit to first frame, 32 dense nodes",
    "1000-node chain: add and connect",
    "1000-node chain: check, emit, build, first frame",
    "1000-node chain: Stream(graph) to its first frame",
    "import lpnb",
    "learning, digits graph, batch 32",
    *(f"training, {case}" for case in ("N1, batch 1", "N1, batch 32", "N2, batch 32", "N3, batch 1")),
    "time machine, large maps: its count, off its budget",
    *(f"editor, size of {name}" for name in ("editor.js", "loader.js")),
]
FROM_FILES = [
    f"Statestream's {name}, {batch}, {way.words}"
    for name in statestream.FILES
    for batch in ("batch 1", "batch of the file")
    for way in statestream.WAYS
]
IN_BROWSER = [
    "lag after pause, digits learning, 5 views: from the click to the last frame",
    "scrubbing: from a move of the hand to its picture",
    *(f"editor, first paint of 200 nodes, 400 edges, {when}" for when in ("first on the page", "editor loaded")),
    "editor, 200 nodes, dragging one node at full size",
    "editor, 200 nodes, dragging one node, all on screen",
    "editor, 200 nodes, dragging a node with 20 edges, all on screen",
    "editor, messages to the kernel while a node is dragged",
    "editor, loads of its module for 10 editors on a page",
    "editor, first paint of 1000 nodes, 2000 edges",
    "editor, 1000 nodes, panning, all on screen",
    "editor, 1000 nodes, zooming from all on screen",
    "editor, 1000 nodes, panning at full size",
    "editor, tidying 1000 nodes",
    "editor, tidying, longest time without a frame",
    "editor, tidying, from the click to a sign of progress",
    "editor, 200 nodes playing, gesture to acknowledged edit",
    "editor, 200 nodes playing, gesture to drawn answer",
]
LINE = re.compile(
    r"\| (?P<figure>[^|]+?) +\|[^|]+\| (?P<value>-?[\d.]+)(x| %| [a-zA-Z/]+)[^|]*\|[^|]+\| (yes|\*\*no\*\*|-) +\|"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Output of the command, and the page that it wrote."""
    page = tmp_path_factory.mktemp("docs") / "benchmarks.md"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--page", str(page)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout, page.read_text()


@pytest.mark.slow
@pytest.mark.timeout(900)  # a slow machine takes five minutes
def test_the_quick_form_prints_every_figure(run):
    figures = [match["figure"] for match in map(LINE.match, run[0].splitlines()) if match]
    wanted = FIGURES + (IN_BROWSER if find_chromium() is not None else [])
    wanted += FROM_FILES if statestream.FOLDER.exists() else []
    assert [figure for figure in wanted if not any(one.startswith(figure) for one in figures)] == []


@pytest.mark.slow
@pytest.mark.timeout(900)  # a slow machine takes five minutes
def test_the_page_holds_the_table_and_says_what_was_measured_on(run):
    output, page = run
    assert output[output.index("| figure") : output.rindex("|") + 1] in page
    assert re.search(r"on \d{4}-\d{2}-\d{2}, in one run of [\d.]+ minutes, on .+ cores, .+ torch \d", page)


@pytest.mark.slow
@pytest.mark.timeout(900)  # a slow machine takes five minutes
def test_an_unknown_figure_gets_words():
    command = [sys.executable, "-m", "benchmarks", "tier9"]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "no figure 'tier9'; there are tier0, publishing, live_edit" in ended.stderr


@needs_files
@pytest.mark.parametrize("way", statestream.WAYS, ids=lambda way: way.words)
def test_what_is_compared_with_statestreams_files_computes_the_same(way):
    statestream.must_agree(statestream.Case("demo", way, 2, torch.device("cpu")))


@needs_files
def test_a_peer_that_computes_otherwise_is_found(monkeypatch):
    monkeypatch.setattr(statestream.FILES["demo"], "NOISE", 0.2)
    with pytest.raises(AssertionError, match="Case.*demo.*image differs"):
        statestream.must_agree(statestream.Case("demo", statestream.WAYS[0], 2, torch.device("cpu")))


def test_without_statestreams_files_nothing_of_them_is_measured(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(statestream, "FOLDER", tmp_path / "nowhere")
    assert list(statestream.rows(QUICK, torch.device("cpu"))) == []
    words = f"statestream: nothing to measure, its network files are not at {tmp_path / 'nowhere'}\n"
    assert capsys.readouterr().err == words
