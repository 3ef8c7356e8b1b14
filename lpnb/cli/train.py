"""Train a graph while it streams, then test it on held-out samples.

Prints the share of held-out samples that are answered rightly; with --target, exits with 1 when it is not reached.
Trains for --frames, or with any of the options of a session epoch by epoch: validated on samples that are held out
(--valid-share), with early stopping (--patience) and checkpoints. A session tests the weights that validated best: with
the least loss, or with --watch accuracy those that were right most often.
Ctrl+C stops it after the frame that is being computed (twice: at once); what was learned is saved to --out, a
checkpoint of that frame is written, and --resume goes on from it with the same numbers as if nothing had happened.
Then it exits with 130. A session of which the process was killed goes on from the last checkpoint that is complete.

Examples:
  lpnb train digits
  lpnb train digits --frames 8000 --out trained.lpnb --target 0.95
  lpnb train digits --epochs 30 --valid-share 0.2 --patience 5 --checkpoints runs/first --out trained.lpnb
  lpnb train --resume runs/first --epochs 60 --out trained.lpnb
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lpnb.cli.options import GRAPH, Progress, open_it, positive, share
from lpnb.errors import EditError, FileError, LpnbError, Problem, StreamError
from lpnb.files.save import place
from lpnb.graph import Graph
from lpnb.learn import Session, evaluate, train
from lpnb.learn.record import MEASURES, Row
from lpnb.learn.targets import compared

FRAMES, EPOCHS, BATCH, SEED = 12000, 10, 32, 0
BEGIN = ("patience", "watch", "validate_every", "valid_share", "checkpoints")
"""Options of a session that is begun; one that is resumed has them already."""
SESSION = ("epochs", "resume", "tensorboard", *BEGIN)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("graph", metavar="GRAPH", nargs="?", help=f"{GRAPH}; with --resume it may be left out")
    parser.add_argument("--frames", type=positive, metavar="N", help=f"how long ({FRAMES} frames)")
    parser.add_argument("--out", metavar="FILE", help="save the trained graph here")
    parser.add_argument("--target", type=share, metavar="SHARE", help="the share of right answers to reach, 0 to 1")
    parser.add_argument("--batch", type=positive, metavar="N", help=f"samples side by side ({BATCH})")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 ... (%(default)s)")
    parser.add_argument("--seed", type=int, help=f"what weights, noise and data order depend on ({SEED})")
    parser.add_argument(
        "--samples", type=positive, metavar="N", help="judge so many, of data drawn without end; a session's epoch"
    )
    session = parser.add_argument_group("a session")
    session.add_argument("--epochs", type=positive, metavar="N", help=f"show each sample so often ({EPOCHS} times)")
    session.add_argument("--valid-share", type=share, metavar="SHARE", help="hold out this share to validate on")
    session.add_argument("--validate-every", type=positive, metavar="N", help="epochs between validations (1)")
    session.add_argument("--patience", type=positive, metavar="N", help="stop after N validations that are no better")
    session.add_argument("--watch", choices=MEASURES, help="what validations are compared by (loss)")
    session.add_argument("--checkpoints", metavar="DIR", help="write one after each epoch, and where it is stopped")
    session.add_argument("--resume", metavar="DIR", help="go on from the checkpoints in a folder, and write more there")
    session.add_argument("--tensorboard", metavar="DIR", help="write the record for TensorBoard too")


def main(options: argparse.Namespace) -> int:
    """Train, test, save."""
    _check(options)
    if any(getattr(options, name) is not None for name in SESSION):
        return _session(options)
    return _frames(options)


def _check(options: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if options.graph is None and options.resume is None:
        raise EditError(Problem("GRAPH", GRAPH, "none", mend="Name one, or a folder to --resume."))
    given = [name for name in SESSION if getattr(options, name) is not None]
    if options.frames is not None and given:
        found, mend = f"both it and {_flag(given[0])}", "Leave one out: a session counts in epochs."
        raise EditError(Problem("--frames", "no options of a session beside it", found, mend=mend))
    twice = [name for name in (*BEGIN, "batch", "seed", "samples") if getattr(options, name) is not None]
    if options.resume is not None and twice:
        mend = "Leave it out: the session goes on as it was begun; only --epochs can be changed."
        raise EditError(Problem("--resume", "no options that begin a session", _flag(twice[0]), mend=mend))
    if options.out is not None and not _made_later(Path(options.out).absolute().parent, options):
        place(options.out)  # what cannot be saved need not be learned


def _made_later(folder: Path, options: argparse.Namespace) -> bool:
    """Return whether a folder is not there yet, and is made by the session that writes into it."""
    made = [Path(path).absolute() for path in (options.checkpoints, options.tensorboard) if path is not None]
    return not folder.exists() and any(folder in (path, *path.parents) for path in made)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


# -- so many frames ----------------------------------------------------------------------------------------------------


def _frames(options: argparse.Namespace) -> int:
    graph = open_it(options.graph)
    frames, done, last = options.frames or FRAMES, 0, math.nan
    progress, begin = Progress(frames, f"training {graph.name}"), time.perf_counter()

    def report(frame: int, loss: float) -> None:
        nonlocal done, last
        done, last = frame, loss
        progress.to(frame, f"loss {loss:.3f}")

    try:
        train(
            graph,
            frames=frames,
            batch=options.batch or BATCH,
            device=options.device,
            seed=options.seed or SEED,
            report=report,
        )
    except (KeyboardInterrupt, StreamError) as end:
        progress.close()
        return _ended(graph, options, done, end)
    progress.close()
    seconds = time.perf_counter() - begin
    words = f"{graph.name}: {frames} frames in {seconds:.1f} s"
    return _finish(graph, options, lambda: _tested(graph, options, words, last))


def _tested(graph: Graph, options: argparse.Namespace, begin: str, last: float) -> int:
    """Say how well it does on samples that are held out, or how great the last loss was."""
    try:
        score = evaluate(graph, device=options.device, samples=options.samples)
    except EditError as nothing:
        measured = "" if math.isnan(last) else f"loss {last:.3f}; "
        print(f"{begin}; {measured}not tested: {nothing}")
        return 0 if options.target is None else 2
    if score.accuracy is None:
        print(f"{begin}; loss on held-out samples {score.loss:.4f}")
        return 0 if options.target is None else 2
    print(f"{begin}; {score.correct} of {score.total} held-out samples right: {score.accuracy:.1%}")
    return _judged(score.accuracy, options, "frames")


# -- a session ---------------------------------------------------------------------------------------------------------


def _session(options: argparse.Namespace) -> int:
    with _opened(options) as session:
        told = len(session.messages)
        for message in session.messages:
            print(f"lpnb train: {message}", file=sys.stderr)
        progress = Progress(session.frames, f"training {session.graph.name}", session.stream.frame)
        try:
            for row in session.rows(lambda frame, loss: progress.to(frame, f"loss {loss:.3f}")):
                progress.say(str(row))
        except (KeyboardInterrupt, LpnbError) as end:
            progress.close()
            if isinstance(end, KeyboardInterrupt) and not session.stopped:  # it came between two rows
                session.stop()
                session.run()
            for message in session.messages[told:]:
                print(f"lpnb train: {message}", file=sys.stderr)
            return _ended(session.graph, options, session.stream.frame, end, session.saved)
        progress.close()
        for message in session.messages[told:]:
            print(message)
        return _finish(session.graph, options, lambda: _conclude(session, options))


def _opened(options: argparse.Namespace) -> Session:
    if options.resume is not None:
        session = Session.resume(
            options.resume, epochs=options.epochs, tensorboard=options.tensorboard, device=options.device
        )
        try:
            _same_graph(options, session)
        except LpnbError:
            session.close()
            raise
        return session
    graph = open_it(options.graph)
    if options.valid_share is not None:
        graph.set(compared(graph).source, valid_share=options.valid_share)
    return Session(
        graph,
        epochs=options.epochs or EPOCHS,
        batch=options.batch or BATCH,
        patience=options.patience,
        validate_every=options.validate_every or 1,
        watch=options.watch or "loss",
        checkpoints=options.checkpoints,
        tensorboard=options.tensorboard,
        device=options.device,
        seed=options.seed or SEED,
        samples=options.samples,
    )


def _same_graph(options: argparse.Namespace, session: Session) -> None:
    name = open_it(options.graph).name if options.graph is not None else session.graph.name
    if name != session.graph.name:
        expected, mend = f"checkpoints of the graph {name!r}", "Leave GRAPH out, or name another folder."
        raise EditError(Problem(f"--resume {options.resume}", expected, f"{session.graph.name!r}", mend=mend))


def _conclude(session: Session, options: argparse.Namespace) -> int:
    tests = session.record.rows("test")
    row: Row | None = tests[-1] if tests else None
    begin = f"{session.graph.name}: {session.epoch} epochs, {session.stream.frame} frames"
    if row is None or row.accuracy is None:
        loss = "not tested" if row is None else f"loss on held-out samples {row.loss:.4f}"
        print(f"{begin}; {loss}")
        return 0 if options.target is None else 2
    print(f"{begin} in {row.seconds:.1f} s; held-out samples right: {row.accuracy:.1%}")
    return _judged(row.accuracy, options, "epochs")


# -- the end -----------------------------------------------------------------------------------------------------------


def _save(graph: Graph, options: argparse.Namespace) -> FileError | None:
    """Save to --out; return why that failed, for what else there is to say comes first."""
    try:
        if options.out is not None:
            print(f"saved {graph.save(options.out)}")
    except FileError as error:
        return error
    return None


def _finish(graph: Graph, options: argparse.Namespace, conclude: Callable[[], int]) -> int:
    """Save what was learned and say how good it is, also where it could not be saved."""
    failure = _save(graph, options)
    code = conclude()
    if failure is not None:
        raise failure
    return code


def _ended(
    graph: Graph, options: argparse.Namespace, frame: int, end: BaseException, checkpoint: Path | None = None
) -> int:
    """Save what was learned before the end came, and say where that was."""
    failure = _save(graph, options)
    if checkpoint is not None:
        print(f"checkpoint {checkpoint}")
    if isinstance(end, LpnbError):
        if failure is not None:
            print(f"lpnb train: {failure}", file=sys.stderr)
        raise end
    folder = options.resume or options.checkpoints
    hint = f"; lpnb train --resume {folder} goes on from there" if folder else ""
    if not (folder or options.out):
        hint = "; nothing is saved without --out, or --checkpoints to go on from"
    print(f"{graph.name}: stopped after frame {frame}{hint}", file=sys.stderr)
    if failure is not None:
        raise failure
    return 130


def _judged(accuracy: float, options: argparse.Namespace, unit: str) -> int:
    if options.target is None or accuracy >= options.target:
        return 0
    print(f"the target of {options.target:.1%} was not reached. Train for more {unit}.")
    return 1
