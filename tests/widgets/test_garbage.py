"""Garbage that waits, and is collected again."""

import gc

import pytest

from lpnb.widgets.garbage import garbage_waits


def test_garbage_waits_inside_and_no_longer():
    with garbage_waits():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_collected_again_whatever_happens_inside():
    with pytest.raises(ZeroDivisionError), garbage_waits():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_collects_none_keeps_it_so():
    gc.disable()
    try:
        with garbage_waits():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_two_at_a_time_end_with_garbage_collected():
    one, other = garbage_waits(), garbage_waits()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    other.__exit__(None, None, None)
    assert gc.isenabled()
