"""Listeners are told in order, once each, and are not kept alive."""

import gc

from lpnb.graph.signal import Signal


class Listener:
    def __init__(self):
        self.heard = []

    def hear(self, *values):
        self.heard.append(values)


def test_listeners_are_called_in_the_order_in_which_they_came():
    signal, heard = Signal(), []
    for number in range(3):
        signal.connect(lambda value, number=number: heard.append((number, value)))
    signal.send("x")
    assert heard == [(0, "x"), (1, "x"), (2, "x")]


def test_a_bound_method_is_heard_but_not_kept_alive():
    signal, listener, heard = Signal(), Listener(), []
    signal.connect(listener.hear)
    signal.connect(heard.append)
    signal.send(1)
    assert listener.heard == [(1,)]
    del listener
    gc.collect()
    signal.send(2)
    assert heard == [1, 2]


def test_the_method_of_a_list_will_do():
    signal, heard = Signal(), []
    signal.connect(heard.append)
    signal.send(1)
    assert heard == [1]


def test_a_listener_that_left_is_told_no_more():
    signal, one, two = Signal(), Listener(), Listener()
    signal.connect(one.hear)
    signal.connect(two.hear)
    signal.disconnect(one.hear)
    signal.send(1)
    assert (one.heard, two.heard) == ([], [(1,)])


def test_one_that_never_listened_may_leave():
    signal, listener = Signal(), Listener()
    signal.connect(listener.hear)
    signal.disconnect(Listener().hear)
    signal.disconnect(print)
    signal.send(1)
    assert listener.heard == [(1,)]


def test_a_listener_may_leave_while_it_is_told():
    signal, listener, heard = Signal(), Listener(), []

    def once(value):
        heard.append(value)
        signal.disconnect(once)

    signal.connect(once)
    signal.connect(listener.hear)
    signal.send(1)
    signal.send(2)
    assert heard == [1]
    assert listener.heard == [(1,), (2,)]
