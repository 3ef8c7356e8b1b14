"""A real JupyterLab in a real Chromium, with what it takes to measure an editor there: frames, messages, changes.

Hands are real: the mouse moves through the browser's own input, about 60 times a second.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

    from tests.browser.lab import Notebook

ROOT = Path(__file__).parents[1]
MOVES = 60
"""Moves of the mouse in a second."""
CALM = 400
"""Milliseconds without a change after which everything is where it belongs."""
GLIDE = 500
"""Milliseconds within which a view that was asked to move has arrived."""

PROBE = """() => {
  const bench = window.lpnbBench = { sends: [], acks: [], blobs: [], answers: [], input: 0, moved: 0, gaps: null };
  const send = WebSocket.prototype.send;
  const told = (data) => (typeof data === "string" ? data : data instanceof Blob ? "" : new TextDecoder().decode(data));
  WebSocket.prototype.send = function (...args) {
    const now = performance.now(), ack = /"ack":\\s*(\\d+)/.exec(told(args[0]));
    bench.sends.push(now);
    if (ack) bench.acks.push([Number(ack[1]), now]);
    return send.apply(this, args);
  };
  const url = URL.createObjectURL;
  URL.createObjectURL = (blob) => { bench.blobs.push(blob.size ?? 0); return url.call(URL, blob); };

  // The browser's own time of the last release of a button and of the last Enter.
  const pressed = (event) => { if (event.type !== "keydown" || event.key === "Enter") bench.input = event.timeStamp; };
  for (const type of ["pointerup", "keydown"]) window.addEventListener(type, pressed, true);

  // A frame is painted when the task behind its callbacks runs.
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));

  bench.startFrames = () => {
    const times = [];
    let on = true;
    const tick = (time) => { if (on) { times.push(time); requestAnimationFrame(tick); } };
    requestAnimationFrame(tick);
    bench.stopFrames = () => { on = false; return times; };
  };
  bench.idle = (ms) => new Promise((done) => { bench.startFrames(); setTimeout(() => done(bench.stopFrames()), ms); });

  // Resolves with what `look` has noted, and when the last change inside of `root` was painted, once nothing has
  // changed there for `calm` milliseconds and `done` holds.
  bench.watch = (root, calm, look, done) => new Promise((resolve, reject) => {
    const noted = { start: performance.now(), last: performance.now() };
    let changes = 0;
    bench.startFrames();
    const observer = new MutationObserver(() => {
      look(noted);
      changes++;
      painted((time) => { noted.last = time; changes--; });
    });
    const attributeFilter = ["style", "class", "transform", "d"];
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter });
    const end = (then, value) => { clearInterval(timer); observer.disconnect(); then(value); };
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - noted.start > 60000) end(reject, new Error(`not within a minute: ${done}`));
      else if (changes || now - noted.last < calm || !done(noted)) return;
      else end(resolve, { ...noted, frames: bench.stopFrames() });
    }, 50);
  });

  // Answers of the kernel: this is told after the editor has taken one, and React has drawn by then.
  const kernel = () => jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  bench.listen = () => kernel().iopubMessage.connect((_, message) => {
    const content = message.content.data?.content;
    if (message.header.msg_type !== "comm_msg" || content?.answer === undefined) return;
    const answer = { came: performance.now(), refused: content.refused ?? null, drawn: 0 };
    painted((time) => { answer.drawn = time; bench.answers.push(answer); });
  });
  bench.answer = (number, patience) => new Promise((resolve) => {
    const over = performance.now() + patience;
    const look = () => {
      const sent = bench.sends.find((time) => time >= bench.input);
      if (bench.answers.length > number) resolve({ ...bench.answers[number], input: bench.input, sent });
      else if (performance.now() > over) resolve(null);
      else setTimeout(look, 5);
    };
    look();
  });

  // The middles of those elements that can be hit there, well inside of the canvas.
  bench.targets = (selector) => {
    const canvas = document.querySelector(".lpnb-canvas").getBoundingClientRect();
    return [...document.querySelectorAll(`.lpnb-canvas ${selector}`)].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const inside = x > canvas.x + 60 && x < canvas.right - 60 && y > canvas.y + 60 && y < canvas.bottom - 60;
      const hit = inside && element.contains(document.elementFromPoint(x, y));
      return hit ? [{ x, y, id: element.closest("[data-id]")?.dataset.id ?? "", label: element.ariaLabel ?? "" }] : [];
    });
  };
  // A point, away from the borders, where the canvas can be dragged: an empty one, or else one of a wire.
  bench.empty = () => {
    const box = document.querySelector(".lpnb-canvas").getBoundingClientRect();
    let wire = null;
    for (let y = box.y + 80; y < box.bottom - 80; y += 8) for (let x = box.x + 120; x < box.right - 120; x += 8) {
      const hit = document.elementFromPoint(x, y);
      if (hit?.classList.contains("react-flow__pane")) return [x, y];
      if (hit?.classList.contains("react-flow__edge-interaction")) wire ??= [x, y];
    }
    return wire;
  };
  // The node in the middle of the canvas: at its edges a drag would move the view as well.
  bench.central = () => {
    const box = document.querySelector(".lpnb-canvas").getBoundingClientRect();
    const far = ({ x, y }) => Math.hypot(x - box.x - box.width / 2, y - box.y - box.height / 2);
    return bench.targets(".react-flow__node").sort((a, b) => far(a) - far(b))[0].id;
  };
  const view = () => document.querySelector(".lpnb-canvas .react-flow__viewport");
  bench.zoom = () => new DOMMatrix(getComputedStyle(view()).transform).a;
}"""

PAINT = """async ([nodes, wires, calm]) => {
  const bench = window.lpnbBench, { content } = jupyterapp.shell.currentWidget;
  const cell = content.widgets.at(-1).node;
  const count = (selector) => cell.querySelectorAll(selector).length;
  content.activeCellIndex = content.widgets.length - 1;
  const look = (noted) => {
    if (!noted.widget && count(".jp-OutputArea-output")) noted.widget = performance.now();
  };
  const all = () => count(".react-flow__node") === nodes && count(".lpnb-wire") === wires;
  const watched = bench.watch(cell, calm, look, all);
  await jupyterapp.commands.execute("notebook:run-cell");
  const { start, widget, last } = await watched;
  return [widget - start, last - widget];
}"""

TIDY = """async (calm) => {
  const bench = window.lpnbBench, editor = document.querySelector(".lpnb-editor");
  const view = editor.querySelector(".react-flow__viewport");
  let sign = Infinity, over = Infinity;
  const busy = new MutationObserver(() => {
    const there = editor.querySelector(".lpnb-busy") !== null;
    if (there && sign === Infinity) requestAnimationFrame((time) => (sign = time - start));
    if (!there && sign < Infinity) over = performance.now() - start;
  });
  busy.observe(editor, { subtree: true, childList: true });
  const start = performance.now();
  const watched = bench.watch(view, calm, () => {}, () => over < Infinity);
  editor.querySelector(".lpnb-tool[aria-label=Tidy]").click();
  const { last, frames } = await watched;
  busy.disconnect();
  const during = frames.filter((time) => time <= last);
  const gap = Math.max(...during.map((time, at) => time - (at > 0 ? during[at - 1] : start)));
  return { whole: last - start, sign, over, gap };
}"""


@attrs.define
class Lab:
    """The page, its notebook, and a hand.

    Attributes:
        page: The page.
        notebook: The open notebook: cell by cell it is filled anew.
        cdp: The browser's own tools.
    """

    page: Page
    notebook: Notebook
    cdp: CDPSession

    def probe(self, call: str, *arguments: Any) -> Any:
        """Call a function of the probe in the page."""
        return self.page.evaluate(f"args => window.lpnbBench.{call}(...args)", list(arguments))

    def python(self, code: str) -> str:
        """Run code in the kernel and return what it printed."""
        printed: str = self.notebook.python(code)
        assert not printed.startswith("ERROR"), printed
        return printed

    def show(self, code: str, nodes: int, wires: int) -> tuple[float, float]:
        """Show an editor: seconds from running its cell to its output, and from there to all of it drawn."""
        self.python("if 'w' in globals(): w.close()")
        self.notebook.fill([code])
        ran, drawn = self.page.evaluate(PAINT, [nodes, wires, CALM])
        return ran / 1e3, drawn / 1e3

    def tool(self, words: str) -> None:
        """Press a tool of the editor, and wait until the view has moved."""
        self.page.locator(f".lpnb-editor .lpnb-tool[aria-label='{words}']").click()
        self.page.wait_for_timeout(GLIDE)

    def select(self, node: str) -> None:
        """Have a node in view at its full size: shown whole, it can be clicked."""
        self.tool("Show everything")
        self.page.mouse.click(*self.middle(node))
        self.page.wait_for_timeout(100)
        self.tool("Show what is selected")

    def middle(self, node: str) -> tuple[float, float]:
        """Return the middle of a node, by its id."""
        box = self.page.locator(f".lpnb-canvas .react-flow__node[data-id='{node}']").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def mounted(self) -> int:
        """Return how many nodes have elements."""
        return self.page.locator(".lpnb-canvas .react-flow__node").count()

    def empty(self) -> tuple[float, float]:
        """Return a point where the canvas can be dragged."""
        x, y = self.probe("empty")
        return x, y

    # -- a hand -------------------------------------------------------------------------------------------------

    def drag(self, start: tuple[float, float], radius: float, seconds: float) -> tuple[list[float], int]:
        """Press, lead the mouse around a circle, release; return the frames and the messages between the two."""
        x, y = start
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(100)
        self.page.mouse.down()
        self.page.wait_for_timeout(300)  # the press itself is told: it bounds what is undone as one
        before = self.page.evaluate("() => lpnbBench.sends.length")
        self.probe("startFrames")

        def move(part: float) -> None:
            angle = 4 * math.pi * part
            self.page.mouse.move(x + radius * math.sin(angle), y + radius * (1 - math.cos(angle)) / 2)

        self.paced(seconds, move)
        frames = self.probe("stopFrames")
        messages = self.page.evaluate("() => lpnbBench.sends.length") - before
        self.page.mouse.up()
        self.page.wait_for_timeout(300)
        return frames, messages

    def wheel(self, seconds: float, step: float = 12) -> list[float]:
        """Zoom in and back out with Ctrl and the wheel; return the frames."""
        box = self.page.locator(".lpnb-canvas").bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.keyboard.down("Control")
        self.probe("startFrames")
        self.paced(seconds, lambda part: self.page.mouse.wheel(0, -step if part < 0.5 else step))
        frames = self.probe("stopFrames")
        self.page.keyboard.up("Control")
        return frames

    @staticmethod
    def paced(seconds: float, act: Callable[[float], object]) -> None:
        """Do something 60 times a second, given which part of the time has passed."""
        start = time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds:
            act(passed / seconds)
            behind = time.perf_counter() - start - passed
            time.sleep(max(0.0, 1 / MOVES - behind))

    def heap(self) -> float:
        """Return the megabytes that the page's JavaScript holds."""
        self.cdp.send("HeapProfiler.collectGarbage")
        return self.cdp.send("Runtime.getHeapUsage")["usedSize"] / 1e6


@contextmanager
def open_page() -> Iterator[Lab]:
    """Open a notebook in JupyterLab whose kernel has lpnb and these benchmarks."""
    from playwright.sync_api import sync_playwright

    from tests.browser.lab import BROWSER, Notebook, find_chromium, jupyter_server, open_lab

    with tempfile.TemporaryDirectory() as home, jupyter_server(Path(home)) as (address, root), sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=find_chromium(), args=BROWSER)
        page = open_lab(browser, address, width=1600)
        page.evaluate(PROBE)
        page.evaluate("() => jupyterapp.shell.collapseLeft()")
        notebook = Notebook(page, root)
        paths = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
        imports = "import torch, lpnb, lpnb.widgets\nfrom benchmarks.drawing import drawing\ntorch.set_num_threads(1)"
        notebook.open("editor.ipynb", [f"{paths}\n{imports}"])
        notebook.run_all()
        page.evaluate("() => lpnbBench.listen()")
        yield Lab(page, notebook, page.context.new_cdp_session(page))
        errors = notebook.close()
        browser.close()
        assert not errors, errors
