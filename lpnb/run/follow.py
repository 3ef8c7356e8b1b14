"""What keeps an engine in step with its graph: each edit is compiled, and the engine goes on with it between frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import torch

from lpnb.compile import build, emit
from lpnb.compile.build import Built, turn_knobs
from lpnb.compile.emit import emit_nothing
from lpnb.compile.program import Program
from lpnb.errors import InvalidGraph, LpnbError
from lpnb.graph import Graph
from lpnb.graph.content import Content, vertices
from lpnb.graph.edits import Become
from lpnb.graph.node import Node
from lpnb.graph.reading import Moment
from lpnb.run.carry import Carried, Parked, carry_over, park_resting, remembering
from lpnb.run.device import check_memory
from lpnb.run.engine import Engine
from lpnb.run.keyframe import Scene
from lpnb.run.moments import Moments, noted
from lpnb.run.rule import Learner, Rule
from lpnb.run.sources import Feeds
from lpnb.run.values import load_weights
from lpnb.shapes.check import Report, check
from lpnb.sources import Feed, Setting
from lpnb.sources.input import Held

Learners = dict[int, tuple[str, Learner]]
"""Learning nodes that are on: uid -> (name, fields)."""


@attrs.frozen
class Revision:
    """A graph, ready to run.

    Attributes:
        program: Its program.
        built: Its module, None where the one that runs does as well.
        feeds: Its open sources.
        learners: Its learning nodes that are on.
        content: The graph itself.
        opened: All sources that are open, those of muted nodes too, by uid.
    """

    program: Program
    built: Built | None
    feeds: dict[str, Feed]
    learners: Learners
    content: Content
    opened: dict[int, tuple[Node, Feed]]

    def repeats(self, other: Revision | None) -> bool:
        """Return whether it is as the one before: only the drawing has changed, and no frame need know."""
        if other is None or (self.program, self.learners) != (other.program, other.learners):
            return False
        return all(self.feeds[name] is feed for name, feed in other.feeds.items())


class Follower:
    """Compiles a graph as it is now, and changes an engine accordingly.

    Attributes:
        report: What is wrong with the graph now.
        like: The device and dtype of states.
        messages: What happened, newest last.
        edits: What the last live edits kept and what they began anew, newest last.
    """

    report: Report

    def __init__(self, graph: Graph, setting: Setting) -> None:
        """Follow a graph; what runs has the batch, device, dtype and seed of `setting`."""
        self.graph, self.setting = graph, setting
        self.like: dict[str, Any] = {"device": setting.device, "dtype": setting.dtype}
        self.messages: deque[str] = deque(maxlen=200)
        self.edits: deque[Carried] = deque(maxlen=20)
        self._feeds = Feeds(setting.batch, setting.device, setting.dtype, setting.seed)
        self._parked: Parked = {}
        self._rules: dict[int, Rule] = {}
        self._learners: Learners = {}
        self._newest: Revision | None = None
        self._runs: Revision | None = None  # behind `_newest` until the frame thread has taken that over

    def begin(self, *, draft: bool) -> Engine:
        """Return an engine at frame 0 of the graph: of none of it, if it has errors and is only a draft.

        Raises:
            InvalidGraph: When the graph has errors and is no draft.
            OutOfMemory: When the states do not fit.
        """
        with self.graph.lock:
            self._saved = Moments(self.graph)
            self.report = check(self.graph)
            if not self.report.ok and not draft:
                raise InvalidGraph(self.graph.name, self.report.errors)
            self._program = emit_nothing(self.graph.name)
            engine = Engine(self._build(self._program), {}, self.setting.batch, **self.like)
            if self.report.ok:
                self._adopt(engine, self._compile())
        return engine

    # -- in the thread that edits -----------------------------------------------------------------------------------

    def follow(self, tell: Callable[[Callable[[Engine], None]], None]) -> None:
        """Compile the graph as it is now; `tell` has the engine go on with it, between two frames."""
        self.report = check(self.graph)
        if not self.report.ok:
            return  # it says so, for as long as it is true
        begins, before = not self._program.slots, self._newest
        try:
            revision = self._compile()
        except LpnbError as error:
            goes_on = "nothing runs yet" if begins else "the last valid form of the graph keeps running"
            self.messages.append(f"{goes_on}: {error}")
            return
        if begins:
            self.messages.append("the graph can run: it begins at frame 0")
        if revision.repeats(before):
            return
        tell(lambda engine: self._adopt(engine, revision))

    def return_to(self, revision: Revision) -> None:
        """Let the graph be again what it was; the engine runs that already. The caller holds the graph's lock."""
        if self.report.ok and revision.repeats(self._newest):
            return  # notes and places are not turned back
        then, now = revision.content, self.graph.content()
        if (then.nodes, then.wires) == (now.nodes, now.wires):
            return
        self._program, self._newest = revision.program, revision
        self._feeds.opened = revision.opened
        self.graph.edit(Become(revision.content, "go back to the graph of an earlier frame"))

    def _compile(self) -> Revision:
        program = emit(self.graph, self.report)
        check_memory(program, self.setting.batch, self.setting.device, self.setting.dtype)
        feeds = self._feeds.open(self.graph, program)
        built = None if program.text == self._program.text else self._build(program)
        if built is not None:
            self.messages.extend(load_weights(built, self._stored(program)))
        if built is not None and not self._program.slots:
            self._parked = park_resting(self.graph, program, **self.like)
        self._program = program
        nodes = self.graph.nodes().items()
        learners = {self.graph.uid(name): (name, n) for name, n in nodes if isinstance(n, Learner) and n.learns}
        self._remark(learners)
        content = Content(vertices(self.graph.nx), tuple(self.graph.wires().values()), dict(self.graph.places))
        self._newest = Revision(program, built, feeds, learners, content, self._feeds.opened)
        return self._newest

    def _remark(self, learners: Learners) -> None:
        """Say what rules find odd about the batch, once."""
        told = (words for name, spec in learners.values() for words in spec.remarks(name, self.setting.batch))
        self.messages.extend(words for words in told if words not in tuple(self.messages))

    def _stored(self, program: Program) -> dict[str, Any]:
        """Return what the graph has for parameters that do not run yet: all at first, later those of pasted nodes."""
        running = {weight.key for weight in self._program.weights}
        begin = {weight.name for weight in program.weights if weight.key not in running}
        return {name: array for name, array in self.graph.weights.items() if name in begin}

    def _build(self, program: Program) -> Built:
        return build(program, seed=self.setting.seed, batch=self.setting.batch, **self.like)

    # -- in the frame thread ----------------------------------------------------------------------------------------

    def _adopt(self, engine: Engine, revision: Revision) -> None:
        """Go on with a new program or new values of fields."""
        engine.cut()
        before = engine.feeds
        engine.feeds = revision.feeds
        try:
            self._go_on(engine, revision)
        except Exception:
            engine.feeds = before
            self._program = engine.built.program  # what was not taken over is built anew for the next edit
            self._newest = None
            raise
        self._runs, self._learners = revision, revision.learners
        self.attach_rules(engine)

    def _go_on(self, engine: Engine, revision: Revision) -> None:
        built = revision.built
        if built is None and revision.program.text != engine.built.program.text:
            built = self._build(revision.program)  # the stream has gone back to an older program meanwhile
        if built is None:
            engine.built = engine.built.renamed(revision.program)
            return
        inputs = engine.deliver(engine.state[0], built)
        state = built.network.initial_state(self.setting.batch, inputs, **self.like)
        if not engine.empty:
            state = remembering(engine, built, state)
            state, edit = carry_over(engine.built, engine.state, built, state, self._parked)
            self.edits.append(edit)
            self.messages.append(str(edit))
        engine.built = built
        engine.enter(state)

    def attach_rules(self, engine: Engine, *, anew: bool = False) -> None:
        """Have the learning nodes that are on change the engine's parameters; `anew`: what rules had noted is gone."""
        if anew:
            self._saved.forget()
        before = {} if anew else self._rules
        self._rules = before | {uid: before.get(uid) or spec.rule() for uid, (_, spec) in self._learners.items()}
        for uid, (name, spec) in self._learners.items():
            self._rules[uid].attach(engine.built, spec, name)
        turns = sorted(self._learners, key=lambda uid: self._learners[uid][1].priority)
        on = {uid: self._rules[uid] for uid in turns}
        self.messages.extend(self._saved.hand_out(on, engine.built, self._parked))
        engine.learn_by(list(on.values()))
        engine.built.module.train(bool(engine.rules))  # dropout acts while something learns

    @property
    def content(self) -> Content:
        """The graph that runs: behind the one that is drawn while that has errors, or a past one."""
        return self._runs.content if self._runs is not None else Content()

    def running(self, engine: Engine) -> Scene:
        """Return what runs now, as a value."""
        assert self._runs is not None
        feeds = [feed for _, feed in self._runs.opened.values()]
        inputs = tuple((feed, feed.value) for feed in feeds if isinstance(feed, Held))
        on = {uid: rule for uid, rule in self._rules.items() if uid in self._learners}
        resting = {uid: rule for uid, rule in self._rules.items() if uid not in on}
        return Scene(self._runs, engine.built, engine.origin, dict(self._parked), on, inputs, resting)

    def resume(self, engine: Engine, scene: Scene) -> None:
        """Run again what ran then. Parameters, states and what rules remember are put back by who asks for it."""
        self._runs, self._learners = scene.revision, scene.revision.learners
        self._parked, self._rules = dict(scene.parked), {**scene.resting, **scene.rules}
        engine.built, engine.feeds, engine.origin = scene.built, scene.revision.feeds, scene.origin
        turn_knobs(scene.built, scene.built.program)
        for feed, value in scene.inputs:
            feed.value = value
        self.attach_rules(engine)

    def moments(self, built: Built) -> tuple[tuple[int, ...], dict[Moment, Any]]:
        """Return the uids of all learning nodes, and what they remember; to be called in the frame thread."""
        return tuple(self._rules), noted(self._rules, built, self._parked)

    def fresh(self, engine: Engine) -> Built:
        """Return the program that runs, with the weights of the beginning."""
        return self._build(engine.built.program)

    def resting(self, owners: Mapping[int, str]) -> dict[str, torch.nn.Parameter]:
        """Return the weights of what is muted, bypassed or off, by name; `owners` are all nodes and edges by uid."""
        parked = self._parked.items()
        return {f"{owners[uid]}.{name}": parameter for (uid, name, _), parameter in parked if uid in owners}
