"""The peer of learning: the digits network and truncated backpropagation through time, as one writes them by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn import functional

State = tuple[Tensor, Tensor, Tensor, Tensor]
Shown = tuple[Tensor, Tensor]
"""Images and labels of one frame."""


class Network(nn.Module):
    """data > image > hidden (with a loop) > answer; each frame computed from the states of the frame before."""

    def __init__(self) -> None:
        """Make its layers."""
        super().__init__()
        self.image_bias = nn.Parameter(torch.zeros(1))
        self.image_to_hidden = nn.Conv2d(1, 16, 3, stride=2, padding=1)
        self.hidden_to_hidden = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.hidden_to_answer = nn.Linear(256, 10)

    def forward(self, state: State, image: Tensor) -> State:
        """Return the state of the next frame; the answer as logits."""
        data, seen, hidden, _ = state
        new_hidden = torch.relu(self.image_to_hidden(seen) + self.hidden_to_hidden(hidden))
        return image, data + self.image_bias, new_hidden, self.hidden_to_answer(hidden.flatten(1))

    @staticmethod
    def start(image: Tensor) -> State:
        """Return the state of frame 0."""
        batch = len(image)
        hidden, answer = image.new_zeros(batch, 16, 4, 4), image.new_zeros(batch, 10)
        return image, torch.zeros_like(image), hidden, answer


class Loop:
    """Trains a network while it streams.

    Attributes:
        network: The network.
        losses: The losses of the window in progress.
    """

    def __init__(self, network: Network, show: Callable[[int], Shown], window: int, lr: float, delay: int) -> None:
        """Begin at frame 0.

        Args:
            network: What is trained.
            show: Returns what is seen in a frame.
            window: Frames that a gradient looks back over.
            lr: Learning rate of Adam.
            delay: Age in frames of the label that an answer is compared with, counted as lpnb's edges do.
        """
        self.network, self.show, self.window = network, show, window
        self.optimizer = torch.optim.Adam(network.parameters(), lr=lr)
        image, label = show(0)
        self.state, self.number = network.start(image), 0
        # An answer of the frame before is compared: labels wait in a queue until it is about them.
        self.labels = [torch.zeros_like(label)] * (delay - 1) + [label]
        self.losses: list[Tensor] = []

    def run(self, frames: int) -> None:
        """Compute so many frames."""
        for _ in range(frames):
            self.number += 1
            image, label = self.show(self.number)
            answer = self.state[3]
            self.state = self.network(self.state, image)
            self.losses.append(functional.cross_entropy(answer, self.labels.pop(0)))
            self.labels.append(label)
            if len(self.losses) == self.window:
                self.update()

    def update(self) -> None:
        """Step down the gradient of the window, and cut its history."""
        self.optimizer.zero_grad()
        torch.stack(self.losses).mean().backward()
        self.optimizer.step()
        self.losses.clear()
        image, seen, hidden, answer = self.state
        self.state = image, seen.detach(), hidden.detach(), answer.detach()


def digits(batch: int, hold: int, noise: float, device: torch.device) -> Callable[[int], Shown]:
    """Return the digits as a stream: a new random batch every so many frames, with fresh noise in every frame."""
    scans = load_digits()
    images = torch.tensor(scans.images[:, None] / 16, dtype=torch.float32, device=device)
    labels = torch.tensor(scans.target.astype(np.int64), device=device)
    chosen = [torch.zeros(batch, dtype=torch.int64, device=device)]

    def show(number: int) -> Shown:
        if number % hold == 0:
            chosen[0] = torch.randint(len(labels), (batch,), device=device)
        image = images[chosen[0]]
        return image + noise * torch.randn_like(image), labels[chosen[0]]

    return show
