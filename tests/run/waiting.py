"""Wait for an effect, not for the clock."""

import threading
import time


def wait_until(happened, seconds=20):
    """Return when `happened()` is true; fail when it takes too long."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        pause.wait(0.002)
