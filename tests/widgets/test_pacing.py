import pytest

from lpnb.widgets.pacing import ASLEEP, BYTES_PER_SECOND, LOST_TICKS, SHARE, Meter, Pacing


def looking(now=0.0):
    pacing = Pacing()
    pacing.hear({"view": "a", "shown": ["k"]}, now)
    return pacing


def send_and_ack(pacing, view, now):
    tick = pacing.did_send(10, now)
    pacing.hear({"view": view, "shown": ["k"], "ack": tick}, now)


def test_nothing_may_be_sent_before_a_view_says_that_it_shows_something():
    pacing = Pacing()
    assert not pacing.may_send(10.0)
    pacing.hear({"view": "a", "shown": []}, 10.0)
    assert not pacing.may_send(10.0)
    pacing.hear({"view": "a", "shown": ["k"]}, 10.0)
    assert pacing.may_send(10.0)


def test_at_most_two_are_unacknowledged():
    pacing = looking()
    pacing.did_send(10, 1.0)
    assert pacing.may_send(1.1)
    pacing.did_send(10, 1.1)
    assert not pacing.may_send(1.2)
    pacing.hear({"view": "a", "shown": ["k"], "ack": 1}, 1.3)
    assert pacing.may_send(1.3)


def test_at_most_thirty_a_second():
    pacing = looking()
    sent = 0
    for millisecond in range(1000):
        if pacing.may_send(1 + millisecond / 1000):
            send_and_ack(pacing, "a", 1 + millisecond / 1000)
            sent += 1
    assert 28 <= sent <= 30


def test_what_takes_long_is_sent_less_often():
    pacing = looking()
    tick = pacing.did_send(10, 1.0, work=0.005)
    pacing.hear({"view": "a", "shown": ["k"], "ack": tick}, 1.01)
    assert pacing.pause(1.01) == pytest.approx(0.005 / SHARE - 0.01)
    assert not pacing.may_send(1.0 + 0.99 * 0.005 / SHARE)
    assert pacing.may_send(1.0 + 1.01 * 0.005 / SHARE)


def test_without_acknowledgement_one_goes_out_every_two_seconds():
    pacing = looking()
    pacing.did_send(10, 1.0)
    pacing.did_send(10, 1.1)
    assert not pacing.may_send(3.0)
    assert pacing.may_send(3.2)


def test_a_browser_that_stays_silent_costs_nothing_until_it_speaks_again():
    pacing = looking()
    pacing.did_send(10, 1.0)
    assert not pacing.may_send(1.0 + ASLEEP + 0.1)
    assert pacing.pause(20.0) is None
    pacing.hear({"view": "a", "shown": ["k"], "ack": 1}, 30.0)
    assert pacing.may_send(30.1)


def test_a_paused_stream_does_not_put_the_browser_to_sleep():
    pacing = looking()
    send_and_ack(pacing, "a", 1.0)
    assert pacing.may_send(1.0 + 10 * ASLEEP)


def test_two_views_both_acknowledge_and_the_faster_counts():
    pacing = looking()
    pacing.hear({"view": "b", "shown": ["other"]}, 0.0)
    assert pacing.shown() == {"k", "other"}
    pacing.did_send(10, 1.0)
    tick = pacing.did_send(10, 1.1)
    pacing.hear({"view": "a", "shown": ["k"], "ack": tick}, 1.2)
    pacing.hear({"view": "b", "shown": ["other"], "ack": tick - 1}, 1.3)
    assert pacing.acked == tick


def test_a_view_that_vanished_without_a_word_is_forgotten_while_another_paints():
    pacing = looking()
    pacing.hear({"view": "gone", "shown": ["other"]}, 0.0)
    for number in range(LOST_TICKS + 2):
        send_and_ack(pacing, "a", 1 + number / 10)
    pacing.may_send(20.0)
    assert pacing.shown() == {"k"}


def test_the_byte_budget_holds():
    pacing = looking()
    size, sent = 200_000, 0
    for millisecond in range(10_000):
        now = 1 + millisecond / 1000
        if pacing.may_send(now):
            tick = pacing.did_send(size, now)
            pacing.hear({"view": "a", "shown": ["k"], "ack": tick}, now)
            sent += size
    assert 0.8 * BYTES_PER_SECOND * 10 < sent < 1.1 * BYTES_PER_SECOND * 10


def test_a_rest_ends_where_the_stream_stands():
    pacing = looking()
    pacing.hear({"view": "a", "shown": ["k"], "ack": pacing.did_send(10, 1.0, work=0.04)}, 1.01)
    assert not pacing.may_send(1.1)
    pacing.end_rest()
    assert pacing.may_send(1.1)
    assert not pacing.may_send(1.02)


def test_an_acknowledgement_from_the_future_is_not_believed():
    pacing = looking()
    pacing.hear({"view": "a", "shown": ["k"], "ack": 99}, 1.0)
    assert pacing.acked == 0


def test_a_meter_counts_the_last_second():
    meter = Meter()
    for tenth in range(20):
        meter.count(tenth / 10)
    assert meter.rate(1.95) == 10
    assert meter.rate(9.0) == 0
