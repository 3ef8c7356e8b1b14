"""Texts, read letter by letter."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lpnb.graph.kinds import node_kind
from tests.sources.opening import findings, opened


def read(window):
    """A window as text, for each sample."""
    codes = window.argmax(1).reshape(len(window), -1)
    return ["".join(map(chr, row)) for row in codes.tolist()]


def test_one_letter_is_read_each_frame_and_the_beginning_comes_after_the_end():
    feed = opened("letters", text="streams ", hold=30, batch=3)
    for sample in range(3):
        said = "".join(read(feed.frame(number)[0])[sample] for number in range(16))
        assert said in "streams " * 4


@given(st.text("abcxyz .", min_size=1, max_size=20), st.integers(1, 9), st.integers(-5, 9))
def test_later_is_ahead_and_the_label_is_its_last_letter(text, length, ahead):
    feed = opened("letters", text=text, length=length, ahead=ahead, hold=7)
    now, later, label = feed.frame(9)
    line = text * (2 + (length + abs(ahead) + 8) // len(text)) * 2
    for before, after, last in zip(read(now), read(later), label.tolist(), strict=True):
        assert before in line
        starts = [place % len(text) for place in range(len(text)) if line[place:].startswith(before)]
        assert any((line * 2)[(place + ahead) % len(text) :].startswith(after) for place in starts)
        assert after[-1] == chr(last)


def test_each_showing_begins_somewhere_else():
    feed = opened("letters", text="abcdefghijklmnop", hold=3, batch=20)
    assert len(set(read(feed.frame(0)[0]))) > 8
    assert read(feed.frame(0)[0]) != read(feed.frame(3)[0])


def test_letters_beyond_ascii_are_the_last_code():
    assert node_kind("letters")(text="aé😀").codes().tolist() == [97, 127, 127]


def test_a_file_and_a_folder_are_read(tmp_path):
    (tmp_path / "b.txt").write_text("second")
    (tmp_path / "a.txt").write_text("first ")
    (tmp_path / "c.md").write_text("not this")
    kind = node_kind("letters")
    assert bytes(kind(file=str(tmp_path)).codes().tolist()) == b"first second"
    assert bytes(kind(file=str(tmp_path / "b.txt")).codes().tolist()) == b"second"


def test_nothing_to_read_is_a_problem(tmp_path):
    mend = "Give it one: graph.set({node}, file=...), or graph.set({node}, text=...)."
    wanted = "expected a text, or a text file, or a folder of .txt files"
    assert findings("letters") == [f"{wanted}, found neither. {mend}"]
    assert findings("letters", file="/no/such") == [f"{wanted}, found no file or folder '/no/such'. {mend}"]
    assert findings("letters", file=str(tmp_path)) == [f"{wanted}, found no letter in {str(tmp_path)!r}. {mend}"]


def test_windows_are_ones_and_zeros():
    now, later, _ = opened("letters", text="abc", length=4).frame(0)
    assert set(torch.cat([now, later]).unique().tolist()) == {0, 1}
    assert now.sum().item() == pytest.approx(8)
