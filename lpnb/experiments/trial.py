"""One trial: a network under one rollout is trained from one seed, and tested frame by frame after an image appears."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.compile import build, emit
from lpnb.compile.build import Built, mix
from lpnb.errors import MeasureError, Problem
from lpnb.experiments.bare import Bare
from lpnb.experiments.data import Array, Data
from lpnb.experiments.recipe import Recipe

TESTED = 500
"""Images side by side in a test."""
TIMED, WARM_UP = 100, 10
"""Frames whose time is taken, and frames before."""

Report = Callable[[int, float], None]
"""Is given ``(updates done, loss)``."""


@attrs.frozen(eq=False)
class Outcome:
    """What came of a trial.

    Attributes:
        frames: The frames in which the answer counts, from the first on that depends on the image.
        accuracy: The share of right answers in each, 0 to 1.
        milliseconds: What one frame of one image costs on one worker, the median of 100.
        seconds: What the training took.
        weights: Values of the parameters by name.
    """

    frames: list[int]
    accuracy: list[float]
    milliseconds: float
    seconds: float
    weights: dict[str, Array]


class Trial:
    """A network that is trained as a recipe says."""

    def __init__(self, bare: Bare, data: Data, recipe: Recipe, seed: int) -> None:
        """Compile it, and draw its weights.

        Raises:
            EditError: When network and data do not go together.
        """
        bare.check(data)
        self.bare, self.data, self.recipe, self.seed = bare, data, recipe, seed
        self.built: Built = build(emit(bare.graph), seed=seed)
        self.frames = range(bare.first, bare.first + recipe.window)
        self._place = self.built.program.newest[bare.answer]
        self._probable = self.built.program.slots[self._place - 1].type.simplex
        self._random = torch.Generator()

    def run(self, report: Report | None = None) -> Outcome:
        """Train, test, and take the time of a frame, on one core: the others have trials of their own."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return self._run(report)
        finally:
            torch.set_num_threads(threads)

    def _run(self, report: Report | None) -> Outcome:
        began = time.perf_counter()
        self.train(report)
        seconds = time.perf_counter() - began
        weights = {name: w.detach().numpy().copy() for name, w in self.built.trainable().items()}
        return Outcome(list(self.frames), self.test(), self.milliseconds(), seconds, weights)

    # -- training -------------------------------------------------------------------------------------------------

    def train(self, report: Report | None = None) -> None:
        """Change the parameters by RMSprop, so that the answers of all frames that count become right.

        The gradient goes back through all frames since the image appeared (backpropagation through time).

        Raises:
            MeasureError: When the loss is not finite.
        """
        recipe, parameters = self.recipe, list(self.built.trainable().values())
        images, labels = torch.from_numpy(self.data.images), torch.from_numpy(self.data.labels)
        optimizer = torch.optim.RMSprop(parameters, lr=recipe.lr, alpha=0.9, eps=1e-7, foreach=True)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.updates)
        self.built.module.train()
        for update, chosen in enumerate(self._batches(len(images)), 1):
            self._seed("update", update)
            loss = self._loss(images[chosen], labels[chosen])
            if not math.isfinite(loss.item()):
                found = f"{loss.item()} in update {update}"
                raise MeasureError(Problem(f"training of {self.bare.graph.name!r}", "a finite loss", found))
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            if report is not None:
                report(update, loss.item())
        self.built.module.eval()

    def _batches(self, count: int) -> Iterator[Tensor]:
        """Yield which images an update sees; each is seen once before any is seen again."""
        random, size = np.random.default_rng(mix(self.seed, "order")), min(self.recipe.batch, count)
        order = np.zeros(0, np.int64)
        for _ in range(self.recipe.updates):
            if len(order) < size:
                order = np.concatenate([order, random.permutation(count)])
            yield torch.from_numpy(order[:size])
            order = order[size:]

    def _loss(self, images: Tensor, labels: Tensor) -> Tensor:
        """Return the mean of the cross entropy over frames and images, in nats."""
        losses = [self._cross_entropy(answer, labels) for answer in self._answers(images)]
        return torch.stack(losses).mean()

    def _cross_entropy(self, answer: Tensor, labels: Tensor) -> Tensor:
        if not self._probable:
            return torch.nn.functional.cross_entropy(answer, labels)
        return torch.nn.functional.nll_loss(answer.clamp_min(torch.finfo(answer.dtype).tiny).log(), labels)

    # -- testing --------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def test(self) -> list[float]:
        """Return the share of right answers in each frame that counts, over all test images and draws of the noise."""
        images, labels = torch.from_numpy(self.data.test_images), torch.from_numpy(self.data.test_labels)
        right = torch.zeros(len(self.frames), dtype=torch.int64)
        for draw in range(self.recipe.draws):
            self._seed("test", draw)
            for some, truth in zip(torch.split(images, TESTED), torch.split(labels, TESTED), strict=True):
                answers = torch.stack(list(self._answers(some)))
                right += (answers.argmax(2) == truth).sum(1)
        return [count / (self.recipe.draws * len(images)) for count in right.tolist()]

    @torch.no_grad()
    def milliseconds(self) -> float:
        """Return the median time that a frame of one image takes here, with one worker, in milliseconds."""
        image = torch.from_numpy(self.data.test_images[:1])
        inputs, step = self.built.inputs(self._noisy(image)), self.built.network.step
        state, times = self.built.network.initial_state(1, inputs), []
        for _ in range(WARM_UP + TIMED):
            before = time.perf_counter()
            state = step(state, inputs)
            times.append(time.perf_counter() - before)
        return 1000 * statistics.median(times[WARM_UP:])

    # -- frames ---------------------------------------------------------------------------------------------------

    def _answers(self, images: Tensor) -> Iterator[Any]:
        """Yield the answers of the frames that count, [batch, classes] each."""
        network, inputs = self.built.network, self.built.inputs
        state = network.initial_state(len(images), inputs(self._noisy(images)))
        for frame in range(1, self.frames.stop):
            state = network.step(state, inputs(self._noisy(images)))
            if frame in self.frames:
                yield state[self._place]

    def _noisy(self, images: Tensor) -> Tensor:
        if not self.recipe.noise:
            return images
        noise = torch.randn(images.shape, generator=self._random)
        noisy = noise.mul_(self.recipe.noise).add_(images)
        return noisy.clamp_(0, 1) if self.recipe.clip else noisy

    def _seed(self, *what: object) -> None:
        """Let all noise from here on depend on the trial's seed and on `what` alone."""
        self._random.manual_seed(mix(self.seed, "image", *what))
        if self.built.program.random:
            vars(self.built.module)["seed"] = mix(self.seed, "network", *what) % 2**62
