"""Trials one after the other, or side by side in processes of their own."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from lpnb.errors import EditError, Problem
from lpnb.experiments.job import Job
from lpnb.experiments.trial import Outcome, Report, Trial


def side_by_side(jobs: Sequence[Job], processes: int, bar: Any) -> Iterator[tuple[Job, Outcome]]:
    """Yield jobs with what came of them, as they are done.

    Args:
        jobs: What is to be done.
        processes: In how many processes; 1 does it here.
        bar: A progress bar, of updates.

    Raises:
        EditError: When one of the processes ends before its time.
    """
    if processes > 1 and len(jobs) > 1:
        yield from _in_processes(jobs, processes, bar)
        return
    for job in jobs:
        bar.set_description(f"{job.network} {job.rollout} {job.seed}")
        yield job, _do(job, lambda *_: bar.update(1))


def _in_processes(jobs: Sequence[Job], processes: int, bar: Any) -> Iterator[tuple[Job, Outcome]]:
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # one of them, which reads the script anew
        raise SystemExit(str(_ended(processes)))
    context = multiprocessing.get_context("spawn")  # threads do not survive a fork
    others = set(multiprocessing.active_children())
    with concurrent.futures.ProcessPoolExecutor(min(processes, len(jobs)), context) as pool:
        try:
            with _deaf():
                running = {pool.submit(_do, job): job for job in jobs}
            for done in concurrent.futures.as_completed(running):
                outcome = done.result()
                bar.update(running[done].recipe.updates)
                yield running[done], outcome
        except BrokenProcessPool:
            raise _ended(processes) from None
        except BaseException:  # nobody waits for what is begun
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise


def _do(job: Job, report: Report | None = None) -> Outcome:
    return Trial(job.bare(), job.data, job.recipe, job.seed).run(report)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Let processes that are started meanwhile not hear Ctrl+C: the one that starts them ends them, and says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ended(processes: int) -> EditError:
    mend = (
        'In a script, call it below `if __name__ == "__main__":`, for each process reads the script anew. '
        "If it stands there, memory may be short: take fewer processes."
    )
    found = "one that ended before its time"
    return EditError(Problem(f"response_time, processes={processes}", "processes that do trials", found, mend=mend))
