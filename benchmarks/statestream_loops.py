"""How Statestream's demo networks learn, as one writes it by hand: looking back, and looking ahead as it did."""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor, nn

from benchmarks.statestream_peer import Peer, States
from lpnb.learn.lagged_adam import LaggedAdam

Shown = list[tuple[Tensor, Tensor]]
"""What is seen in each frame, and the right answer; over and over."""
FIRST = 2
"""The last frame from which Statestream did not learn yet."""
OPTIMIZERS = {
    "adam": lambda trained: torch.optim.Adam(trained, lr=1e-4, betas=(0.99, 0.999), eps=1e-6, foreach=True),
    "lagged_adam": lambda trained: LaggedAdam(trained, lr=1e-4, betas=(0.99, 0.999), eps=1e-6),
    "rmsprop": lambda trained: torch.optim.RMSprop(trained, lr=1e-4, alpha=0.9, eps=1e-7, foreach=True),
}
"""Those of the files, by the names that they have in lpnb."""


class Running:
    """A network that computes frames, in the fastest mode that PyTorch has for it.

    Attributes:
        network: The network.
        states: The states of now, by node.
        frame: The number of the newest frame.
    """

    def __init__(self, network: Peer, shown: Shown) -> None:
        """Begin at frame 0."""
        self.network, self.shown, self.frame = network, shown, 0
        self.states = network.start(*shown[0])

    def next(self) -> States:
        """Return the states of the next frame."""
        self.frame += 1
        self.network.chance.begin(self.frame)
        return self.network(self.states, *self.shown[self.frame % len(self.shown)])

    def run(self, frames: int) -> None:
        """Compute so many frames."""
        with torch.inference_mode():
            for _ in range(frames):
                self.states = self.next()


class Learning(Running):
    """A network that learns."""

    def __init__(self, network: Peer, shown: Shown, optimizer: str) -> None:
        """Begin at frame 0."""
        super().__init__(network, shown)
        network.learns = True
        self.trained: list[nn.Parameter] = network.trained()
        self.optimizer = OPTIMIZERS[optimizer](self.trained)


class Back(Learning):
    """Truncated backpropagation through time: the cross-entropy over windows of as many frames as an answer takes."""

    def __init__(self, network: Peer, shown: Shown, optimizer: str) -> None:
        """Begin at frame 0; labels wait in a queue until an answer is about them."""
        super().__init__(network, shown, optimizer)
        depth, self.tiny = network.DEPTH, torch.finfo(self.states["prediction"].dtype).tiny
        self.labels = deque([self.states["label"]] * depth, maxlen=depth + 1)

    def run(self, frames: int) -> None:
        """Compute so many frames, whole windows of them."""
        for _ in range(frames // self.network.DEPTH):
            self.update()

    def update(self) -> None:
        """Compute the frames of a window, and step down the gradient of their mean loss."""
        losses = []
        for _ in range(self.network.DEPTH):
            self.states = self.next()
            self.labels.append(self.states["label"])
            logs = self.states["prediction"].clamp_min(self.tiny).log()
            losses.append(-(self.labels[0] * logs).sum(1).mean())
        self.optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        self.optimizer.step()
        self.states = {name: state.detach() for name, state in self.states.items()}


class Ahead(Learning):
    """An update in each frame, over the frames that would come if the inputs stood still, applied one frame late."""

    def __init__(self, network: Peer, shown: Shown, optimizer: str) -> None:
        """Begin at frame 0."""
        super().__init__(network, shown, optimizer)
        self.waiting: deque[tuple[Tensor, ...]] = deque()

    def run(self, frames: int) -> None:
        """Compute so many frames."""
        for _ in range(frames):
            past, number = self.states, self.frame
            with torch.no_grad():
                self.states = self.next()
            if number > FIRST:
                self.update(past, number)

    def update(self, past: States, number: int) -> None:
        """Work out a gradient, and step down that of the frame before."""
        logs = self.network.ahead(past, number).clamp_min(1e-6).log()
        self.waiting.append(torch.autograd.grad(-(past["label"] * logs).mean(), self.trained))
        if len(self.waiting) > 1:
            for parameter, gradient in zip(self.trained, self.waiting.popleft(), strict=True):
                parameter.grad = gradient
            self.optimizer.step()
