"""What a hand does in the node editor: clicks, drags and keys, found by what a person sees."""

import time

EMPTY = 'import lpnb\ng = lpnb.Graph("digits")\nstream = lpnb.Stream(g, batch=32, draft=True)'
SMALL = """
import lpnb
g = lpnb.Graph("small")
g.add("x", "input", shape=4, value=1.0, position=(0, 0))
g.add("a", "pool", shape=4, act="tanh", position=(290, 0))
g.add("b", "pool", shape=4, act="tanh", position=(580, 0))
g.connect("x", "a"); g.connect("a", "b", "dense"); g.connect("b", "a", "dense")
stream = lpnb.Stream(g, batch=2, rate=200)
""".strip()


class Drawing:
    """One editor on the page."""

    def __init__(self, notebook, number=0):
        self.notebook, self.page = notebook, notebook.page
        self.root = self.page.locator(".lpnb-editor").nth(number)
        self.canvas = self.root.locator(".lpnb-canvas")
        self.page.evaluate("() => jupyterapp.shell.collapseLeft()")
        self.canvas.scroll_into_view_if_needed()
        self.root.locator(".react-flow__pane").wait_for()

    def node(self, name):
        """The card of a node."""
        return self.root.locator(f".react-flow__node:has(b[title='{name}'])")

    def group(self, name):
        """The title of an open group."""
        return self.root.locator(f".lpnb-group-head b[title='{name}']")

    def out(self, name, port="out"):
        """An output of a node."""
        return self.node(name).locator(f".react-flow__handle.source[data-handleid='{port}']")

    def into(self, name, port="in"):
        """An input of a node."""
        return self.node(name).locator(f".react-flow__handle.target[data-handleid='{port}']")

    def delay(self, wire):
        """The number on a wire, by the wire's name."""
        return self.root.locator(f".lpnb-delay[aria-label^='Delay of {wire}:']")

    def point(self, x, y):
        """A point of the page, from the canvas's upper left corner."""
        box = self.canvas.bounding_box()
        return box["x"] + x, box["y"] + y

    def centre(self, target):
        box = target.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, start, end, *, steps=8):
        """Drag from a point, or the middle of something, to another."""
        places = [place if isinstance(place, tuple) else self.centre(place) for place in (start, end)]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        self.page.mouse.move(*places[1], steps=steps)
        self.page.mouse.up()

    def add(self, kind, x, y):
        """Add a node with a double click and the palette."""
        self.page.mouse.dblclick(*self.point(x, y))
        self.choose(kind)

    def choose(self, kind):
        """Take a kind in the open palette."""
        before = len(self.names())
        self.root.locator(".lpnb-palette input").wait_for()
        self.page.keyboard.type(kind)
        self.page.keyboard.press("Enter")
        self.until(lambda: len(self.names()) == before + 1)

    def connect(self, start, end):
        """Drag a wire; `end` may be a port or just a node."""
        before = self.wires()
        self.drag(start, end)
        self.until(lambda: self.wires() != before)

    def set(self, field, value):
        """Type a value into a field of the inspector."""
        control = self.root.get_by_label(field, exact=True)
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
            control.press("Enter")

    def rename(self, name):
        """Give the selected node another name."""
        field = self.root.get_by_label("Name", exact=True)
        field.fill(name)
        field.press("Enter")
        self.until(lambda: name in self.names())

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def python(self, expression):
        """The value of an expression in the kernel, as text."""
        return self.notebook.python(f"print({expression})")

    def names(self):
        return self.python("' '.join(g.nodes())").split()

    def wires(self):
        return self.python("' '.join(g.wires())").split()

    def until(self, true, seconds=15):
        """Wait until something is true."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not within {seconds} s: nodes {self.names()}, wires {self.wires()}"
            self.page.wait_for_timeout(40)

    def status(self):
        return self.root.locator(".lpnb-status").inner_text()
