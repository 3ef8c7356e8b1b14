"""The record of a session, as a table, as curves, and for TensorBoard."""

import sys
from types import SimpleNamespace

import pytest

from lpnb.errors import EditError
from lpnb.learn.record import Record, Row
from tests.learn.sessions import session

ROWS = [Row(1, 20, "train", 1.5, 0.25, 0.1), Row(1, 20, "valid", None, 0.5, 0.2), Row(2, 40, "train", 0.5, None, 0.3)]


def test_a_row_says_what_it_knows():
    assert [str(row) for row in ROWS] == [
        "epoch 1, frame 20: train loss 1.5000 accuracy 25.0%",
        "epoch 1, frame 20: valid accuracy 50.0%",
        "epoch 2, frame 40: train loss 0.5000",
    ]


def test_a_record_reads_like_its_rows():
    record = Record(ROWS)
    assert repr(record) == "\n".join(map(str, ROWS))
    assert repr(Record()) == "no epoch was done yet"
    assert record[:2] == Record(ROWS[:2])
    assert record.rows("valid")[0] is ROWS[1]
    assert len({record, Record(ROWS), Record()}) == 2


def test_a_curve_leaves_out_what_was_not_measured():
    frames, values = Record(ROWS).curve("train", "accuracy")
    assert (frames.tolist(), values.tolist()) == ([20], [0.25])
    assert Record(ROWS).curve("train")[1].tolist() == [1.5, 0.5]
    with pytest.raises(EditError, match=r"^record: expected the measure 'loss' or 'accuracy', found 'speed'\.$"):
        Record(ROWS).curve("train", "speed")


def test_the_table_is_pandas_where_that_is_installed():
    pd = pytest.importorskip("pandas")
    table = Record(ROWS).frame()
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns) == ["epoch", "frame", "split", "loss", "accuracy", "seconds"]
    assert table["frame"].tolist() == [20, 20, 40]


def test_the_table_is_a_list_of_dicts_where_pandas_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    row = {"epoch": 1, "frame": 20, "split": "train", "loss": 1.5, "accuracy": 0.25, "seconds": 0.1}
    assert Record(ROWS).frame()[0] == row


def test_rows_go_to_tensorboard(monkeypatch, tmp_path):
    heard = []

    class Writer:
        def __init__(self, log_dir):
            heard.append(log_dir)

        def add_scalar(self, tag, value, frame):
            heard.append((tag, value, frame))

        def flush(self):
            heard.append("flush")

        def close(self):
            heard.append("close")

    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", SimpleNamespace(SummaryWriter=Writer))
    with session(epochs=1, tensorboard=tmp_path) as whole:
        record = whole.run()
    told = [[(f"{m}/{r.split}", getattr(r, m), r.frame) for m in ("loss", "accuracy")] for r in record]
    assert heard == [str(tmp_path), *[item for row in told for item in (*row, "flush")], "close"]


def test_tensorboard_that_is_missing_is_said(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(EditError) as caught:
        session(tensorboard=tmp_path)
    assert str(caught.value) == (
        "tensorboard: expected the package 'tensorboard', found none that is installed. "
        "Install it with: pip install 'lpnb[tensorboard]', or leave tensorboard out."
    )
