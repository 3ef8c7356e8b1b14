import threading
import types

import ipywidgets as W  # noqa: N812 - as everywhere

from lpnb.widgets.control import control, on_move, route_to_frontend_thread, turn


def widget_with_comm(comm):
    return types.SimpleNamespace(comm=comm)


def test_messages_keep_the_route_that_the_front_end_chose():
    comm = types.SimpleNamespace(_reply_subshell_for=lambda data, default: "main")
    assert route_to_frontend_thread(widget_with_comm(comm))
    assert comm._reply_subshell_for({}, "subshell") == "subshell"


def test_an_ipykernel_without_rerouting_is_left_alone():
    comm = types.SimpleNamespace()
    assert not route_to_frontend_thread(widget_with_comm(comm))
    assert vars(comm) == {}
    assert not route_to_frontend_thread(widget_with_comm(None))


def test_the_installed_ipykernel_is_one_that_was_looked_at():
    import ipykernel
    from ipykernel.comm import comm

    rerouting = hasattr(comm.BaseComm, "_reply_subshell_for")
    assert rerouting == (ipykernel.version_info[:2] >= (7, 4)), "ipykernel has changed: look at control.py again"


def test_a_move_by_a_person_is_heard_and_one_by_the_kernel_is_not():
    slider, heard = control(W.FloatSlider(0.5)), []
    on_move(slider, heard.append)
    assert turn(slider, value=0.25)
    assert not turn(slider, value=0.25)
    slider.set_state({"value": 0.75})
    assert heard == [0.75]


def test_the_kernel_waits_while_a_message_is_taken_in():
    slider, order = control(W.IntSlider(0)), []
    with slider.lock:
        thread = threading.Thread(target=lambda: (turn(slider, value=5), order.append("turned")))
        thread.start()
        thread.join(0.1)
        order.append("taken in")
    thread.join(20)
    assert order == ["taken in", "turned"]
