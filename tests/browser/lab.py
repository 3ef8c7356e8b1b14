"""A real JupyterLab and a real browser, for tests and for pictures: one server and one page serve many notebooks."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[2]
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BROWSER = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
HARMLESS = (
    *("restore the debugger", "lsp/status", "terminals plugin", "GL Driver", "favicon"),
    # A few times in a hundred pages, while a kernel starts: the server hands on a message behind the topic of another
    # one (of what the debugger of IPython's kernel prints), and JupyterLab passes it over.
    "Kernel message validation error",
    # bqplot draws the frame of a plot also while the cell of that has no size yet: it is drawn again when it has one.
    "<rect> attribute width: A negative value",
    "<rect> attribute height: A negative value",
)
READY = """() => { const w = window.jupyterapp?.shell?.currentWidget;
  return w?.content?.model && w?.sessionContext?.isReady && w.sessionContext.session?.kernel?.status === 'idle' }"""


def find_chromium():
    """The browser to drive, or None."""
    names = [os.environ["LPNB_CHROMIUM"]] if os.environ.get("LPNB_CHROMIUM") else CHROMIUM
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def jupyter_server(home):
    """Run JupyterLab with everything of its own under `home`; yield (address, folder of notebooks)."""
    root = home / "notebooks"
    root.mkdir(parents=True)
    for name, values in SETTINGS.items():
        file = home / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    own = {f"JUPYTER_{name}": str(home / name.lower()) for name in folders}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    environment = {**os.environ, **own, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger of IPython's kernel would warn on stderr
    log = home / "server.log"
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += [
        "--ServerApp.port_retries=0",
        "--allow-root",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
    ]
    command += ["--LabApp.expose_app_in_browser=True", "--ServerApp.terminals_enabled=False"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, log)
            yield address, root
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(address, process, log):
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not come up:\n{log.read_text()}")


class Notebook:
    """One notebook in the open page of JupyterLab."""

    def __init__(self, page, root):
        self.page, self.root, self.errors = page, root, []
        page.on("console", self._console)
        page.on("pageerror", self._page_error)

    def _console(self, message):
        if message.type == "error":
            self._note(message.text, message.location)

    def _page_error(self, error):
        self._note(f"{error}\n{error.stack}")

    def _note(self, words, place=""):
        if not any(word in f"{words}{place}" for word in HARMLESS):
            self.errors.append(words)

    def open(self, name, cells):
        """Write a notebook of code cells and open it."""
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(new_notebook(cells=[new_code_cell(c) for c in cells], metadata=metadata), self.root / name)
        self.open_file(name)

    def open_file(self, name):
        """Open a notebook that is there, and wait for its kernel."""
        opening = "n => jupyterapp.commands.execute('docmanager:open', {path: n, factory: 'Notebook'}).then(() => null)"
        self.page.evaluate(opening, name)
        self.page.wait_for_function(READY)

    def fill(self, cells):
        """Put these cells in place of those that are there."""
        self.page.evaluate(
            """sources => { const model = jupyterapp.shell.currentWidget.content.model.sharedModel;
              model.transact(() => { model.deleteCellRange(0, model.cells.length);
                model.insertCells(0, sources.map(source => ({cell_type: 'code', source, metadata: {}, outputs: []}))); }); }""",
            cells,
        )

    def run_all(self, seconds=60):
        """Run all cells; fail if one of them did."""
        running = """t => Promise.race([jupyterapp.commands.execute('notebook:run-all-cells').then(() => 'done'),
          new Promise(r => setTimeout(() => r('too slow'), t))])"""
        assert self.page.evaluate(running, seconds * 1000) == "done"
        failures = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').flatMap(c =>
          [...Array(c.model.outputs.length).keys()].map(i => c.model.outputs.get(i).toJSON())
          .filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue))"""
        assert self.page.evaluate(failures) == []

    def start(self, code):
        """Begin to run code in the kernel, and do not wait for it."""
        self.page.evaluate(
            """code => { const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
              window.busy = kernel.requestExecute({code, store_history: false}).done.then(() => null); }""",
            code,
        )

    def python(self, code):
        """Run code in the kernel and return what it printed."""
        return self.page.evaluate(
            """async code => { const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
              const future = kernel.requestExecute({code, store_history: false}); let text = '';
              future.onIOPub = m => { if (m.header.msg_type === 'stream') text += m.content.text;
                else if (m.header.msg_type === 'error') text += 'ERROR ' + m.content.evalue; };
              await Promise.race([future.done, new Promise(r => setTimeout(r, 20000))]); return text.trim(); }""",
            code,
        )

    def cells(self):
        """How many cells the notebook has: shortcuts that get through change it."""
        return self.page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length")

    def theme(self, name):
        """Switch to 'JupyterLab Light' or 'JupyterLab Dark'."""
        self.page.evaluate(
            "t => jupyterapp.commands.execute('apputils:change-theme', {theme: t}).then(() => null)", name
        )
        light = "true" if "Light" in name else "false"
        self.page.wait_for_function("l => document.body.dataset.jpThemeLight === l", arg=light)
        # JupyterLab fades a splash out; two changes in quick succession would make it remove the same one twice.
        self.page.wait_for_function("() => document.querySelector('#jupyterlab-splash') === null")

    def close(self):
        """Shut the kernel down and close the notebook; return the errors that the page has seen."""
        self.page.evaluate(
            """async () => { const w = jupyterapp.shell.currentWidget; if (!w?.context) return;
              await w.sessionContext?.shutdown(); w.context.model.dirty = false; w.close(); w.dispose(); }"""
        )
        self.page.remove_listener("console", self._console)
        self.page.remove_listener("pageerror", self._page_error)
        return self.errors

    def forget_errors(self):
        """Return the errors that the page has seen since the last time."""
        errors, self.errors = self.errors, []
        return errors


def open_lab(browser, address, *, width=1400, height=1000, scale=1):
    """Open JupyterLab in a new page, and wait until it is there."""
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{address}/lab?reset", wait_until="domcontentloaded")
    page.wait_for_function("() => window.jupyterapp?.shell && window.jupyterapp.restored.then(() => true)")
    return page
