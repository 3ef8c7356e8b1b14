"""The page that tells what was measured: docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path

import torch

from benchmarks.rounds import Effort
from benchmarks.row import Row, table
from benchmarks.statestream import LEAST_ROUNDS

PATH = Path(__file__).parents[1] / "docs" / "benchmarks.md"

TEXT = """\
# Benchmarks

Written by `make bench` on {date}, in one run of {minutes:.1f} minutes, on {machine}.

{table}

## What is measured

- **tier 0** is the generated program (`graph.code()`), called frame by frame under `torch.no_grad()`, as the background
  thread of a stream calls it. Its peer is what one writes without lpnb: an `nn.Module` for each edge, a dict of
  states, a loop over the nodes, under `torch.inference_mode()` (`benchmarks/interpreter.py`). Both have the same
  weights, and must agree after 8 frames before any time is taken. Batch 1, one thread. N1 is five vectors of 64 with
  loops, N2 a small convolutional network, N3 nine nodes with skips (179 MFLOP a frame), N4 32 convolutions in a row
  (605 MFLOP).
- **tier 0 as a stream runs it** is the whole frame: sources are asked, the program runs, the last frames are
  remembered, and now and then all states are inspected for numbers that are not finite.
- **publishing** is how much of its frame rate a stream loses to a workbench: one that nobody displays, and one with
  8 views on screen, whose browser (a fake one) says at once that it has painted. Messages are serialized and signed as
  in a kernel. The wall clock tells; without a viewer, the processor time of all threads but the stream's own, which
  bounds the loss.
- **live edit**: from the call of `graph.add`, `connect` or `set`, on a graph that is playing, to the first frame that
  the new program has computed. Batch 1.
- **1000-node chain**: from nothing to the first frame of a thousand nodes in a row.
- **import lpnb**: the import alone, in a fresh process. What is heavy loads when it is used first.
- **learning** is the digits graph of the README at batch 32: truncated backpropagation through time over 8 frames, and
  Adam. Its peer is the same network and the same rule as plain PyTorch (`benchmarks/bptt_loop.py`); both must have
  learned the same after 4 windows. Beyond that, lpnb shows the loss of each sample and probabilities in every frame,
  refuses gradients that are not finite, and remembers the past.
- **training** is what a stream's thread does with the networks of tier 0 and a loss in them (mean squared error, Adam),
  frame by frame: it asks sources, computes, learns, looks for numbers that are not finite, and remembers the past. Its
  peer is tier 0's, unrolled over the window: `backward()`, `torch.optim.Adam(foreach=True)`, states detached. Both
  begin with the same parameters, see the same data, and must have learned the same after 3 updates. One thread. With
  **compiled windows** the loss has `compiled=True`, and is measured once its code has been tried. What that takes is
  not counted: 10 to 30 s in another process. Of N3, most of the peer's time are convolutions that run at 80 to 95 % of
  what one core can multiply: its forward frames alone leave no room for 2.5x (decision 0015).
- **Statestream's** networks are opened from their files and shown random data, at batch 1 and at the batch of the file:
  the whole frame of a stream, with no learning; learning as their authors meant it, where gradients look back over the
  frames of a window; and as Statestream did (`compat="statestream"`), where an update in each frame looks ahead. Their
  peers are the same networks by hand (`benchmarks/statestream_peer.py`), with the same rules and optimizers (torch's
  with `foreach=True`); before any time is taken, both must compute and learn the same in double precision, with the
  same random numbers. One thread; where an update takes long there are fewer rounds, {least} at least.
- **time machine** is its memory, once that is full: by its own count, and by what a fresh process has grown by. The
  C library keeps memory that is free for later; what is left when it is asked to give that back stands in brackets.
- **lag after pause** and **scrubbing** are measured in a real JupyterLab and a headless Chromium: from the browser's
  time of the last event of the hand to the painted frame that the stream then stands at.
- **editor** is the node editor alone (`lpnb.widgets.GraphEditor`) in a real JupyterLab and a headless Chromium, which
  draws without a GPU, with the processor that all else runs on. The mouse moves through the browser's own input
  60 times a second. Frames are those that call back before painting (`requestAnimationFrame`), for 2 s. A
  drawing has layers; nobody has placed its nodes, so the first paint includes laying them out. "First on the page" also
  loads the widget manager and the editor's module. A gesture lasts from the browser's time of its last event (the
  release, Enter) to the frame with the kernel's answer; the stream plays at 200 frames/s meanwhile. The longest time
  without a frame counts from the click on "Tidy" to the last change of what is drawn.

## How

Contenders take turns in one process, {rounds} rounds of about {seconds:.2f} s each; a ratio is the median over the
rounds. On the CPU they pay the processor time of their own thread, so that other processes hardly count; on a GPU,
wall-clock time from idle to idle. Ratios hold from machine to machine better than times do. Publishing and live edits,
which only the wall clock can tell, are taken in the quietest rounds; "others" is how many cores other processes kept
busy even then.
"""


HEADING = "## In the long run"
SOAK = """\
## In the long run

Written by `make soak` on {date}, in one run of {minutes:.1f} minutes, on {machine}.

{table}

- **a million frames of N1**: as fast as it can, with a workbench whose browser (a fake one) shows everything; 8 views
  are opened and closed all the time. What the process grows by counts after the first frames; what the time machine
  remembers is part of it.
- **hidden tab**: a workbench of a network that learns the digits at 200 frames/s, in a real JupyterLab, whose page says
  that it is hidden. Its time machine is small, so that it is full before. The kernel's growth is that of its memory,
  the browser's that of its JavaScript, after collecting.
"""


def write(rows: list[Row], effort: Effort, seconds: float, path: Path = PATH) -> None:
    """Write the page."""
    path.parent.mkdir(exist_ok=True)
    text = TEXT.format(
        date=dt.datetime.now(tz=dt.UTC).date().isoformat(),
        minutes=seconds / 60,
        machine=machine(),
        table=table(rows),
        rounds=effort.rounds,
        seconds=effort.seconds,
        least=LEAST_ROUNDS,
    )
    path.write_text(text + kept_soak(path), encoding="utf-8")


def write_soak(rows: list[Row], seconds: float, path: Path = PATH) -> None:
    """Write the table of what takes long to the end of the page, in place of the one that is there."""
    path.parent.mkdir(exist_ok=True)
    date = dt.datetime.now(tz=dt.UTC).date().isoformat()
    text = SOAK.format(date=date, minutes=seconds / 60, machine=machine(), table=table(rows))
    before = path.read_text(encoding="utf-8").partition(HEADING)[0].rstrip() if path.exists() else ""
    path.write_text(f"{before}\n\n{text}".lstrip(), encoding="utf-8")


def kept_soak(path: Path) -> str:
    """Return the table of what takes long as the page has it, with its heading; empty if it has none."""
    found = path.read_text(encoding="utf-8").partition(HEADING)[2] if path.exists() else ""
    return f"\n{HEADING}{found}" if found else ""


def machine() -> str:
    """Return what was measured on, in words."""
    words = f"{processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    if torch.cuda.is_available():
        words += f", {torch.cuda.get_device_name()}"
    return f"{words}, torch {torch.__version__}"


def processor() -> str:
    """Return the model of the processor, as far as it tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
