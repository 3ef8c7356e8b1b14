import threading

import pytest

from lpnb.errors import StreamError
from lpnb.widgets.journal import Journal, watch_threads
from lpnb.widgets.worker import Worker


def fail(words="oh no"):
    raise RuntimeError(words)


def test_our_own_errors_speak_for_themselves():
    journal = Journal()
    journal.error("play", StreamError("this stream is closed."))
    assert [(e.level, e.text, e.detail) for e in journal.entries] == [("error", "this stream is closed.", "")]


def test_other_errors_come_with_place_type_and_trace():
    journal = Journal()
    journal.guard("play", fail)()
    (entry,) = journal.entries
    assert entry.text == "play: RuntimeError: oh no"
    assert "Traceback" in entry.detail


def test_repeated_messages_are_counted():
    journal = Journal()
    for _ in range(3):
        journal.note("again")
    assert [(e.text, e.times) for e in journal.entries] == [("again", 3)]


def test_one_error_is_told_once():
    journal, error = Journal(), StreamError("once")
    journal.error("here", error)
    journal.error("there", error)
    assert [(e.text, e.times) for e in journal.entries] == [("once", 1)]


def test_the_worker_reports_and_goes_on():
    journal, done = Journal(), threading.Event()
    worker = Worker(journal)
    worker.do("step", fail)
    worker.do("step", done.set)
    assert done.wait(20)
    worker.close()
    assert journal.entries[0].text == "step: RuntimeError: oh no"


def test_the_worker_takes_only_the_newest_of_jobs_with_one_key():
    worker, begun, go_on, seen = Worker(Journal()), threading.Event(), threading.Event(), []
    worker.do("wait", lambda: (begun.set(), go_on.wait(20)))
    assert begun.wait(20)
    for number in range(5):
        worker.do("set", lambda number=number: seen.append(number), key="bias")
    finished = threading.Event()
    worker.do("end", finished.set)
    go_on.set()
    assert finished.wait(20)
    worker.close()
    assert seen == [4]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_exceptions_of_any_thread_are_told(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda args: None)
    watch_threads()
    journal = Journal()
    thread = threading.Thread(target=fail, name="mine")
    thread.start()
    thread.join()
    assert [e.text for e in journal.entries] == ["thread 'mine': RuntimeError: oh no"]
