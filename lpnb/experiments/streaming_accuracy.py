"""Streaming accuracy: an answer is judged against the world at the moment at which it arrives.

While a network computes, the world goes on: here an image is shown for so many update steps, then the next one. What a
sequential rollout says at last may be about an image that is gone; a streaming one says something at every step.

    update step        0   1   2   3   4   5   6   7
    world              A   A   A   A   B   B   B   B
    streaming says             a   a   a   a   b   b      first response after 2 steps
    sequential says                a   a   a   b   b      a frame costs 3 steps; the image is seen at its beginning

Source: M. Li, Y.-X. Wang, D. Ramanan, *Towards streaming perception*, ECCV 2020.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.compile import build, emit
from lpnb.compile.build import Built, mix
from lpnb.errors import EditError, Problem, brief
from lpnb.experiments.bare import Bare, bare
from lpnb.experiments.data import Data
from lpnb.experiments.recipe import Recipe
from lpnb.graph import Graph
from lpnb.graph.delays import delays
from lpnb.run.values import load_weights

SIDE_BY_SIDE = 100
"""Streams of images that are watched at once, at most."""
LONG = 30
"""Images that are judged in a stream, at least (as far as there are so many)."""
SETTLED = 20
"""Frames that a stream runs before the first image that is judged, after the first answer: a loop remembers."""


@attrs.frozen
class Streaming:
    """How often what a network says is true of the world when it says so.

    Attributes:
        hold: Update steps for which each image is shown.
        since: The share of right answers 0, 1, ... ``hold - 1`` steps after the image has changed.
    """

    hold: int
    since: tuple[float, ...]

    @property
    def accuracy(self) -> float:
        """The share of right answers over all steps, 0 to 1."""
        return float(np.mean(self.since))


def streaming_accuracy(
    graph: Graph,
    data: Data,
    *,
    hold: int,
    noise: float = 2.0,
    clip: bool = True,
    seed: int = 0,
    answer: str | None = None,
) -> Streaming:
    """Show test images one after the other, and judge at every update step what was last said.

    It is the accuracy of a stream that has been running for long. The test images stand in a circle, in random order,
    and up to 100 streams are each judged on a part of it of their own, of 30 images or more, so that an image is judged
    once. Each begins earlier in the circle: when it comes to its part, 20 frames have passed since the first answer.
    So what is said before an answer can be there is not counted, nor what a loop remembers of the start. Where a frame
    takes several steps, the parts are as long as it needs for frames to begin equally often at each step of an image;
    the few images that are left over for that are not judged.

    Args:
        graph: A network with trained weights, in any rollout; see `lpnb.experiments.response_time` for what it needs.
        data: The images.
        hold: Update steps for which each is shown, 1 or more.
        noise: Gaussian noise on the image, fresh each frame, a standard deviation, 0 to 1000.
        clip: Whether the noisy image is clipped to 0 to 1.
        seed: What order and noise depend on.
        answer: The node that answers; None for the one that a loss looks at, or that nobody reads.

    Raises:
        EditError: When graph and data do not go together, or `hold`, `noise` or `clip` is nothing that it can be.
    """
    if isinstance(hold, bool) or not isinstance(hold, int) or hold < 1:
        raise EditError(Problem("streaming_accuracy, hold", "a whole number of update steps, 1 or more", brief(hold)))
    how = Recipe.of(noise=noise, clip=clip)  # an image is shown just as in training, so the same is allowed
    network = bare(graph, answer)
    network.check(data)
    built = build(emit(network.graph))
    load_weights(built, network.graph.weights)
    early, judged, streams = _parts(network, hold, len(data.test_labels))
    order = np.random.default_rng(mix(seed, "order")).permutation(len(data.test_labels))
    around = judged * np.arange(streams) + np.arange(-early, judged)[:, None]  # the last image is before the first
    places = torch.from_numpy(order[around % len(order)])  # [image, stream]
    labels = torch.from_numpy(data.test_labels)[places].repeat_interleave(hold, 0)  # [step, stream]
    picture, seen = _noisy(torch.from_numpy(data.test_images), how, seed), _seen(network, len(labels))

    def shown(frame: int) -> Tensor:
        return picture(places[min(seen[frame], len(labels) - 1) // hold])

    said = _said(built, network, shown, len(labels))
    right = torch.stack([said[step] == labels[step] for step in range(early * hold, len(labels))]).float()
    return Streaming(hold, tuple(right.mean(1).reshape(-1, hold).mean(0).tolist()))


def _noisy(images: Tensor, how: Recipe, seed: int) -> Callable[[Tensor], Tensor]:
    """Return what shows images, by number, with fresh noise each time."""
    random = torch.Generator().manual_seed(mix(seed, "noise"))

    def picture(numbers: Tensor) -> Tensor:
        image = images[numbers]
        noisy = image + how.noise * torch.randn(image.shape, generator=random) if how.noise else image
        return noisy.clamp(0, 1) if how.clip else noisy

    return picture


def _parts(network: Bare, hold: int, images: int) -> tuple[int, int, int]:
    """Return how many images a stream shows before those that are judged, how many are judged, and how many streams."""
    factor = network.graph.rollout().inference_factor
    (settled,) = network.steps([network.first + SETTLED])
    cycle = factor // math.gcd(factor, hold)  # images after which a frame begins at the same step of an image again
    streams = min(max(images // LONG, 1), SIDE_BY_SIDE)
    judged = images // streams // cycle * cycle or images
    return -(-settled // hold), judged, streams


def _seen(network: Bare, steps: int) -> list[int]:
    """Return the update step at which each frame's image is seen, for as many frames as `steps` have room for.

    It is seen when the first frame that reads it begins; a frame costs as many steps as the inference factor.
    """
    rollout, known = network.graph.rollout(), delays(network.graph)
    factor = rollout.inference_factor
    (source,) = rollout.inputs
    age = min(known[wire.uid] for wire in network.graph.wires().values() if wire.source == source)
    return [max(0, factor * (frame - 1 + age)) for frame in range(steps // factor + 2)]


@torch.no_grad()
def _said(built: Built, network: Bare, shown: Callable[[int], Tensor], steps: int) -> list[Tensor]:
    """Return for each update step the classes that were last said, [stream] each; -1 before anything was."""
    place, image = built.program.newest[network.answer], shown(0)
    state = built.network.initial_state(len(image), built.inputs(image))
    said = [torch.full((len(image),), -1)] * steps
    for frame, known in enumerate(network.steps(range(1, steps + 1)), 1):
        if known >= steps:
            return said
        state = built.network.step(state, built.inputs(shown(frame)))
        if frame >= network.first:
            said[known:] = [state[place].argmax(1)] * (steps - known)
    return said
