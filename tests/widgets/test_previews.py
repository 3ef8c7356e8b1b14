import numpy as np
import pytest

from lpnb.widgets.graph_editor import GraphEditor
from lpnb.widgets.previews import MOST, Previews
from lpnb.widgets.snapshot import take


@pytest.fixture
def editor(front, stream):
    editor = GraphEditor(stream, front.publisher)
    editor.sent = []
    editor.canvas.send = lambda message, buffers=(): editor.sent.append((message, *buffers))
    front.look()
    yield editor
    editor.close()


def previews(editor):
    """What came of previews, newest last."""
    return [(message["previews"], pixels) for message, *pixels in editor.sent if "previews" in message]


def uid(stream, node):
    return str(stream.graph.uid(node))


def test_nobody_looks_and_nothing_is_drawn(stream):
    drawn = Previews()
    stream.step()
    assert drawn.draw(take(stream)) is None


def test_what_can_be_seen_is_sent_and_nothing_else(editor, front, stream):
    editor.hear({"view": "a", "watch": [uid(stream, "hidden"), uid(stream, "answer")]})
    stream.step(3)
    front.turn(1)
    [(message, [pixels])] = previews(editor)
    assert message["frame"] == 3
    assert [(tile[0], *tile[1:4]) for tile in message["tiles"]] == [
        (uid(stream, "hidden"), "map", 8, 8),
        (uid(stream, "answer"), "bars", 10, 1),
    ]
    assert len(pixels) == 8 * 8 + 10


def test_a_frame_is_sent_once_and_a_new_one_again(editor, front, stream):
    editor.hear({"view": "a", "watch": [uid(stream, "hidden")]})
    for frames in (1, 0, 1):
        stream.step(frames) if frames else None
        front.paint()
        front.turn(1)
    assert [message["frame"] for message, _ in previews(editor)] == [1, 2]


def test_two_views_share_what_both_see_until_one_is_closed(editor, front, stream):
    editor.hear({"view": "a", "watch": [uid(stream, "hidden")]})
    editor.hear({"view": "b", "watch": [uid(stream, "hidden"), uid(stream, "image")]})
    front.turn(1)
    editor.hear({"goodbye": "b"})
    front.paint()
    front.turn(1)
    assert [len(message["tiles"]) for message, _ in previews(editor)] == [2, 1]


def test_an_output_that_is_asked_for_by_name_tells_its_numbers(editor, front, stream):
    output = f"{uid(stream, 'answer')}:out"
    editor.hear({"view": "a", "watch": [output]})
    stream.step(4)
    front.turn(1)
    least, mean, most = previews(editor)[-1][0]["values"][output]
    answer = stream["answer"][0]
    np.testing.assert_allclose([least, mean, most], [answer.min(), answer.mean(), answer.max()], rtol=1e-6)


def test_what_is_gone_or_unknown_has_no_preview(editor, front, stream):
    editor.hear({"view": "a", "watch": ["none", uid(stream, "data"), 7]})
    front.turn(1)
    assert [tile[0] for tile in previews(editor)[-1][0]["tiles"]] == [uid(stream, "data")]


def test_a_view_watches_no_more_than_can_be_told_apart(stream):
    drawn = Previews()
    drawn.watch("a", range(10 * MOST))
    assert len(drawn._views["a"]) == MOST
