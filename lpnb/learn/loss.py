"""A loss: measures how wrong an answer is, and trains what is upstream of it while the network streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, integer, number, settings, switch, text, words
from lpnb.graph.names import renamed
from lpnb.graph.node import IN, OUT, Arriving, Finding, Port
from lpnb.graph.nodes.accuracy import PREDICTION, TARGET
from lpnb.graph.options import Options
from lpnb.graph.types import Type
from lpnb.learn.bptt import BPTT
from lpnb.learn.comparing import Comparison, Given
from lpnb.learn.comparisons import COMPARISONS
from lpnb.learn.looking import AHEAD, BACK, LOOKS
from lpnb.learn.optimizer import OPTIMIZERS, check_optimizer
from lpnb.learn.reach import survey
from lpnb.learn.schedule import NONE, SCHEDULES, check_schedule
from lpnb.run.rule import Learner, Rule

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

WINDOW, FRAME = "window", "frame"


@attrs.frozen
class Loss(Learner):
    """Compares a prediction with a target in every frame; trains what is upstream of it by gradients.

    It looks back over the frames that were (truncated backpropagation through time), or ahead over those that would
    come if the inputs stood still: see `lpnb.learn.ahead`.

    Its state is the loss of each sample, times its weight, with its terms added. See `lpnb.learn.comparisons` for what
    ``loss=`` can be and how to add your own, and `lpnb.learn.bptt` for how it learns.
    """

    kind: ClassVar[str] = "loss"
    ports: ClassVar[tuple[Port, ...]] = (
        attrs.evolve(PREDICTION, help="the answer"),
        attrs.evolve(TARGET, help="the right answer", required=False),
        Port(
            "mask",
            "what counts: a factor for each sample, or for each value",
            required=False,
            aligned=True,
            by_name=True,
        ),
        Port("terms", "other losses and regularizers, added to this one", many=True, required=False, instant=True),
    )

    loss: str = choice("cross_entropy", COMPARISONS, help="How answer and target are compared.")
    formula: str = text(
        "",
        longest=500,
        help="For loss='expression': a number for each sample, e.g. mean((prediction - target)**2).",
    )
    optimizer: str = choice(
        "adam", OPTIMIZERS, help="How parameters are moved: by which optimizer of torch.", live=True
    )
    lr: float = number(1e-3, low=0, high=1e3, live=True, log=True, help="Learning rate: how far parameters move.")
    look: str = choice(
        BACK,
        LOOKS,
        live=True,
        help="'back': over the frames that were. 'ahead': over those that would come if the inputs stood still.",
    )
    window: int = integer(8, low=1, high=4096, unit="frames", live=True, help="Frames that one update looks over.")
    stride: int | None = integer(
        None,
        low=1,
        high=10**6,
        unit="frames",
        live=True,
        help="Frames from one update to the next; none: a window, and one frame for look='ahead'.",
    )
    lag: int = integer(
        0, low=0, high=4096, unit="frames", live=True, help="Frames that each update waits before it is applied."
    )
    first_frame: int = integer(
        0, low=0, high=10**9, unit="frames", live=True, help="Only frames after this one are learned from."
    )
    detach: str = choice(
        WINDOW,
        (WINDOW, FRAME),
        help="How far back gradients go: through the window, or within each of its frames alone.",
    )
    weight: float = number(1.0, low=-1e6, high=1e6, live=True, help="What the loss is multiplied by.")
    smoothing: float = number(
        0.0, low=0, high=1, live=True, help="Label smoothing: the share of the target that all classes get."
    )
    confidence: float = number(
        0.0, low=0, high=1e3, live=True, help="Confidence penalty: how much of the answer's entropy is subtracted."
    )
    split: int | None = integer(
        None,
        low=1,
        high=10**6,
        unit="samples",
        live=True,
        help="So many samples of the batch train; none: all of them.",
    )
    clip: float | None = number(
        None, low=0, high=1e9, live=True, help="The norm that the gradient of an update is cut to; none: it is not."
    )
    budget: float | None = number(
        None,
        low=0.001,
        high=1,
        live=True,
        help="The share of the time that learning may take: else updates come less often; none: all of it.",
    )
    compiled: bool = switch(
        default=False,
        live=True,
        help="Whether whole windows are computed by compiled code, once there is some and it wins; last digits differ.",
    )
    trains: tuple[str, ...] = words(help="Nodes, edges or tags whose parameters it trains; none: all upstream of it.")
    options: Options = settings(help='More of the optimizer, as torch calls it, e.g. {"weight_decay": 0.0001}.')
    groups: Options = settings(
        help='For some nodes, edges or tags: lr, other options, bounds low and high, e.g. {"early": {"lr": 0.1}}.',
    )
    schedule: str = choice(NONE, SCHEDULES, help="How the learning rate changes from update to update.")
    schedule_options: Options = settings(help='Of the schedule, as torch calls them, e.g. {"gamma": 0.99}.')

    @property
    def comparison(self) -> Comparison:
        """How it compares."""
        return COMPARISONS[self.loss]

    @property
    def every(self) -> int:
        """Frames from one update to the next."""
        return self.stride or (self.window if self.look == BACK else 1)

    @property
    def matches_frames(self) -> bool:
        """Whether answer and target are of one frame; looking ahead, their delays tell depths of the window."""
        return self.look == BACK

    @property
    def unit(self) -> str:
        """The unit of the state."""
        return self.comparison.unit

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the node after others were renamed: whom it trains, and with which settings."""
        trains = tuple(renamed(name, names) for name in self.trains)
        groups = Options({renamed(name, names): group for name, group in self.groups.items()})
        if (trains, groups) == (self.trains, self.groups):
            return self
        return attrs.evolve(self, trains=trains, groups=groups)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number per sample."""
        return {OUT: Type(())}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return that its terms have to be one number per sample."""
        return out if port in (IN, "terms") else None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps prediction and target from being compared, and what optimizer or schedule refuse."""
        yield from super().check(arriving)
        yield from self._check_target(arriving)
        yield from self.comparison.check(self, arriving)
        yield from self._check_mask(arriving)
        for field in ("smoothing", "confidence"):
            if getattr(self, field) and not self.comparison.of_classes:
                mend = f"Set {field}=0, or loss='cross_entropy'."
                yield Finding(f"a comparison of classes for {field!r}", f"loss={self.loss!r}", mend)
        if self.look == AHEAD and self.detach == FRAME:
            found, mend = f"detach={FRAME!r}", f"Set detach={WINDOW!r}: at depth 0 gradients end anyway."
            yield Finding("gradients through the window for look='ahead'", found, mend)
        if self.formula.strip() and not self.comparison.reads_formula:
            mend = "Set loss='expression' to have it computed, or formula=''."
            yield Finding(f"no formula for loss={self.loss!r}, which reads none", repr(self.formula), mend, "warning")
        if self.clip == 0:
            mend = "Set clip=None to cut nothing."
            yield Finding("a clip above 0", "0: every gradient is cut to nothing, so nothing learns", mend, "warning")
        yield from check_optimizer(self.optimizer, self.options, self.groups)
        yield from check_schedule(self.schedule, self.schedule_options, self.lr)

    def _check_target(self, arriving: Arriving) -> Iterator[Finding]:
        if self.comparison.needs_target and not arriving.get("target"):
            yield Finding(f"one edge at 'target' for loss={self.loss!r}", "none", "Connect the right answer to it.")

    def _check_mask(self, arriving: Arriving) -> Iterator[Finding]:
        mask, prediction = (next(iter(arriving.get(port, ())), None) for port in ("mask", "prediction"))
        if mask is None or prediction is None or not mask.shape or not self.comparison.masks:
            return
        whole = self.comparison.masked_by(prediction)
        sizes = zip(mask.shape, whole, strict=False)
        if not (len(mask.shape) == len(whole) and all(m in (1, p) for m, p in sizes)):
            like = f", or of shape {whole}" if whole else ""
            yield Finding(f"a mask of one number for each sample{like}", f"{mask}", "Give it that shape.")

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield what it cannot compare well, what its window does not reach, and whom it trains in vain."""
        yield from self.comparison.survey(graph, name)
        yield from survey(self, graph, name)

    def emit(self, code: NodeCode) -> Value:
        """Return the loss of each sample."""
        given: dict[str, str | Type] = {}
        for port, (words_, type_) in {"target": ("target", "right"), "mask": ("mask", "counts")}.items():
            if code.arriving(port):
                value, given[type_] = code.arrival(port)
                given[words_] = value.text
        prediction, type_of_it = code.arrival("prediction")
        text_ = self.comparison.emit(self, code, Given(prediction.text, type_of_it, **given))  # type: ignore[arg-type]
        if self.weight != 1:
            text_ = f"({code.knob('weight')} * {text_})"
        if not code.arriving("terms"):
            return Value(text_, fresh=True)
        return code.add(Value(text_, fresh=False), code.sum("terms").text)

    def remarks(self, name: str, batch: int) -> Iterator[str]:
        """Yield that nothing is left to be watched, where its split is not smaller than the batch."""
        if self.split is not None and self.split > batch:
            words = f"expected a split of the batch, which has {batch} sample{'s' * (batch != 1)}, found {self.split}"
            yield f"node {name!r} (loss): {words}: all of them train. Set split={max(1, batch // 2)}, or another batch"

    def rule(self) -> Rule:
        """Return gradient descent along the frames that it looks at."""
        return BPTT()
