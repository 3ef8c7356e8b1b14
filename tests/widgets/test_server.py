import asyncio
import logging
import types
from concurrent.futures import ThreadPoolExecutor

from lpnb.widgets import server


def awaited(coroutine):
    """The result of a coroutine, from a thread of its own: the browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, coroutine).result(20)


def handler_class():
    class Handler:
        def __init__(self):
            self.done = []

        def set_nodelay(self, value):
            self.done.append(("nodelay", value))

        async def open(self, kernel_id):
            self.done.append(("open", kernel_id))
            return "opened"

    return Handler


def test_a_websocket_opens_without_delay():
    cls = handler_class()
    server.patch(cls, logging.getLogger())
    handler = cls()
    assert awaited(handler.open("k")) == "opened"
    assert handler.done == [("nodelay", True), ("open", "k")]


def test_patching_twice_is_patching_once():
    cls = handler_class()
    server.patch(cls, logging.getLogger())
    once = cls.open
    server.patch(cls, logging.getLogger())
    assert cls.open is once


def test_a_websocket_that_cannot_still_opens(caplog):
    cls = handler_class()
    cls.set_nodelay = lambda self, value: 1 / 0
    server.patch(cls, logging.getLogger())
    assert awaited(cls().open("k")) == "opened"
    assert "could not switch off" in caplog.text


def test_a_server_that_is_built_differently_gets_a_line_in_its_log(caplog, monkeypatch):
    from jupyter_server.services.kernels import websocket

    monkeypatch.delattr(websocket, "KernelWebsocketHandler")
    server._load_jupyter_server_extension(types.SimpleNamespace(log=logging.getLogger()))
    assert "built differently" in caplog.text


def test_the_installed_server_is_served(monkeypatch):
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    assert callable(KernelWebsocketHandler.set_nodelay)
    assert server._jupyter_server_extension_points() == [{"module": "lpnb.widgets.server"}]
