"""No garbage is collected while a person edits, and it is when they rest."""

import gc
import time

import pytest

from lpnb.widgets import garbage
from lpnb.widgets.garbage import PAUSE, garbage_waits


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Rests are short."""
    monkeypatch.setattr(garbage, "REST", 0.05)
    yield
    PAUSE.end()
    assert gc.isenabled()


def collected_within(seconds):
    """Whether garbage is collected again before long."""
    end = time.monotonic() + seconds
    while not gc.isenabled() and time.monotonic() < end:
        time.sleep(0.005)
    return gc.isenabled()


def test_garbage_waits_inside_and_for_a_while_after_it():
    with garbage_waits():
        assert not collected_within(0.2)
    assert not gc.isenabled()
    assert collected_within(10)


def test_garbage_is_collected_again_after_a_mistake():
    with pytest.raises(ZeroDivisionError), garbage_waits():
        1 / 0  # noqa: B018 - that is the point
    assert collected_within(10)


def test_who_had_switched_it_off_keeps_it_so():
    gc.disable()
    try:
        with garbage_waits():
            pass
        assert not collected_within(0.3)
    finally:
        gc.enable()


def test_an_edit_before_the_rest_is_over_makes_garbage_wait_on():
    garbage.REST = 3.0
    for _ in range(4):
        with garbage_waits():
            pass
        assert not collected_within(0.15)
    assert collected_within(30)


def test_garbage_does_not_wait_for_ever_for_a_busy_person(monkeypatch):
    monkeypatch.setattr(garbage, "LONGEST", 0.1)
    monkeypatch.setattr(garbage, "REST", 60)
    with garbage_waits():
        pass
    assert collected_within(10)


def test_two_at_a_time_end_with_garbage_collected():
    one, other = garbage_waits(), garbage_waits()
    with one, other:
        assert not gc.isenabled()
    assert collected_within(10)
